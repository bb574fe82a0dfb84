// A whole text put in the place of another as one change that can be undone.

import { isolateHistory } from "@codemirror/commands"
import type { EditorView } from "@codemirror/view"
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
