// The marks of Markdown made quiet: those of headings and quotations hang in the margin and
// show on the caret's line alone, so that nothing moves; those of emphasis show where the caret
// touches them; tables have thin bars, and an empty cell says
// what belongs into it.

import { syntaxTree } from "@codemirror/language"
import { EditorState, type Extension, type Range } from "@codemirror/state"
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view"
import { Prompt } from "./prompt"
import { cellsOf, isRule, type Table, tableAt } from "./tables"

const HASH = Decoration.mark({ class: "pm-hash" })
const BAR = Decoration.mark({ class: "pm-pipe" })
const RULE = Decoration.line({ class: "pm-rule" })
const HEAD = Decoration.line({ class: "pm-row pm-row-head" })
const ROW = Decoration.line({ class: "pm-row" })
const HEADINGS = [1, 2, 3, 4, 5, 6].map((level) => Decoration.line({ class: `pm-h pm-h${level}` }))
const QUOTED = Decoration.line({ class: "pm-quoted" })
const GONE = Decoration.replace({})
const HERE = Decoration.line({ class: "pm-here" })

function draw(view: EditorView): DecorationSet {
  const { state } = view
  const drawn: Range<Decoration>[] = [HERE.range(state.doc.lineAt(state.selection.main.head).from)]
  for (const { from, to } of view.visibleRanges) {
    syntaxTree(state).iterate({
      from,
      to,
      enter: (node) => {
        const level = /^ATXHeading(\d)$/.exec(node.name)?.[1]
        if (level) drawn.push(HEADINGS[Number(level) - 1]!.range(state.doc.lineAt(node.from).from))
        if (node.name === "HeaderMark") {
          const line = state.doc.lineAt(node.from)
          const end = node.to + (/^[ \t]*/.exec(line.text.slice(node.to - line.from))?.[0].length ?? 0)
          if (node.from === line.from && end < line.to) drawn.push(HASH.range(node.from, end))
        }
        if (node.name === "Blockquote") {
          const last = state.doc.lineAt(node.to).number
          for (let number = state.doc.lineAt(node.from).number; number <= last; number++) {
            drawn.push(QUOTED.range(state.doc.line(number).from))
          }
        }
        if (node.name === "QuoteMark" && node.from === state.doc.lineAt(node.from).from) {
          drawn.push(HASH.range(node.from, node.to + (state.sliceDoc(node.to, node.to + 1) === " " ? 1 : 0)))
        }
        if (node.name === "EmphasisMark" || node.name === "StrikethroughMark") {
          const around = node.node.parent ?? node
          const isTouched = state.selection.ranges.some((one) => one.from <= around.to && around.from <= one.to)
          if (!isTouched) drawn.push(GONE.range(node.from, node.to))
        }
        if (node.name !== "Table") return
        const table = tableAt(state, node.from)
        if (table) drawn.push(...drawTable(state, table))
        return false
      },
    })
  }
  return Decoration.set(drawn, true)
}

function drawTable(state: EditorState, table: Table): Range<Decoration>[] {
  const drawn: Range<Decoration>[] = []
  const names = cellsOf(state.doc.line(table.head)).map((cell) => cell.text)
  for (let number = table.head; number <= table.last; number++) {
    const line = state.doc.line(number)
    if (number === table.head + 1) {
      drawn.push(RULE.range(line.from))
      continue
    }
    drawn.push((number === table.head ? HEAD : ROW).range(line.from))
    // With the space before it, so that a bar never begins a line of its own.
    for (const found of line.text.matchAll(/(?<=[^\s|\\]) \||(?<!\\)\|/g)) {
      drawn.push(BAR.range(line.from + found.index, line.from + found.index + found[0].length))
    }
    if (number === table.head) continue
    for (const [index, cell] of cellsOf(line).entries()) {
      const name = names[index]
      if (cell.text || !name) continue
      drawn.push(Decoration.widget({ widget: new Prompt(name), side: 1 }).range(cell.caret))
    }
  }
  return drawn
}

/** A caret that comes to the hidden line below a table's header goes on past it. */
const keepOffRules = EditorState.transactionFilter.of((transaction) => {
  const { main } = transaction.newSelection
  if (!transaction.selection || transaction.docChanged || !main.empty) return transaction
  const { doc } = transaction.startState
  const line = doc.lineAt(main.head)
  if (!isRule(line.text) || tableAt(transaction.startState, main.head)?.head !== line.number - 1) return transaction
  const isUpwards = transaction.startState.selection.main.head > main.head
  const to = isUpwards || line.number === doc.lines ? doc.line(line.number - 1) : doc.line(line.number + 1)
  const column = cellsOf(to)[0]?.caret ?? to.from
  return [transaction, { selection: { anchor: column }, sequential: true }]
})

const plugin = ViewPlugin.define(
  (view) => ({
    drawn: draw(view),
    update(update: ViewUpdate) {
      const isParsed = syntaxTree(update.startState) !== syntaxTree(update.state)
      if (update.docChanged || update.viewportChanged || update.selectionSet || isParsed) this.drawn = draw(update.view)
    },
  }),
  { decorations: (self) => self.drawn },
)

/** A click on a prompt is a click where it stands, however wide its words are. */
const promptClick = EditorView.domEventHandlers({
  mousedown: (event, view) => {
    const prompt = event.target instanceof Element ? event.target.closest(".pm-prompt") : null
    if (!prompt || event.button !== 0 || event.shiftKey) return false
    view.dispatch({ selection: { anchor: view.posAtDOM(prompt) } })
    view.focus()
    event.preventDefault()
    return true
  },
})

/** Makes the marks quiet. */
export const softMarks: Extension = [plugin, keepOffRules, promptClick]
