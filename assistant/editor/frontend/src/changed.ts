// What accepting a rewrite changed: followed through later edits, so that it can be shown
// for a moment and taken back for as long as it stands.

import { isolateHistory } from "@codemirror/commands"
import { type EditorState, StateEffect, StateField } from "@codemirror/state"
import { Decoration, EditorView } from "@codemirror/view"
import type { Finding } from "./protocol"

const SHOWN_MS = 2500

/** An accepted rewrite, where it stands now. */
export interface Rewritten {
  finding: Finding
  after: string
  from: number
  to: number
  isShown: boolean
}

const add = StateEffect.define<Rewritten>()
const hide = StateEffect.define<string>()

const shownMark = Decoration.mark({ class: "pm-changed" })

const rewrites = StateField.define<Rewritten[]>({
  create: () => [],
  update(value, transaction) {
    let next = value
    if (transaction.docChanged && value.length > 0) {
      next = value.map((one) => ({
        ...one,
        from: transaction.changes.mapPos(one.from, 1),
        to: transaction.changes.mapPos(one.to, -1),
      }))
    }
    for (const effect of transaction.effects) {
      if (effect.is(add)) {
        const others = next.filter((one) => one.finding.fingerprint !== effect.value.finding.fingerprint)
        next = [...others, effect.value]
      } else if (effect.is(hide)) {
        next = next.map((one) =>
          one.finding.fingerprint === effect.value ? { ...one, isShown: false } : one,
        )
      }
    }
    return next
  },
  provide: (field) =>
    EditorView.decorations.from(field, (value) =>
      Decoration.set(
        value
          .filter((one) => one.isShown && one.from < one.to)
          .map((one) => shownMark.range(one.from, one.to)),
        true,
      ),
    ),
})

export const rewriteMarks = rewrites

/** Put a finding's rewrite in its place as one step of undo, and show it for a moment. */
export function rewrite(view: EditorView, finding: Finding, from: number, to: number): void {
  const after = finding.rewrite ?? ""
  const end = from + after.length
  // A blank to fill in is what the author types next.
  const blank = /\[[^\]\n]+\](?!\()/.exec(after)
  view.dispatch({
    changes: { from, to, insert: after },
    selection: blank
      ? { anchor: from + blank.index, head: from + blank.index + blank[0].length }
      : { anchor: end },
    effects: add.of({ finding, after, from, to: end, isShown: true }),
    annotations: isolateHistory.of("full"),
    userEvent: "input.accept",
    scrollIntoView: true,
  })
  setTimeout(() => {
    if (view.dom.isConnected) view.dispatch({ effects: hide.of(finding.fingerprint) })
  }, SHOWN_MS)
}

/** The accepted rewrite of a finding while it still stands as it was accepted. */
export function rewritten(state: EditorState, fingerprint: string): Rewritten | null {
  const found = state.field(rewrites).find((one) => one.finding.fingerprint === fingerprint)
  return found && state.sliceDoc(found.from, found.to) === found.after ? found : null
}

/** Put the old words back as one step of undo; say whether they could be. */
export function takeBack(view: EditorView, fingerprint: string): boolean {
  const found = rewritten(view.state, fingerprint)
  if (!found) return false
  const { from, to, finding } = found
  view.dispatch({
    changes: { from, to, insert: finding.text },
    selection: { anchor: from, head: from + finding.text.length },
    annotations: isolateHistory.of("full"),
    userEvent: "input.restore",
    scrollIntoView: true,
  })
  return true
}
