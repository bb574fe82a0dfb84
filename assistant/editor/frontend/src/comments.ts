// Comments in the text that hide findings (assistant/language/ignores.py holds their syntax).

import { syntaxTree } from "@codemirror/language"
import { isolateHistory } from "@codemirror/commands"
import type { EditorState } from "@codemirror/state"
import type { EditorView } from "@codemirror/view"
import type { SyntaxNode } from "@lezer/common"
import type { Placed } from "./marks"
import type { Finding } from "./protocol"
import type { Hiding } from "./set_aside"

const COMMENT = /<!--\s*postmortem:\s*ignore(?:-file)?\b[^<>]{0,400}?-->/gi
const NEAR_LENGTH = 60

/** The comments of the text that hide findings, in order; those in code hide nothing. */
export function commentsIn(state: EditorState): Hiding[] {
  const text = state.doc.toString()
  if (!/postmortem:/i.test(text)) return []
  const found: Hiding[] = []
  for (const match of text.matchAll(COMMENT)) {
    const from = match.index
    if (/Code/.test(syntaxTree(state).resolveInner(from + 1, -1).name)) continue
    const to = from + match[0].length
    const line = state.doc.lineAt(from)
    const own = line.text.replace(match[0], "").trim()
    const next = line.number < state.doc.lines ? state.doc.line(line.number + 1).text.trim() : ""
    const near = (own || next || "the comment").replace(/^[#>\-*+\s|]+/, "")
    found.push({
      from,
      to,
      near: near.length > NEAR_LENGTH ? `${near.slice(0, NEAR_LENGTH).trimEnd()}…` : near,
    })
  }
  return found
}

/** Put the comments that hide these findings, as one step of undo. */
export function insertComments(view: EditorView, findings: Finding[]): void {
  const places = new Map<string, { from: number; insert: string }>()
  for (const { comment } of findings) {
    if (comment) places.set(`${comment.at}:${comment.text}`, { from: comment.at, insert: comment.text })
  }
  view.dispatch({
    changes: [...places.values()],
    annotations: isolateHistory.of("full"),
    userEvent: "input.ignore",
  })
}

/** Findings beside these that comments for them hide too: of their kind, in their paragraph. */
export function alsoHidden(state: EditorState, targets: Placed[], all: Placed[]): Placed[] {
  const hidden = new Set(targets.map((one) => one.finding.fingerprint))
  const blocks = targets.map(({ finding, from }) => ({ block: blockAt(state, from), category: finding.category }))
  return all.filter(
    ({ finding, from, to }) =>
      !hidden.has(finding.fingerprint) &&
      blocks.some(({ block, category }) => category === finding.category && block.from < to && from < block.to),
  )
}

/** The paragraph, heading, item or table around a position. */
function blockAt(state: EditorState, position: number): { from: number; to: number } {
  let best: { from: number; to: number } = state.doc.lineAt(position)
  for (let node: SyntaxNode | null = syntaxTree(state).resolveInner(position, 1); node; node = node.parent) {
    if (node.name === "Table") return node
    if (/^(?:Paragraph|Task|.*Heading\d)$/.test(node.name)) best = node
  }
  return best
}

/** A comment where it stands now: the list may be older than the text. */
export function findComment(state: EditorState, { from, near }: Hiding): Hiding | null {
  const alike = commentsIn(state).filter((one) => one.near === near)
  const distance = (one: Hiding) => Math.abs(one.from - from)
  return alike.sort((a, b) => distance(a) - distance(b))[0] ?? null
}

/** Take a comment out again, with the line or the space that was put with it; false if gone. */
export function removeComment(view: EditorView, comment: Hiding): boolean {
  const found = findComment(view.state, comment)
  if (!found) return false
  let { from, to } = found
  const { doc } = view.state
  const line = doc.lineAt(from)
  if (line.from === from && line.to === to && to < doc.length) to++
  else if (doc.sliceString(from - 1, from) === " ") from--
  view.dispatch({
    changes: { from, to },
    selection: { anchor: from },
    annotations: isolateHistory.of("full"),
    userEvent: "delete.ignore",
    scrollIntoView: true,
  })
  return true
}
