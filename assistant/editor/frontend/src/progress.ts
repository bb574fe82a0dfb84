// Where the draft is on its way from first notes to ready for review: what is there and
// what is missing, never how good it is. Its height is reserved, so nothing moves.

import { button, element, setText } from "./dom"
import type { Step } from "./protocol"

export interface ProgressPorts {
  /** Open the panel that helps with a step and go to its place in the text. */
  go: (step: Step) => void
  review: () => void
}

export class Progress {
  readonly node = element("section", {
    class: "pm-progress",
    attributes: { "aria-label": "Way to review" },
  })
  private readonly list = element("ol", { class: "pm-steps" })
  private readonly next = button("", () => this.goNext(), { class: "pm-next" })
  private readonly detail = element("p", { class: "pm-step-detail" })
  private readonly review = button("Hand over", () => this.ports.review(), {
    class: "pm-button pm-small pm-review",
  })
  private steps: Step[] = []
  private left: Step | null = null

  constructor(private readonly ports: ProgressPorts) {
    this.next.hidden = this.review.hidden = true
    this.node.append(this.list, this.next, this.detail, this.review)
    for (const name of ["pointerover", "focusin"]) {
      this.list.addEventListener(name, (event) => this.describe(this.stepOf(event.target)))
    }
    for (const name of ["pointerleave", "focusout"]) {
      this.list.addEventListener(name, () => this.describe(null))
    }
  }

  render(steps: Step[], left: Step | null): void {
    if (JSON.stringify([steps, left]) === JSON.stringify([this.steps, this.left])) return
    this.steps = steps
    this.left = left
    const items = Array.from(this.list.children) as HTMLElement[]
    for (const extra of items.splice(steps.length)) extra.remove()
    const missing = this.missing
    for (const [index, step] of steps.entries()) {
      const item = items[index] ?? this.item(index)
      item.className = step.isThere ? "pm-there" : step === missing ? "pm-missing pm-first" : "pm-missing"
      const [name, state] = item.querySelectorAll("span")
      if (name) setText(name, step.name)
      if (state) setText(state, step.isThere ? "is there" : `is missing. ${step.detail}`)
    }
    this.review.hidden = missing !== undefined || steps.length === 0
    this.next.hidden = missing === undefined && left === null
    setText(this.next, missing ? `Next: ${missing.name}` : "See what is open")
    this.describe(null)
  }

  private get missing(): Step | undefined {
    return this.steps.find((step) => !step.isThere)
  }

  private goNext(): void {
    const next = this.missing ?? this.left
    if (next) this.ports.go(next)
  }

  /** Say what a step needs, or else the first one that is missing. */
  private describe(step: Step | null): void {
    const said = step ?? this.missing
    // Beside "Next: Timeline" another step's words would seem to be about that one.
    const isOther = step !== null && step !== this.missing
    let words = said ? `${isOther ? `${said.name}: ` : ""}${said.detail}` : "Everything is there. Others can review it now."
    if (!said && this.left) words = `Others can review it now. ${this.left.detail}`
    if (this.steps.length === 0) words = ""
    setText(this.detail, words)
  }

  private stepOf(target: EventTarget | null): Step | null {
    const item = target instanceof Element ? target.closest("li") : null
    const index = item ? Array.from(this.list.children).indexOf(item) : -1
    return this.steps[index] ?? null
  }

  private item(index: number): HTMLElement {
    const made = button("", () => {
      const step = this.steps[index]
      if (step) this.ports.go(step)
    }, { class: "pm-step" })
    made.append(element("span"), element("span", { class: "pm-sr" }))
    const item = element("li", {}, [made])
    this.list.append(item)
    return item
  }
}
