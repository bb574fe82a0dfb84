// The notes of the template, comments that begin with "guide:", shown as grey prompts where
// the author is to write. A prompt vanishes with the first word of its section. All of this
// is display: the comment stays in the text, and nothing here changes it.

import {
  EditorState,
  type Extension,
  type Range,
  RangeSet,
  StateField,
  type Text,
} from "@codemirror/state"
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view"
import { Prompt } from "./prompt"

interface Guide {
  /** The comment's lines, with the empty line above them. */
  from: number
  to: number
  words: string
  /** The empty line below, where the author is to write, or null. */
  below: number | null
  isShown: boolean
}

const GUIDE = /^[ \t]*<!--\s*guide:\s*([^]*?)\s*-->[ \t]*$/gm
const GUIDE_LINES = /^[ \t]*<!--\s*guide:[^]*?-->[ \t]*(?:\n(?:[ \t]*\n)?|$)/gm
const HEADING = /^(#{1,6})[ \t].*$/gm
// What a section holds before anybody wrote in it: notes, headings, tables without rows.
const UNWRITTEN = /<!--[^]{0,4000}?-->|^#{1,6}[ \t].*$|^.*\|.*\n[ \t]*\|?[ \t]*:?-{3,}.*$/gm

/** A text as it is read: without the template's notes. */
export function withoutGuides(text: string): string {
  return text.replace(GUIDE_LINES, "")
}

function readGuides(doc: Text): Guide[] {
  const text = doc.toString()
  if (!text.includes("guide:")) return []
  const headings = Array.from(text.matchAll(HEADING), (found) => ({
    from: found.index,
    to: found.index + found[0].length,
    level: found[1]!.length,
  }))
  return Array.from(text.matchAll(GUIDE), (found) => {
    const first = doc.lineAt(found.index)
    const to = found.index + found[0].length
    const last = doc.lineAt(to)
    const above = first.number > 1 ? doc.line(first.number - 1) : null
    const below = last.number < doc.lines ? doc.line(last.number + 1) : null
    const heading = headings.findLast((one) => one.to < found.index)
    const next = headings.find((one) => one.from > found.index && one.level <= (heading?.level ?? 6))
    const section = text.slice(heading?.to ?? 0, next?.from)
    return {
      from: above && above.number > 1 && above.text.trim() === "" ? above.from : first.from,
      to,
      words: found[1]!.replace(/\s+/g, " "),
      below: below && below.text.trim() === "" ? below.from : null,
      isShown: !/[\p{L}\p{N}]/u.test(section.replace(UNWRITTEN, "")),
    }
  })
}

function draw(guides: Guide[], end: number): DecorationSet {
  const drawn: Range<Decoration>[] = []
  for (const { from, to, words, below, isShown } of guides) {
    const widget = new Prompt(words)
    const isAlone = isShown && below === null
    // Behind a note that ends the text a caret must have a line to stand in.
    const block = to < end
    drawn.push(Decoration.replace(isAlone ? { widget, block } : { block }).range(from, to))
    if (isShown && below !== null) drawn.push(Decoration.widget({ widget, side: 1 }).range(below))
  }
  return Decoration.set(drawn, true)
}

const field = StateField.define<{ guides: Guide[]; drawn: DecorationSet }>({
  create: (state) => read(state.doc),
  update: (value, transaction) => (transaction.docChanged ? read(transaction.newDoc) : value),
  provide: (self) => [
    EditorView.decorations.from(self, (value) => value.drawn),
    EditorView.atomicRanges.of((view) =>
      RangeSet.of((view.state.field(self, false)?.guides ?? []).map((one) => Decoration.mark({}).range(one.from, one.to))),
    ),
  ],
})

function read(doc: Text): { guides: Guide[]; drawn: DecorationSet } {
  const guides = readGuides(doc)
  return { guides, drawn: draw(guides, doc.length) }
}

/** A caret that would stand in a hidden note stands where the author is to write. */
const keepCaretOut = EditorState.transactionFilter.of((transaction) => {
  const main = transaction.newSelection.main
  if (!transaction.selection || transaction.docChanged || !main.empty) return transaction
  const guide = transaction.startState
    .field(field)
    .guides.find((one) => one.from <= main.head && main.head <= one.to)
  if (!guide) return transaction
  return [transaction, { selection: { anchor: Math.min(guide.to + 1, transaction.newDoc.length) }, sequential: true }]
})

/** What is written behind a note that ends the text begins a line of its own: the note stays one. */
const keepNoteWhole = EditorState.transactionFilter.of((transaction) => {
  const { doc } = transaction.startState
  if (!transaction.isUserEvent("input") || transaction.newDoc.length <= doc.length) return transaction
  const guide = transaction.startState.field(field).guides.find((one) => one.to === doc.length)
  if (!guide) return transaction
  let isBehind = false
  transaction.changes.iterChanges((from, _to, _fromB, _toB, inserted) => {
    isBehind ||= from === guide.to && inserted.line(1).length > 0
  })
  return isBehind
    ? [transaction, { changes: { from: transaction.changes.mapPos(guide.to, -1), insert: "\n" }, sequential: true }]
    : transaction
})

/** Backspace below a hidden note goes back to the heading and takes nothing away. */
function backspace(view: EditorView): boolean {
  const { main } = view.state.selection
  const guide = view.state.field(field).guides.find((one) => one.to + 1 === main.head)
  if (!guide || !main.empty || guide.from === 0) return false
  view.dispatch({ selection: { anchor: guide.from - 1 }, scrollIntoView: true })
  return true
}

/** Where a prompt above the caret comes or goes, the caret stays where it is on the screen. */
const holdCaret = ViewPlugin.define((view) => ({
  update(update: ViewUpdate) {
    if (!update.docChanged) return
    const shown = (state: EditorState) => state.field(field).guides.filter((one) => one.isShown).length
    if (shown(update.startState) === shown(update.state)) return
    // The page still shows the old text here.
    const range = document.getSelection()
    const before = range && range.rangeCount > 0 ? range.getRangeAt(0).getBoundingClientRect() : null
    if (!before || before.height === 0) return
    view.requestMeasure({
      read: () => view.coordsAtPos(view.state.selection.main.head),
      write: (after) => {
        if (after) view.scrollDOM.scrollTop += after.bottom - before.bottom
      },
    })
  },
}))

/** Shows the template's notes as prompts. */
export const guides: Extension = [field, keepCaretOut, keepNoteWhole, holdCaret]

/** Keys for where notes are hidden. */
export const guideKeys = [{ key: "Backspace", run: backspace }]
