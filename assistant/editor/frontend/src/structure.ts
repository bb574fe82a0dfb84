// What makes a line a heading, a list item or a row stays where it is: three clicks select its
// words alone, and what is typed over a selection that reaches into the next line's marks
// leaves that line's beginning in place.

import {
  EditorSelection,
  EditorState,
  type Extension,
  type SelectionRange,
  Transaction,
  type TransactionSpec,
} from "@codemirror/state"
import { EditorView, type MouseSelectionStyle } from "@codemirror/view"
import { cellsOf, tableAt } from "./tables"

const MARKS = /^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?)/
const BEGINNING = new RegExp(`${MARKS.source}|^[ \\t]*(?:<!--|\\|)`)
const HEADING = /^[ \t]*#{1,6}[ \t]/
const EVENTS = ["input.type", "input.paste", "delete.selection", "delete.cut"]

/** The words of the line at a position without its marks and its end; in a table, of the cell. */
function wordsAt(state: EditorState, position: number): { from: number; to: number } {
  const line = state.doc.lineAt(position)
  if (tableAt(state, position)) {
    const cell = cellsOf(line).findLast((one) => one.from <= position)
    if (cell) return { from: cell.start, to: cell.caret }
  }
  return { from: line.from + (MARKS.exec(line.text)?.[0].length ?? 0), to: line.to }
}

const threeClicks = EditorView.mouseSelectionStyle.of((view, event): MouseSelectionStyle | null => {
  if (event.button !== 0 || event.detail < 3 || event.shiftKey) return null
  let start = view.posAtCoords({ x: event.clientX, y: event.clientY }, false)
  return {
    update: (update) => {
      start = update.changes.mapPos(start)
    },
    get: (now) => {
      const here = wordsAt(view.state, start)
      const other = view.posAtCoords({ x: now.clientX, y: now.clientY }, false)
      const line = view.state.doc.lineAt(other)
      if (line.to < here.from) return EditorSelection.single(here.to, wordsAt(view.state, other).from)
      if (line.from > here.to) return EditorSelection.single(here.from, line.to)
      return EditorSelection.single(here.from, here.to)
    },
  }
})

/** Where a replaced selection ends once the line whose marks it reaches into is left whole. */
function endBefore({ doc }: EditorState, { from, to }: SelectionRange, isTakenOut: boolean): number {
  const line = doc.lineAt(to)
  const marks = BEGINNING.exec(line.text)?.[0]
  if (marks === undefined || from >= line.from || to > line.from + marks.length) return to
  // One row of a table, taken out from beginning to beginning, leaves no gap in it; nor does
  // an item of a list. Before a heading the gap is where writing goes on.
  const isWhole = isTakenOut && to === line.from && doc.lineAt(from).from === from
  const isRow = marks.endsWith("|") && doc.line(line.number - 1).text.includes("|")
  return isRow || (isWhole && !HEADING.test(line.text)) ? to : line.from - 1
}

/** Replace or take out a selection up to the line whose marks it reaches into, not beyond. */
const keepBeginnings = EditorState.transactionFilter.of((transaction): Transaction | TransactionSpec => {
  const { startState } = transaction
  const { main, ranges } = startState.selection
  const event = transaction.annotation(Transaction.userEvent) ?? ""
  const isAuthors = event === "input" || EVENTS.some((one) => transaction.isUserEvent(one))
  if (!isAuthors || !transaction.docChanged || main.empty || ranges.length > 1) return transaction
  const written: string[] = []
  transaction.changes.iterChanges((from, to, _from, _to, inserted) => {
    if (from === main.from && to === main.to) written.push(inserted.toString())
  })
  const insert = written[0]
  if (insert === undefined) return transaction
  const to = endBefore(startState, main, insert === "")
  if (to === main.to) return transaction
  return {
    changes: { from: main.from, to, insert },
    selection: { anchor: main.from + insert.length },
    scrollIntoView: transaction.scrollIntoView,
    userEvent: event,
  }
})

/** Keeps what makes a line what it is. */
export const structure: Extension = [threeClicks, keepBeginnings]
