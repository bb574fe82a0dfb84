// How much one undo takes back: what was written without a pause, but no more than a sentence.

import { history } from "@codemirror/commands"
import type { Extension, Transaction } from "@codemirror/state"

const PAUSE_MS = 500
const SENTENCE_END = /(?:[.!?…]["'”’)\]]*\s+|\n)$/
const LOOK_BACK = 8

/** Say whether a change begins a sentence, a line or a row after what was written before. */
function beginsAnew({ startState, changes }: Transaction): boolean {
  let begins = false
  changes.iterChanges((from, _to, _from, _to2, inserted) => {
    const before = startState.sliceDoc(Math.max(0, from - LOOK_BACK), from)
    begins ||= inserted.length > 0 && SENTENCE_END.test(before)
  })
  return begins
}

export const undoSteps: Extension = history({
  newGroupDelay: PAUSE_MS,
  joinToEvent: (transaction, isAdjacent) => isAdjacent && !beginsAnew(transaction),
})
