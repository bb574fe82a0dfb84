// Three clicks on a heading select its words, not its marks: what is typed then is a heading
// still.

import type { EditorState } from "@codemirror/state"
import { EditorSelection, type Extension } from "@codemirror/state"
import { EditorView, type MouseSelectionStyle } from "@codemirror/view"

const HEADING = /^ {0,3}#{1,6}[ \t]+/

function words(state: EditorState, position: number): { from: number; to: number } | null {
  const line = state.doc.lineAt(position)
  const marks = HEADING.exec(line.text)?.[0]
  return marks === undefined ? null : { from: line.from + marks.length, to: line.to }
}

export const headingClick: Extension = EditorView.mouseSelectionStyle.of((view, event): MouseSelectionStyle | null => {
  if (event.button !== 0 || event.detail < 3 || event.shiftKey) return null
  const at = view.posAtCoords({ x: event.clientX, y: event.clientY }, false)
  if (!words(view.state, at)) return null
  let start = at
  return {
    update: (update) => {
      start = update.changes.mapPos(start)
    },
    get: (now) => {
      const heading = words(view.state, start) ?? { from: start, to: start }
      const other = view.posAtCoords({ x: now.clientX, y: now.clientY }, false)
      const line = view.state.doc.lineAt(other)
      if (other < heading.from && line.to < heading.from) return EditorSelection.single(heading.to, line.from)
      if (line.from > heading.to) return EditorSelection.single(heading.from, line.to)
      return EditorSelection.single(heading.from, heading.to)
    },
  }
})
