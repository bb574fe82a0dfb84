// Writing in a table: Tab goes from cell to cell, Enter begins a row, and pasted lines that
// begin with a time become rows. Each is one step of undo.

import { isolateHistory } from "@codemirror/commands"
import { syntaxTree } from "@codemirror/language"
import type { EditorState, Extension, Line } from "@codemirror/state"
import { EditorView, type KeyBinding } from "@codemirror/view"

/** Line numbers of a table: its header (the rule is below it) and its last row. */
export interface Table {
  head: number
  last: number
}

export interface Cell {
  from: number
  to: number
  text: string
  /** Where its words begin. */
  start: number
  /** Where to write in it: where they end. */
  caret: number
}

const BAR = /(?<!\\)\|/g
const RULE = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/
const WHEN = /\b(?:when|date|time|hour|clock)\b/i
const TOLD = /\b(?:what|events?|happened|saw|description|note)\b/i
const ENTRY = /^[ \t]*(?:[-*+•][ \t]+)?(?<time>(?:[01]?\d|2[0-3])[:.h][0-5]\d(?:[:.][0-5]\d)?(?:[ \t]?[ap]\.?m\b\.?)?)(?:[ \t]*[,:–—-])?[ \t]+(?<told>\S.*?)[ \t]*$/i

export function isRule(text: string): boolean {
  return text.includes("|") && text.includes("-") && RULE.test(text)
}

/** The table a position stands in, or null. */
export function tableAt(state: EditorState, position: number): Table | null {
  const { doc } = state
  const here = doc.lineAt(position).number
  const isRow = (number: number) => number >= 1 && number <= doc.lines && doc.line(number).text.includes("|")
  if (!isRow(here)) return null
  let head = here
  while (isRow(head - 1)) head--
  while (head < here && !(isRow(head + 1) && isRule(doc.line(head + 1).text))) head++
  if (!isRow(head + 1) || !isRule(doc.line(head + 1).text)) return null
  if (/Code|Comment/.test(syntaxTree(state).resolveInner(doc.line(head).to, -1).name)) return null
  let last = head + 1
  while (isRow(last + 1)) last++
  return { head, last }
}

/** The cells of a row. */
export function cellsOf(line: Line): Cell[] {
  const bars = Array.from(line.text.matchAll(BAR), (found) => found.index)
  const starts = /^[ \t]*\|/.test(line.text) ? bars.map((at) => at + 1) : [0, ...bars.map((at) => at + 1)]
  const isClosed = /(?<!\\)\|[ \t]*$/.test(line.text)
  if (isClosed) starts.pop()
  return starts.map((start) => {
    const end = bars.find((at) => at >= start) ?? line.text.length
    const raw = line.text.slice(start, end)
    const text = raw.trim()
    const lead = text ? raw.length - raw.trimStart().length : Math.min(1, raw.length)
    const begin = line.from + start + lead
    return { from: line.from + start, to: line.from + end, text, start: begin, caret: begin + text.length }
  })
}

function rowOf(cells: readonly string[]): string {
  return `|${cells.map((cell) => (cell ? ` ${cell} ` : "  ")).join("|")}|`
}

function here(state: EditorState): Table | null {
  return state.selection.main.empty ? tableAt(state, state.selection.main.head) : null
}

function goTo(view: EditorView, cell: Cell): true {
  view.dispatch({ selection: { anchor: cell.start, head: cell.caret }, scrollIntoView: true })
  return true
}

/** All cells below a table's header, in reading order. */
function cellsIn(state: EditorState, table: Table): Cell[] {
  const cells: Cell[] = []
  for (let number = table.head + 2; number <= table.last; number++) {
    cells.push(...cellsOf(state.doc.line(number)))
  }
  return cells
}

/**
 * Go to the next cell or the one before; false at either end, where Tab leaves the text. The
 * header is no stop on the way: its words say what belongs below them.
 */
function step(view: EditorView, by: 1 | -1): boolean {
  const { state } = view
  const { head } = state.selection.main
  const table = tableAt(state, head)
  if (!table) return false
  const cells = cellsIn(state, table)
  const at = cells.findLastIndex((cell) => cell.from <= head)
  const next = cells[at + by]
  if (next) return goTo(view, next)
  const row = state.doc.line(table.last)
  if (by < 0 || isEmpty(row)) return false
  return addRow(view, table.last, columnsOf(state, table))
}

function columnsOf(state: EditorState, table: Table): number {
  return cellsOf(state.doc.line(table.head)).length
}

/**
 * What is selected to show a passage: of a row the first cell that says something, for typing
 * over a row would take its bars along.
 */
export function withinCell(state: EditorState, from: number, to: number): { anchor: number; head: number } {
  const line = state.doc.lineAt(from)
  if (from === to || !tableAt(state, from)) return { anchor: from, head: to }
  const cells = cellsOf(line).filter((cell) => cell.text && cell.from < to && from < cell.to)
  const told = cells.find((cell) => cell.text.split(/\s+/).length > 2) ?? cells[0]
  if (!told || cells.length < 2) return { anchor: from, head: to }
  return { anchor: told.start, head: told.caret }
}

/**
 * Go where a table is filled in: from a row to what it lacks, or to the cell pointed at behind
 * its first; from the header to the first row nobody wrote in, made where there is none. False
 * where there is nothing to fill in.
 */
export function enterTable(view: EditorView, position: number): boolean {
  const { state } = view
  const table = tableAt(state, position)
  if (!table) return false
  const named = state.doc.lineAt(position).number
  if (named > table.head + 1) {
    const cells = cellsOf(state.doc.line(named))
    const meant = cells.slice(1).find((cell) => cell.text && cell.from < position && position < cell.to)
    if (meant) return goTo(view, meant)
    const lacking = cells.find((cell) => !cell.text)
    return lacking ? goTo(view, lacking) : false
  }
  for (let number = table.head + 2; number <= table.last; number++) {
    const line = state.doc.line(number)
    const first = isEmpty(line) ? cellsOf(line)[0] : undefined
    if (first) return goTo(view, first)
  }
  return addRow(view, table.last, columnsOf(state, table))
}

function isEmpty(line: Line): boolean {
  return line.text.replace(/[|\s]/g, "") === ""
}

function addRow(view: EditorView, below: number, columns: number): true {
  const { to } = view.state.doc.line(below)
  const row = rowOf(Array<string>(columns).fill(""))
  view.dispatch({
    changes: { from: to, insert: `\n${row}` },
    selection: { anchor: to + 3 },
    annotations: isolateHistory.of("full"),
    scrollIntoView: true,
    userEvent: "input.row",
  })
  return true
}

/** Begin a row below; in an empty last row, leave the table and take that row along. */
function enter(view: EditorView): boolean {
  const { state } = view
  const table = here(state)
  if (!table) return false
  const line = state.doc.lineAt(state.selection.main.head)
  // At either end of the line Enter is what it is everywhere: room above, or below.
  if (state.selection.main.head === line.from) return false
  if (line.number === table.last && isEmpty(line) && table.last > table.head + 2) {
    const after = line.number < state.doc.lines ? state.doc.line(line.number + 1) : null
    const isRoom = after !== null && after.text.trim() === ""
    // The empty line that ends the table stays between.
    view.dispatch({
      changes: { from: line.from, to: line.to, insert: isRoom ? "" : "\n" },
      selection: { anchor: line.from + 1 },
      annotations: isolateHistory.of("full"),
      scrollIntoView: true,
      userEvent: "delete.row",
    })
    return true
  }
  const below = Math.max(line.number, table.head + 1)
  const first = below === table.head + 1 && below < table.last ? state.doc.line(below + 1) : null
  const cell = first && isEmpty(first) ? cellsOf(first)[0] : undefined
  return cell ? goTo(view, cell) : addRow(view, below, columnsOf(state, table))
}

/**
 * From an empty row go to the same cell of the row above or below, or out of the table: what is
 * seen there are prompts, which have no column to go down by.
 */
function goAcross(view: EditorView, by: 1 | -1): boolean {
  const { state } = view
  const table = here(state)
  const line = state.doc.lineAt(state.selection.main.head)
  if (!table || line.number <= table.head + 1 || !isEmpty(line)) return false
  const next = line.number + by === table.head + 1 ? table.head : line.number + by
  if (next > state.doc.lines) return false
  const to = state.doc.line(next)
  const column = cellsOf(line).findLastIndex((cell) => cell.from <= state.selection.main.head)
  const cell = next <= table.last ? cellsOf(to)[column] : undefined
  view.dispatch({ selection: { anchor: cell?.caret ?? to.from }, scrollIntoView: true })
  return true
}

/** Typed right below a table it is no row of it: an empty line ends the table first. */
function typeAround(view: EditorView, from: number, to: number, text: string): boolean {
  const { state } = view
  const line = state.doc.lineAt(from)
  if (from === to && from === line.from && line.text.startsWith("|") && tableAt(state, from)) {
    // Before the first bar there is no cell: what is typed there belongs into the first.
    const cell = cellsOf(line)[0]
    if (!cell) return false
    view.dispatch({
      changes: { from: cell.start, insert: text },
      selection: { anchor: cell.start + text.length },
      userEvent: "input.type",
    })
    return true
  }
  if (from !== to || line.text !== "" || line.number === 1 || text.includes("|")) return false
  const table = tableAt(state, line.from - 1)
  if (table?.last !== line.number - 1) return false
  view.dispatch({
    changes: { from, insert: `\n${text}` },
    selection: { anchor: from + 1 + text.length },
    scrollIntoView: true,
    userEvent: "input.type",
  })
  return true
}

/** Where lines with times belong as rows: the table around the caret, or the one right above. */
function tableFor(state: EditorState): Table | null {
  const { head } = state.selection.main
  const line = state.doc.lineAt(head)
  const direct = tableAt(state, head)
  if (direct || line.text.trim() !== "") return direct
  for (let number = line.number - 1; number >= Math.max(1, line.number - 2); number--) {
    const above = state.doc.line(number)
    if (above.text.trim() !== "") return tableAt(state, above.from)
  }
  return null
}

function paste(event: ClipboardEvent, view: EditorView): boolean {
  const lines = (event.clipboardData?.getData("text/plain") ?? "").split(/\r\n?|\n/).filter((one) => one.trim() !== "")
  const entries = lines.map((line) => ENTRY.exec(line)?.groups)
  const { state } = view
  const table = lines.length > 0 && entries.every(Boolean) ? tableFor(state) : null
  if (!table || state.readOnly) return false
  const names = cellsOf(state.doc.line(table.head)).map((cell) => cell.text)
  const when = names.findIndex((name) => WHEN.test(name))
  if (when < 0 || names.length < 2) return false
  const line = state.doc.lineAt(state.selection.main.head)
  // A single line may be meant for the cell the caret stands in.
  if (lines.length === 1 && !isEmpty(line)) return false
  const named = names.findIndex((name, index) => index !== when && TOLD.test(name))
  const told = named >= 0 ? named : names.findIndex((_, index) => index !== when)
  const rows = entries.map((entry) =>
    rowOf(
      names.map((_, index) => {
        if (index === when) return entry!["time"]!
        return index === told ? entry!["told"]!.replace(/(?<!\\)\|/g, "\\|") : ""
      }),
    ),
  )
  const isInside = line.number > table.head + 1 && line.number <= table.last
  const above = isInside ? line.number : line.number <= table.head + 1 ? table.head + 1 : table.last
  const target = state.doc.line(above)
  // An empty row is filled, not left above.
  const isFilled = above > table.head + 1 && isEmpty(target)
  const insert = rows.join("\n")
  const from = isFilled ? target.from : target.to
  const written = isFilled ? insert : `\n${insert}`
  view.dispatch({
    changes: { from, to: target.to, insert: written },
    selection: { anchor: from + written.length },
    annotations: isolateHistory.of("full"),
    scrollIntoView: true,
    userEvent: "input.paste",
  })
  event.preventDefault()
  return true
}

/** The keys of a table; elsewhere they are what they are. */
export const tableKeys: KeyBinding[] = [
  { key: "Tab", run: (view) => step(view, 1), shift: (view) => step(view, -1) },
  { key: "Enter", run: enter },
  { key: "ArrowDown", run: (view) => goAcross(view, 1) },
  { key: "ArrowUp", run: (view) => goAcross(view, -1) },
]

/**
 * Pasting, and the way out by keyboard: after Escape, Tab leaves the text until the caret
 * moves or something is written.
 */
export const tables: Extension = [
  EditorView.inputHandler.of(typeAround),
  EditorView.domEventHandlers({
    paste,
    keydown: (event, view) => {
      if (event.key === "Escape") view.setTabFocusMode(true)
      return false
    },
  }),
  EditorView.updateListener.of((update) => {
    if (update.docChanged || update.selectionSet) update.view.setTabFocusMode(false)
  }),
]
