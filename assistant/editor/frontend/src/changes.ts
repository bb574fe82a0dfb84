// What changed between two texts: first which lines, then which words in them. Comparing
// by character alone gives up on a long text that was changed in many places.

import { Change, diff, presentableDiff } from "@codemirror/merge"

// Characters that may differ in one run of changed lines before it counts as replaced.
const SCAN_LIMIT = 1000
// Every line becomes one UTF-16 code unit, those of surrogates left out.
const MOST_LINES = 0xd800

/** Return the changes from one text to another, in order and apart from each other. */
export function changesBetween(older: string, newer: string): Change[] {
  const names = new Map<string, number>()
  const [a, b] = [linesOf(older, names), linesOf(newer, names)]
  if (names.size > MOST_LINES) return [...presentableDiff(older, newer, { scanLimit: SCAN_LIMIT })]
  return diff(a.coded, b.coded, { scanLimit: SCAN_LIMIT }).flatMap((block) => {
    const [fromA, toA] = [a.starts[block.fromA]!, a.starts[block.toA]!]
    const [fromB, toB] = [b.starts[block.fromB]!, b.starts[block.toB]!]
    const [old, new_] = [older.slice(fromA, toA), newer.slice(fromB, toB)]
    return presentableDiff(old, new_, { scanLimit: SCAN_LIMIT }).map(
      (one) => new Change(fromA + one.fromA, fromA + one.toA, fromB + one.fromB, fromB + one.toB),
    )
  })
}

/** The lines of a text as one code unit each, and where each begins and the last one ends. */
function linesOf(text: string, names: Map<string, number>): { coded: string; starts: number[] } {
  const codes: string[] = []
  const starts = [0]
  for (const line of text.split(/(?<=\n)/)) {
    const known = names.get(line) ?? names.size
    names.set(line, known)
    codes.push(String.fromCharCode(known))
    starts.push(starts[starts.length - 1]! + line.length)
  }
  return { coded: codes.join(""), starts }
}
