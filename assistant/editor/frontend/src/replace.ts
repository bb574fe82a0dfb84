// Text put into the text by a click, as one change that can be undone.

import { isolateHistory } from "@codemirror/commands"
import { EditorView } from "@codemirror/view"
import { changesBetween } from "./changes"
import { fromPython } from "./editor"

/** Replace the text, touching only what differs, so that caret, scroll and marks stay. */
export function replaceText(view: EditorView, text: string, isPythons: boolean): void {
  const old = view.state.doc.toString()
  const changes = changesBetween(old, text).map((one) => ({
    from: one.fromA,
    to: one.toA,
    insert: text.slice(one.fromB, one.toB),
  }))
  if (changes.length === 0) return
  const annotations = [isolateHistory.of("full")]
  view.dispatch({
    changes,
    annotations: isPythons ? [...annotations, fromPython.of(true)] : annotations,
    userEvent: "input.replace",
  })
}

/** Put a question in square brackets into the text and select it, to be written over. */
export function insertBlank(view: EditorView, at: number, text: string): void {
  const anchor = at + text.indexOf("[")
  view.dispatch({
    changes: { from: at, insert: text },
    selection: { anchor, head: at + text.length },
    effects: EditorView.scrollIntoView(anchor, { y: "center" }),
    annotations: isolateHistory.of("full"),
    userEvent: "input.blank",
  })
  view.focus()
}

/** Select the title a new draft starts with, to be written over, if it stands there still. */
export function selectTitle(view: EditorView, title: string): void {
  const line = view.state.doc.line(1)
  if (line.text !== `# ${title}`) return
  view.dispatch({ selection: { anchor: line.to - title.length, head: line.to } })
  view.focus()
}
