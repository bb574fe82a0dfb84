// The place in the text that the page's address names, as the Review page links to it.

import type { EditorState } from "@codemirror/state"

/** The position of `at=LINE:COLUMN` in the page's address, counted from 1, or null. */
export function placeInAddress({ doc }: EditorState): number | null {
  const named = /^(\d+):(\d+)$/.exec(new URLSearchParams(window.location.search).get("at") ?? "")
  if (!named) return null
  const line = doc.line(Math.min(Math.max(1, Number(named[1])), doc.lines))
  // A column counts characters, the text counts UTF-16 units.
  return line.from + Array.from(line.text).slice(0, Number(named[2]) - 1).join("").length
}
