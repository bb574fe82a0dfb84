// How much one undo takes back: what was written without a pause, but no more than a sentence.

import { history } from "@codemirror/commands"
import type { Extension, Transaction } from "@codemirror/state"

const PAUSE_MS = 500
const SENTENCE_END = /[.!?…]["'”’)\]]*$/
const LOOK_BACK = 8

/** Say whether a change begins a line, or the space before the next sentence. */
function beginsAnew({ startState, changes }: Transaction): boolean {
  let begins = false
  changes.iterChanges((from, _to, _from, _to2, inserted) => {
    const before = startState.sliceDoc(Math.max(0, from - LOOK_BACK), from)
    const written = inserted.sliceString(0, 1)
    begins ||= written === "\n" ? !before.endsWith("\n") : written === " " && SENTENCE_END.test(before)
  })
  return begins
}

export const undoSteps: Extension = history({
  newGroupDelay: PAUSE_MS,
  joinToEvent: (transaction, isAdjacent) => isAdjacent && !beginsAnew(transaction),
})
