// Findings as the list shows them: a phrase that repeats in one category is one card.

import type { Placed } from "./marks"
import type { Finding, Group } from "./protocol"

export const GROUPS: Record<Group, string> = {
  blame: "Blame",
  hindsight: "Hindsight",
  shallow: "Too shallow",
}

/** One card: its places in reading order, never none. */
export interface CardContent {
  key: string
  places: Placed[]
}

/** Names the card a finding belongs to. */
export function cardKey(finding: Pick<Finding, "category" | "phrase">): string {
  return `${finding.category}\u001f${finding.phrase}`
}

/** The cards of these findings, in the order of their first places. */
export function groupByPhrase(placed: Placed[]): CardContent[] {
  const cards = new Map<string, CardContent>()
  for (const one of placed) {
    const key = cardKey(one.finding)
    const card = cards.get(key)
    if (card) card.places.push(one)
    else cards.set(key, { key, places: [one] })
  }
  return [...cards.values()]
}

export function countByGroup(placed: Placed[]): Record<Group, number> {
  const counts: Record<Group, number> = { blame: 0, hindsight: 0, shallow: 0 }
  for (const { finding } of placed) counts[finding.group]++
  return counts
}
