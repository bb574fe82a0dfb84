// Bold and italic by the keys everybody knows, as Markdown's marks around the selection.

import { EditorSelection } from "@codemirror/state"
import type { EditorView, KeyBinding } from "@codemirror/view"

/** Put marks around what is selected, or take them away where they are; one step of undo. */
function toggle(mark: string): (view: EditorView) => boolean {
  return (view) => {
    const { state } = view
    const size = mark.length
    const made = state.changeByRange(({ from, to }) => {
      const before = /\**$/.exec(state.sliceDoc(Math.max(0, from - 3), from))?.[0].length ?? 0
      const after = /^\**/.exec(state.sliceDoc(to, to + 3))?.[0].length ?? 0
      // Of three stars two are bold and one is italic.
      const isMarked = [before, after].every((stars) => (size === 2 ? stars >= 2 : stars % 2 === 1))
      const changes = isMarked
        ? [{ from: from - size, to: from }, { from: to, to: to + size }]
        : [{ from, insert: mark }, { from: to, insert: mark }]
      const by = isMarked ? -size : size
      return { changes, range: EditorSelection.range(from + by, to + by) }
    })
    view.dispatch(made, { scrollIntoView: true, userEvent: "input" })
    return true
  }
}

export const emphasisKeys: KeyBinding[] = [
  { key: "Mod-b", run: toggle("**") },
  { key: "Mod-i", run: toggle("*") },
]
