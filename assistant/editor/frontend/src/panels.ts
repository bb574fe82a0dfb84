// The four panels beside Language. Each renders one part of the data, says in one
// sentence what it found, and teaches in one sentence where it found nothing.

import { count, element } from "./dom"
import type { Action, Analysis, Perspective, Range, Siblings } from "./protocol"

export type Show = (range: Range) => void

export function departments(perspectives: Perspective[], show: Show): Node[] {
  const silent = perspectives.filter((one) => one.status === "silent")
  const speaking = perspectives.filter((one) => one.status === "speaking")
  if (perspectives.length === 0) {
    return [
      lead("No department appears yet: say who was affected, and what each of them saw and knew."),
    ]
  }
  const nodes: Node[] = [
    lead(
      silent.length > 0
        ? `${count(silent.length, "department was", "departments were")} affected but not heard.`
        : "Every department this draft touches has a voice in it.",
    ),
  ]
  if (silent.length > 0) nodes.push(heading("Affected, not heard"), perspectiveList(silent, show))
  if (speaking.length > 0) nodes.push(heading("Heard"), perspectiveList(speaking, show))
  return nodes
}

function perspectiveList(perspectives: Perspective[], show: Show): HTMLElement {
  return element(
    "ul",
    { class: "pm-list" },
    perspectives.map((one) => {
      const item = element("li", { class: `pm-item pm-${one.status}` }, [
        element("h4", { text: one.name }),
        element("p", { class: "pm-reason", text: one.why }),
      ])
      if (one.questions.length > 0) item.append(questions(one.questions))
      item.append(...evidence(one.evidence, show))
      return item
    }),
  )
}

function questions(texts: string[]): HTMLElement {
  return element(
    "ul",
    { class: "pm-questions" },
    texts.map((text) => element("li", { text })),
  )
}

function evidence(ranges: Range[], show: Show): Node[] {
  if (ranges.length === 0) return []
  return [
    element(
      "p",
      { class: "pm-evidence" },
      ranges.slice(0, 5).map((range, index) =>
        shower(index === 0 ? "Show in the text" : String(index + 1), range, show),
      ),
    ),
  ]
}

function shower(text: string, range: Range, show: Show): HTMLElement {
  const node = element("button", { class: "pm-link", text, attributes: { type: "button" } })
  if (/^\d+$/.test(text)) node.setAttribute("aria-label", `Show passage ${text} in the text`)
  node.addEventListener("click", () => show(range))
  return node
}

export function story(analysis: Analysis, show: Show): Node[] {
  const untold = analysis.layers.filter((layer) => !layer.told).length
  const signs = [
    ...analysis.layers,
    {
      name: "What went right",
      told: analysis.wentRight,
      hint: "What kept it from being worse, and who made that possible?",
    },
    {
      name: "Why this was likely to happen",
      told: analysis.predictable,
      hint: "Given what everybody knew and was asked to do, what made this the likely outcome?",
    },
  ]
  const nodes: Node[] = [
    lead(
      untold > 0
        ? `${count(untold, "layer of the story is", "layers of the story are")} not told yet.`
        : "The technical, organisational and human layers are all told.",
    ),
    element(
      "ul",
      { class: "pm-signs" },
      signs.map((sign) =>
        element("li", { class: sign.told ? "pm-told" : "pm-untold" }, [
          element("p", { class: "pm-sign" }, [
            element("span", { class: "pm-sign-name", text: sign.name }),
            element("span", { class: "pm-sign-state", text: sign.told ? "told" : "not told yet" }),
          ]),
          ...(sign.told ? [] : [element("p", { class: "pm-reason", text: sign.hint })]),
        ]),
      ),
    ),
  ]
  if (analysis.prompts.length > 0) {
    nodes.push(
      heading("What the draft leaves out"),
      element(
        "ul",
        { class: "pm-list" },
        analysis.prompts.map((prompt) =>
          element("li", { class: "pm-item" }, [
            element("h4", { class: "pm-question", text: prompt.question }),
            element("p", { class: "pm-reason", text: prompt.why }),
            ...evidence(prompt.evidence ? [prompt.evidence] : [], show),
          ]),
        ),
      ),
    )
  }
  return nodes
}

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
        ]),
      ),
    ),
  ]
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

function lead(text: string): HTMLElement {
  return element("p", { class: "pm-lead", text })
}

function heading(text: string): HTMLElement {
  return element("h3", { class: "pm-heading", text })
}
