// The Language panel: one card per finding, in reading order, the question first.

import { presentableDiff } from "@codemirror/merge"
import { button, count, element, setText } from "./dom"
import type { Placed } from "./marks"
import type { Finding, Group, Model } from "./protocol"

export interface CardPorts {
  show: (fingerprint: string) => void
  accept: (fingerprint: string) => void
  dismiss: (fingerprint: string) => void
  restore: (fingerprint: string) => void
  backToText: () => void
  askModel: () => void
  previewModel: () => void
}

export interface Language {
  placed: Placed[]
  dismissed: Finding[]
  isChecked: boolean
  notices: string[]
  model: Model
}

const GROUPS: Record<Group, string> = {
  blame: "Blame",
  hindsight: "Hindsight",
  shallow: "Too shallow",
}

export class LanguagePanel {
  readonly node = element("div", { class: "pm-language" })
  private readonly summary = element("p", { class: "pm-lead" })
  private readonly notices = element("div", { class: "pm-notices" })
  private readonly list = element("ol", {
    class: "pm-cards",
    attributes: { "aria-label": "Findings in reading order" },
  })
  private readonly modelBox = element("div", { class: "pm-model" })
  private readonly dismissedBox = element("details", { class: "pm-dismissed" })
  private readonly dismissedTitle = element("summary")
  private readonly dismissedList = element("ul")

  constructor(private readonly ports: CardPorts) {
    this.dismissedBox.append(this.dismissedTitle, this.dismissedList)
    this.node.append(this.summary, this.notices, this.list, this.modelBox, this.dismissedBox)
  }

  render(language: Language): void {
    setText(this.summary, summarise(language))
    this.notices.replaceChildren(...language.notices.map((text) => element("p", { text })))
    this.renderCards(language.placed.map((one) => one.finding))
    this.renderDismissed(language.dismissed)
    this.renderModel(language.model)
  }

  /** Mark one card as the current one and bring it into view; `isFocused` moves focus too. */
  select(fingerprint: string | null, isFocused = false): void {
    for (const card of this.cards()) {
      const isCurrent = card.dataset["finding"] === fingerprint
      card.classList.toggle("pm-current", isCurrent)
      if (!isCurrent) {
        card.removeAttribute("aria-current")
        continue
      }
      card.setAttribute("aria-current", "true")
      if (isFocused) card.focus({ preventScroll: true })
      scrollWithin(card)
    }
  }

  private cards(): HTMLElement[] {
    return Array.from(this.list.children) as HTMLElement[]
  }

  /** A card that stays keeps its element, so a click or a focus under way is not lost. */
  private renderCards(findings: Finding[]): void {
    const old = new Map(this.cards().map((card) => [card.dataset["finding"], card]))
    const wanted = findings.map((finding) => {
      const kept = old.get(finding.fingerprint)
      old.delete(finding.fingerprint)
      return kept ?? this.card(finding)
    })
    for (const gone of old.values()) gone.remove()
    wanted.forEach((card, index) => {
      const at = this.list.children[index] ?? null
      if (at !== card) this.list.insertBefore(card, at)
    })
  }

  private card(finding: Finding): HTMLElement {
    const { fingerprint } = finding
    const question = element("h4", { class: "pm-question", text: finding.question })
    const where = button(`“${finding.text}”`, () => this.ports.show(fingerprint), {
      class: `pm-quote pm-${finding.group}`,
      attributes: { title: "Show this passage in the text" },
    })
    const kind = element("p", { class: "pm-kind" }, [
      element("span", { class: `pm-group pm-${finding.group}`, text: GROUPS[finding.group] }),
      document.createTextNode(` · ${finding.label}`),
    ])
    const card = element("li", { class: "pm-card", attributes: { tabindex: "-1" } }, [
      question,
      kind,
      where,
    ])
    card.dataset["finding"] = fingerprint
    if (finding.origin === "model") {
      kind.append(element("span", { class: "pm-origin", text: " · from the model" }))
    }
    if (finding.rewrite !== null) card.append(difference(finding.text, finding.rewrite))
    card.append(this.why(finding), this.buttons(finding))
    card.addEventListener("keydown", (event) => this.keydown(event, card, finding))
    card.addEventListener("click", (event) => {
      if (event.target instanceof Element && !event.target.closest("button, summary")) {
        this.ports.show(fingerprint)
      }
    })
    return card
  }

  private why(finding: Finding): HTMLElement {
    const details = element("details", { class: "pm-why" }, [
      element("summary", { text: "Why this matters" }),
      element("p", { text: finding.why }),
    ])
    if (finding.source) {
      details.append(element("p", { class: "pm-source", text: `Source: ${finding.source}` }))
    }
    return details
  }

  private buttons(finding: Finding): HTMLElement {
    const row = element("div", { class: "pm-row" })
    if (finding.rewrite !== null) {
      row.append(
        button("Accept", () => this.ports.accept(finding.fingerprint), {
          class: "pm-button pm-primary",
          attributes: { "aria-label": `Accept: write “${finding.rewrite}”` },
        }),
      )
    }
    row.append(
      button("Dismiss", () => this.ports.dismiss(finding.fingerprint), {
        class: "pm-button",
        attributes: { "aria-label": `Dismiss the finding on “${finding.text}”` },
      }),
    )
    return row
  }

  private keydown(event: KeyboardEvent, card: HTMLElement, finding: Finding): void {
    if (event.key === "Escape") {
      this.ports.backToText()
    } else if (event.target !== card) {
      return
    } else if (event.key === "Enter" && finding.rewrite !== null) {
      this.ports.accept(finding.fingerprint)
    } else if (event.key === "Delete" || event.key === "Backspace") {
      this.ports.dismiss(finding.fingerprint)
    } else {
      return
    }
    event.preventDefault()
    event.stopPropagation()
  }

  private renderDismissed(dismissed: Finding[]): void {
    this.dismissedBox.hidden = dismissed.length === 0
    setText(this.dismissedTitle, `${dismissed.length} dismissed`)
    this.dismissedList.replaceChildren(
      ...dismissed.map((finding) =>
        element("li", {}, [
          element("span", { text: `“${finding.text}”` }),
          button("Bring back", () => this.ports.restore(finding.fingerprint), {
            class: "pm-button pm-small",
            attributes: { "aria-label": `Bring back the finding on “${finding.text}”` },
          }),
        ]),
      ),
    )
  }

  private renderModel(model: Model): void {
    const key = JSON.stringify(model)
    if (this.modelBox.dataset["shown"] === key) return
    this.modelBox.dataset["shown"] = key
    this.modelBox.hidden = model.status === "off"
    const words: Record<Model["status"], string> = {
      off: "",
      idle: `${model.name} can read this draft too.`,
      running: `${model.name} is reading. You can go on writing.`,
      done: `${model.name} has read this draft. ${model.reason}`,
      failed: `${model.name} gave no answer: ${model.reason} Everything else still works.`,
    }
    this.modelBox.replaceChildren(element("p", { text: words[model.status] }))
    if (model.status !== "running" && model.status !== "off") {
      const label = model.status === "idle" ? "Ask the model" : "Ask again"
      const small = { class: "pm-button pm-small" }
      this.modelBox.append(
        element("div", { class: "pm-row" }, [
          button(label, () => this.ports.askModel(), small),
          button("What will be sent?", () => this.ports.previewModel(), small),
        ]),
      )
    }
    if (model.preview) {
      this.modelBox.append(
        element("details", { class: "pm-preview", attributes: { open: "" } }, [
          element("summary", { text: "This, and nothing else, will be sent" }),
          element("pre", { text: model.preview, attributes: { tabindex: "0" } }),
        ]),
      )
    }
  }
}

function summarise(language: Language): string {
  if (!language.isChecked) return language.notices.length > 0 ? "" : "Reading…"
  const open = language.placed.length
  if (open > 0) return `${count(open, "phrase closes", "phrases close")} the story. Each asks a question.`
  if (language.dismissed.length > 0) return "Nothing left to look at."
  return "No phrase here closes the story. Findings appear beside the text as you write."
}

/** The rewrite as what goes and what comes. */
function difference(before: string, after: string): HTMLElement {
  const line = element("p", { class: "pm-diff" })
  line.append(element("span", { class: "pm-sr", text: "Suggested: " }))
  let at = 0
  for (const change of presentableDiff(before, after)) {
    line.append(before.slice(at, change.fromA))
    if (change.toA > change.fromA) {
      line.append(element("del", { text: before.slice(change.fromA, change.toA) }))
    }
    if (change.toB > change.fromB) {
      line.append(element("ins", { text: after.slice(change.fromB, change.toB) }))
    }
    at = change.toA
  }
  line.append(before.slice(at))
  return line
}

/** Scroll the nearest scrolling panel, never the page: the text must not jump. */
function scrollWithin(node: HTMLElement): void {
  const panel = node.closest<HTMLElement>(".pm-panel")
  if (!panel) return
  const above = node.offsetTop - panel.scrollTop
  const below = above + node.offsetHeight - panel.clientHeight
  if (above < 0) panel.scrollTop = node.offsetTop - 8
  else if (below > 0) panel.scrollTop += Math.min(above, below + 8)
}
