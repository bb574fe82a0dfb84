// What changed between two texts: first which lines, then which words in them. Comparing
// by character alone gives up on a long text that was changed in many places, and what it
// finds in rewritten lines are scraps of words.

import { Change, diff } from "@codemirror/merge"

// Units that may differ in one run before it counts as replaced.
const SCAN_LIMIT = 1000
// Every unit becomes one UTF-16 code unit, those of surrogates left out.
const MOST_UNITS = 0xd800
// Lines that share less than this part of their words were written anew: the reader sees
// the old and the new one after the other instead of a weave of both.
const LEAST_SHARED = 0.4

const LINE = /(?<=\n)/
const WORD = /(?<=\s)(?=\S)|(?<=\S)(?=\s)|(?<=[\p{L}\p{N}_])(?=[^\p{L}\p{N}_\s])|(?<=[^\p{L}\p{N}_\s])(?=[\p{L}\p{N}_])/u

/** Return the changes from one text to another, in order and apart from each other. */
export function changesBetween(older: string, newer: string): Change[] {
  return changedUnits(older, newer, LINE).flatMap((block) => {
    const old = older.slice(block.fromA, block.toA)
    const new_ = newer.slice(block.fromB, block.toB)
    const words = changedUnits(old, new_, WORD)
    const longest = Math.max(old.length, new_.length)
    const kept = old.length - words.reduce((sum, one) => sum + one.toA - one.fromA, 0)
    if (old && new_ && kept < LEAST_SHARED * longest) return [block]
    return words.map(
      (one) =>
        new Change(
          block.fromA + one.fromA,
          block.fromA + one.toA,
          block.fromB + one.fromB,
          block.fromB + one.toB,
        ),
    )
  })
}

/** Changes in whole units, a unit being what stands between two matches of `boundary`. */
function changedUnits(older: string, newer: string, boundary: RegExp): Change[] {
  const names = new Map<string, number>()
  const [a, b] = [unitsOf(older, boundary, names), unitsOf(newer, boundary, names)]
  if (names.size > MOST_UNITS) return [new Change(0, older.length, 0, newer.length)]
  return diff(a.coded, b.coded, { scanLimit: SCAN_LIMIT }).map(
    (one) => new Change(a.starts[one.fromA]!, a.starts[one.toA]!, b.starts[one.fromB]!, b.starts[one.toB]!),
  )
}

/** The units of a text as one code unit each, and where each begins and the last one ends. */
function unitsOf(
  text: string,
  boundary: RegExp,
  names: Map<string, number>,
): { coded: string; starts: number[] } {
  const codes: string[] = []
  const starts = [0]
  for (const unit of text ? text.split(boundary) : []) {
    const known = names.get(unit) ?? names.size
    names.set(unit, known)
    codes.push(String.fromCharCode(known))
    starts.push(starts[starts.length - 1]! + unit.length)
  }
  return { coded: codes.join(""), starts }
}
