// The Departments panel: who was affected and is not heard, with what to ask them; who is
// heard, folded; and which the author left out as not affected, until they are brought back.

import { button, count, element } from "./dom"
import { evidence, heading, lead, type Show, tools } from "./panel_parts"
import { placeBeside, popover } from "./popover"
import type { Act, Data, Perspective } from "./protocol"

const REASONS: Record<string, string> = {
  checked: "We asked them",
  mentioned: "It is only mentioned",
  absent: "It does not exist here",
}

export interface DepartmentsPorts {
  show: Show
  act: (act: Act) => void
  announce: (words: string) => void
  /** What is shown has changed. */
  changed: () => void
}

export class DepartmentsPanel {
  private readonly box = popover("Why is it not affected?")
  private readonly answers = element("div", { class: "pm-reasons" })
  private asked: Perspective | null = null
  // What was just decided, by department, until Python says the same; null is brought back.
  private readonly decided = new Map<string, string | null>()
  private readonly unfolded = new Set<string>()

  /** @param panel What this panel fills; the focus moves within it. */
  constructor(private readonly panel: HTMLElement, private readonly ports: DepartmentsPorts) {
    const buttons = Object.entries(REASONS).map(([reason, words]) =>
      button(words, () => this.leaveOut(reason), { class: "pm-reason-button" }),
    )
    this.answers.append(...buttons)
    this.box.append(
      element("p", { class: "pm-ask", text: "Why is it not affected?" }),
      this.answers,
      element("p", { class: "pm-hint", text: "It is left out of this draft. You can bring it back." }),
    )
  }

  /** What the panel shows, with what was just decided; it goes into `render`. */
  shown(perspectives: Perspective[], decisions: Data["decisions"]): Perspective[] {
    for (const [department, reason] of this.decided) {
      const isKnown = decisions[actName(department)]?.action === "dismissed"
      if (isKnown === (reason !== null)) this.decided.delete(department)
    }
    return perspectives.flatMap((one): Perspective[] => {
      const mine = this.decided.get(one.department)
      if (typeof mine === "string") return [{ ...one, status: "unaffected", reason: mine }]
      // Where it stands again is for the next analysis to say.
      return mine === null && one.status === "unaffected" ? [] : [one]
    })
  }

  render(perspectives: Perspective[]): Node[] {
    const of = (status: Perspective["status"]) => perspectives.filter((one) => one.status === status)
    const [silent, speaking, unaffected] = [of("silent"), of("speaking"), of("unaffected")]
    const nodes: Node[] = [lead(summarise(silent.length, speaking.length))]
    if (silent.length > 0) {
      nodes.push(heading("Affected, not heard"), list(silent.map((one) => this.silent(one))))
    }
    if (speaking.length > 0) nodes.push(heading("Heard"), list(speaking.map((one) => this.heard(one))))
    if (unaffected.length > 0) nodes.push(this.leftOut(unaffected))
    nodes.push(this.box)
    return nodes
  }

  /** Bring the first department that is not heard into view, and give it the focus. */
  focusFirst(): void {
    const first = this.panel.querySelector<HTMLElement>(".pm-silent")
    if (!first) return
    first.focus({ preventScroll: true })
    this.panel.scrollTop = Math.max(0, first.offsetTop - 12)
  }

  private silent(one: Perspective): HTMLElement {
    const leave = button("Not affected", () => this.ask(one, leave), {
      class: "pm-button pm-small pm-quiet",
      attributes: { "aria-label": `${one.name}: not affected`, "aria-haspopup": "dialog" },
    })
    return element(
      "li",
      { class: "pm-item pm-silent", attributes: { "data-key": one.department, tabindex: "-1" } },
      [
        element("h4", { text: one.name }),
        element("p", { class: "pm-reason", text: one.why }),
        ...questions(one.questions),
        ...tools([...evidence(one.evidence, this.ports.show), leave]),
      ],
    )
  }

  private heard(one: Perspective): HTMLElement {
    const fold = element("details", { class: "pm-heard" }, [
      element("summary", {}, [
        element("span", { class: "pm-heard-name", text: one.name }),
        element("span", { class: "pm-heard-state", text: count(one.evidence.length, "place", "places") }),
      ]),
      element("p", { class: "pm-reason", text: "Heard already. To ask them more:" }),
      ...questions(one.questions),
    ])
    fold.open = this.unfolded.has(one.department)
    fold.addEventListener("toggle", () => {
      if (fold.open) this.unfolded.add(one.department)
      else this.unfolded.delete(one.department)
    })
    fold.append(...tools(evidence(one.evidence, this.ports.show)))
    return element("li", { class: "pm-item pm-speaking", attributes: { "data-key": one.department } }, [fold])
  }

  private leftOut(unaffected: Perspective[]): HTMLElement {
    const fold = element("details", { class: "pm-dismissed" }, [
      element("summary", { text: `${unaffected.length} not affected` }),
      element(
        "ul",
        {},
        unaffected.map((one) =>
          element("li", { attributes: { "data-key": one.department } }, [
            element("div", { class: "pm-entry" }, [
              element("p", { text: one.name }),
              element("p", { class: "pm-facts", text: REASONS[one.reason] ?? "Left out" }),
            ]),
            button("Bring back", () => this.bringBack(one), {
              class: "pm-button pm-small",
              attributes: { "aria-label": `Bring back ${one.name}` },
            }),
          ]),
        ),
      ),
    ])
    fold.open = this.unfolded.has("")
    fold.addEventListener("toggle", () => {
      if (fold.open) this.unfolded.add("")
      else this.unfolded.delete("")
    })
    return fold
  }

  private ask(one: Perspective, opener: HTMLElement): void {
    this.asked = one
    this.box.showPopover()
    placeBeside(this.box, opener)
    this.answers.querySelector("button")?.focus()
  }

  private leaveOut(reason: string): void {
    const one = this.asked
    if (!one) return
    this.box.hidePopover()
    this.decided.set(one.department, reason)
    this.ports.act({ ...decision(one), kind: "dismiss", reason })
    this.ports.announce(`${one.name} is left out of this draft. You can bring it back.`)
    this.moveOn()
  }

  private bringBack(one: Perspective): void {
    this.decided.set(one.department, null)
    this.ports.act({ ...decision(one), kind: "restore", reason: "" })
    this.ports.announce(`${one.name} is asked about again.`)
    this.moveOn()
  }

  /** The card is gone: let the focus go on from what took its place. */
  private moveOn(): void {
    this.ports.changed()
    const next = this.panel.querySelector<HTMLElement>(".pm-silent") ?? this.panel
    next.focus({ preventScroll: true })
  }
}

function summarise(silent: number, speaking: number): string {
  if (silent > 0) return `${count(silent, "department was", "departments were")} affected but not heard.`
  if (speaking > 0) return "Every department this draft touches has a voice in it."
  return "No department appears yet: say who was affected, and what each of them saw and knew."
}

function list(items: HTMLElement[]): HTMLElement {
  return element("ul", { class: "pm-list" }, items)
}

function questions(texts: string[]): Node[] {
  if (texts.length === 0) return []
  return [element("ul", { class: "pm-questions" }, texts.map((text) => element("li", { text })))]
}

/** Kept like the dismissal of a finding: with the draft, and with its copies. */
function decision(one: Perspective) {
  return {
    fingerprint: actName(one.department),
    category: "department",
    quote: one.name,
    rule: "",
    scope: "draft" as const,
    phrase: "",
  }
}

function actName(department: string): string {
  return `department:${department}`
}
