// Two texts as one to read: what only the older has struck out, what only the newer has
// marked, and long passages that are the same folded away.

import { changesBetween } from "./changes"
import { button, count, element } from "./dom"

// Lines shown around a change; fewer hidden lines than the second are not worth a button.
const LINES_AROUND = 2
const LINES_WORTH_FOLDING = 4

export interface Difference {
  nodes: Node[]
  /** The changes in reading order, each with its struck out and its new part. */
  changes: HTMLElement[][]
}

export function showDifference(older: string, newer: string): Difference {
  const nodes: Node[] = []
  const changes: HTMLElement[][] = []
  let at = 0
  for (const one of changesBetween(older, newer)) {
    nodes.push(...sameText(newer.slice(at, one.fromB), at === 0, false))
    const parts: HTMLElement[] = []
    if (one.toA > one.fromA) parts.push(changed("del", older.slice(one.fromA, one.toA)))
    if (one.toB > one.fromB) parts.push(changed("ins", newer.slice(one.fromB, one.toB)))
    nodes.push(...parts)
    changes.push(parts)
    at = one.toB
  }
  nodes.push(...sameText(newer.slice(at), at === 0, true))
  return { nodes, changes }
}

function changed(tag: "del" | "ins", text: string): HTMLElement {
  const node = element(tag)
  // A line end that came or went would not be seen.
  text.split("\n").forEach((line, index) => {
    if (index > 0) node.append(element("span", { class: "pm-break" }), "\n")
    node.append(line)
  })
  return node
}

/** Text both have, folded between its first and last lines unless it is short. */
function sameText(text: string, isFirst: boolean, isLast: boolean): Node[] {
  if (isFirst && isLast) return [document.createTextNode(text)]
  const lines = text.split("\n")
  const from = isFirst ? 0 : LINES_AROUND
  const to = isLast ? lines.length : lines.length - LINES_AROUND
  if (to - from < LINES_WORTH_FOLDING) return [document.createTextNode(text)]
  const hidden = document.createTextNode(lines.slice(from, to).join("\n"))
  const unfold = button(
    `Show ${count(to - from, "line that is the same", "lines that are the same")}`,
    () => {
      unfold.replaceWith(hidden)
    },
    { class: "pm-fold" },
  )
  return [
    document.createTextNode(lines.slice(0, from).map((line) => `${line}\n`).join("")),
    unfold,
    document.createTextNode(lines.slice(to).map((line) => `\n${line}`).join("")),
  ]
}
