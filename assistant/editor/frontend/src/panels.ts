// The Actions panel and the one of similar incidents. Each says in one sentence what it
// found, and teaches in one sentence where it found nothing.

import { count, element } from "./dom"
import { lead, type Show, shower } from "./panel_parts"
import type { Action, Siblings } from "./protocol"

const STRENGTHS: Record<Action["strength"], string> = {
  strong: "Strong: removes the hazard",
  medium: "Medium: makes the safe way easier",
  weak: "Weak: asks people to try harder",
}

/** An action that needs another look: weak, or with nobody or no day to it. */
export function isOpen(action: Action): boolean {
  return action.strength === "weak" || !action.owner || !action.due
}

export function actions(all: Action[], show: Show): Node[] {
  if (all.length === 0) {
    return [
      lead("No action yet: a good one changes a tool, a default, a limit or staffing, and has an owner and a day."),
    ]
  }
  const weak = all.filter((action) => action.strength === "weak").length
  const loose = all.filter((action) => !action.owner || !action.due).length
  const parts = [
    weak > 0 ? `${weak} of ${count(all.length, "action asks", "actions ask")} people to try harder.` : "",
    loose > 0 ? `${count(loose, "has", "have")} no owner or no day.` : "",
  ].filter(Boolean)
  return [
    lead(parts.join(" ") || "Every action changes the system and has an owner and a day."),
    element(
      "ol",
      { class: "pm-list" },
      all.map((action) =>
        element("li", { class: "pm-item" }, [
          element("p", { class: `pm-strength pm-${action.strength}`, text: STRENGTHS[action.strength] }),
          element("p", { class: "pm-action" }, [shower(action.text, action, show)]),
          element("p", { class: "pm-reason" }, [
            element("span", { text: action.owner ? `Owner: ${action.owner}` : "No owner yet" }),
            document.createTextNode(" · "),
            element("span", { text: action.due ? `Due: ${action.due}` : "No day yet" }),
          ]),
          ...vague(action).map((text) => element("p", { class: "pm-reason", text })),
        ]),
      ),
    ),
  ]
}

/** Why what the author wrote is no owner, or no day. */
function vague({ vagueOwner, vagueDue }: Action): string[] {
  return [
    vagueOwner && `“${vagueOwner}” is nobody in particular: name one person or one role.`,
    vagueDue && `“${vagueDue}” is no day: say by which date.`,
  ].filter(Boolean)
}

export function siblings(found: Siblings): Node[] {
  if (found.state === "loading" && found.matches.length === 0) return [lead("Looking…")]
  if (found.matches.length === 0) {
    return [lead(found.message || "Nothing in the library resembles this draft yet; past incidents that do appear here.")]
  }
  return [
    lead("Past incidents like this one. What did they learn, and did it hold?"),
    element(
      "ol",
      { class: "pm-list" },
      found.matches.map((match) => {
        const title = element("h4", {}, [link(match.title, match.url)])
        const facts = [
          match.date ?? "",
          match.departments.join(", "),
          match.isSample ? "sample, fictional" : "",
        ].filter(Boolean).join(" · ")
        const item = element("li", { class: "pm-item" }, [title])
        if (facts) item.append(element("p", { class: "pm-facts", text: facts }))
        if (match.why) item.append(element("p", { class: "pm-reason", text: match.why }))
        if (match.passage) item.append(element("blockquote", { text: match.passage }))
        return item
      }),
    ),
  ]
}

function link(text: string, url: string): HTMLElement {
  const target = new URL(url, document.baseURI)
  if (target.protocol !== "http:" && target.protocol !== "https:") return element("span", { text })
  return element(
    "a",
    {
      class: "pm-title-link",
      attributes: { href: target.href, target: "_blank", rel: "noopener noreferrer" },
    },
    [document.createTextNode(text), element("span", { class: "pm-sr", text: " (opens in a new tab)" })],
  )
}
