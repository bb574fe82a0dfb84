// What became of a finding, said where its card was: rewritten or dismissed, and the way back.

import { presentableDiff } from "@codemirror/merge"
import { button, element } from "./dom"
import type { Finding, Reason, Scope } from "./protocol"
import { REASONS, SCOPES } from "./reasons"

export type Note =
  | { kind: "rewritten"; finding: Finding; canUndo: boolean }
  | { kind: "dismissed"; findings: Finding[]; reason: Reason; scope: Scope }

export interface NotePorts {
  undo: (fingerprint: string, isByKey: boolean) => void
  restore: (fingerprints: string[], isByKey: boolean) => void
}

export function noteLine(note: Note, ports: NotePorts): HTMLElement {
  const small = "pm-button pm-small"
  if (note.kind === "rewritten") {
    const { finding } = note
    const line = element("p", { class: "pm-note", text: "Rewritten: " }, [])
    line.append(
      element("del", { text: finding.text }),
      element("span", { text: " → ", attributes: { "aria-label": "is now" } }),
      element("ins", { text: finding.rewrite ?? "" }),
    )
    const box = element("div", { class: "pm-noted" }, [line])
    if (note.canUndo) {
      const undo = button("Undo", () => undefined, {
        class: small,
        attributes: { "aria-label": `Undo: write “${finding.text}” again` },
      })
      undo.addEventListener("click", (event) => {
        // The second click of a double click on Accept lands here and means nothing.
        if (event.detail < 2) ports.undo(finding.fingerprint, event.detail === 0)
      })
      box.append(undo)
    }
    return box
  }
  const { findings, reason, scope } = note
  const places = findings.length > 1 ? `${findings.length} places ` : ""
  const box = element("div", { class: "pm-noted" }, [
    element("p", { class: "pm-note", text: `${REASONS[reason]}: ${places}dismissed ${SCOPES[scope]}.` }),
  ])
  // A comment is part of the text: undo, or the list below the cards, takes it out again.
  if (scope !== "text") {
    const back = button("Bring back", () => undefined, {
      class: small,
      attributes: { "aria-label": `Bring back the finding on “${findings[0]?.text ?? ""}”` },
    })
    back.addEventListener("click", (event) => {
      if (event.detail < 2) ports.restore(findings.map((one) => one.fingerprint), event.detail === 0)
    })
    box.append(back)
  }
  return box
}

/** The rewrite as what goes and what comes. */
export function difference(before: string, after: string): Node[] {
  const parts: Node[] = [element("span", { class: "pm-sr", text: "Suggested: " })]
  let at = 0
  const plain = (end: number) => parts.push(document.createTextNode(before.slice(at, end)))
  for (const change of presentableDiff(before, after)) {
    plain(change.fromA)
    if (change.toA > change.fromA) {
      parts.push(element("del", { text: before.slice(change.fromA, change.toA) }))
    }
    if (change.toB > change.fromB) {
      parts.push(element("ins", { text: after.slice(change.fromB, change.toB) }))
    }
    at = change.toA
  }
  plain(before.length)
  return parts
}
