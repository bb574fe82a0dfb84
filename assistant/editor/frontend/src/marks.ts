// The underlines: findings as decorations that move with the text.

import { type EditorState, StateEffect, StateField } from "@codemirror/state"
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view"
import type { Finding } from "./protocol"

/** A finding at the place it has now. */
export interface Placed {
  finding: Finding
  from: number
  to: number
}

const setPlaced = StateEffect.define<Placed[]>()
const setCurrent = StateEffect.define<string | null>()

interface Marks {
  underlines: DecorationSet
  current: string | null
}

const marks = StateField.define<Marks>({
  create: () => ({ underlines: Decoration.none, current: null }),
  update(value, transaction) {
    let { underlines, current } = value
    underlines = underlines.map(transaction.changes)
    for (const effect of transaction.effects) {
      if (effect.is(setCurrent)) {
        current = effect.value
        underlines = draw(placedIn(underlines), current)
      } else if (effect.is(setPlaced)) {
        underlines = draw(effect.value, current)
      }
    }
    return underlines === value.underlines && current === value.current
      ? value
      : { underlines, current }
  },
  provide: (field) => EditorView.decorations.from(field, (value) => value.underlines),
})

export const findingMarks = marks

/** Show these findings and no others. */
export function placeFindings(view: EditorView, placed: Placed[]): void {
  view.dispatch({ effects: setPlaced.of(placed) })
}

/** Emphasise one finding, or none. */
export function emphasise(view: EditorView, fingerprint: string | null): void {
  if (view.state.field(marks).current !== fingerprint) {
    view.dispatch({ effects: setCurrent.of(fingerprint) })
  }
}

export function currentFinding(state: EditorState): string | null {
  return state.field(marks).current
}

/** The findings shown, in reading order, where they stand now. */
export function placedFindings(state: EditorState): Placed[] {
  return placedIn(state.field(marks).underlines)
}

/** The shortest finding around a position, since a longer one may contain it. */
export function findingAt(state: EditorState, position: number): Placed | null {
  let best: Placed | null = null
  for (const one of placedFindings(state)) {
    if (position < one.from || position > one.to) continue
    if (!best || one.to - one.from < best.to - best.from) best = one
  }
  return best
}

function placedIn(underlines: DecorationSet): Placed[] {
  const placed: Placed[] = []
  for (const cursor = underlines.iter(); cursor.value; cursor.next()) {
    placed.push({
      finding: cursor.value.spec["finding"] as Finding,
      from: cursor.from,
      to: cursor.to,
    })
  }
  return placed
}

function draw(placed: Placed[], current: string | null): DecorationSet {
  return Decoration.set(
    placed
      .filter(({ from, to }) => from < to)
      .map(({ finding, from, to }) =>
        Decoration.mark({
          class:
            `pm-mark pm-${finding.group}` +
            (finding.fingerprint === current ? " pm-current" : ""),
          attributes: { "data-finding": finding.fingerprint },
          finding,
        }).range(from, to),
      ),
    true,
  )
}
