// How the text looks while it is written: quiet marks and prompts, or every character of the
// Markdown. The choice is this browser's.

import { Compartment, type Extension, Prec } from "@codemirror/state"
import { type EditorView, keymap } from "@codemirror/view"
import { guideKeys, guides } from "./guides"
import { softMarks } from "./soft_marks"
import { structure } from "./structure"
import { tableKeys, tables } from "./tables"

const KEY = "postmortem.marks"
const quiet = new Compartment()
const quietly: Extension = [guides, softMarks, Prec.high(keymap.of(guideKeys))]

export function areMarksShown(): boolean {
  return localStorage.getItem(KEY) === "shown"
}

/** Show every mark of the Markdown, or only what is needed to write. */
export function showMarks(view: EditorView, areShown: boolean): void {
  localStorage.setItem(KEY, areShown ? "shown" : "quiet")
  view.dispatch({ effects: quiet.reconfigure(areShown ? [] : quietly) })
}

export function writing(): Extension {
  return [structure, tables, Prec.high(keymap.of(tableKeys)), quiet.of(areMarksShown() ? [] : quietly)]
}
