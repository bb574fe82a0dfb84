// What was dismissed, with its reason and where that is remembered, and the way back.

import { button, count, element, setText } from "./dom"
import type { Dismissal, Finding, Reason, Scope } from "./protocol"
import { REASONS, SCOPES } from "./reasons"

/** A phrase dismissed in this draft, at one or more places. */
export interface Dismissed {
  findings: Finding[]
  reason: Reason | ""
  scope: Scope
}

/** A comment in the text that hides findings. */
export interface Hiding {
  from: number
  to: number
  /** The words it stands before or in. */
  near: string
}

export interface AsideContent {
  dismissed: Dismissed[]
  /** What the author dismissed in all their drafts and this one does not contain. */
  elsewhere: Dismissal[]
  comments: Hiding[]
}

export interface SetAsidePorts {
  restore: (fingerprints: string[], isByKey: boolean) => void
  forget: (dismissal: Dismissal) => void
  showComment: (comment: Hiding) => void
  removeComment: (comment: Hiding) => void
}

export class SetAside {
  readonly node = element("div", { class: "pm-aside" })
  private readonly dismissed = new Fold()
  private readonly comments = new Fold()
  private readonly elsewhere = new Fold()

  constructor(private readonly ports: SetAsidePorts) {
    this.node.append(this.dismissed.node, this.comments.node, this.elsewhere.node)
  }

  /** Something here that can have the focus, or null. */
  get restingPlace(): HTMLElement | null {
    return (
      [this.dismissed, this.comments, this.elsewhere].find((one) => !one.node.hidden)?.title ?? null
    )
  }

  render({ dismissed, comments, elsewhere }: AsideContent): void {
    const places = dismissed.reduce((sum, one) => sum + one.findings.length, 0)
    this.dismissed.render(`${places} dismissed`, dismissed, (one) => {
      const text = one.findings[0]?.text ?? ""
      const many = one.findings.length > 1 ? `${one.findings.length} places · ` : ""
      const back = button("Bring back", () => undefined, {
        class: "pm-button pm-small",
        attributes: { "aria-label": `Bring back the finding on “${text}”` },
      })
      back.addEventListener("click", (event) =>
        this.ports.restore(one.findings.map((each) => each.fingerprint), event.detail === 0),
      )
      return entry(text, many + reasoned(one.reason, SCOPES[one.scope]), [back])
    })
    this.comments.render(
      `${count(comments.length, "comment in the text that hides", "comments in the text that hide")} findings`,
      comments,
      (one) =>
        entry(one.near, "In the text, for everybody who checks it", [
          button("Show", () => this.ports.showComment(one), {
            class: "pm-button pm-small",
            attributes: { "aria-label": `Show the comment at “${one.near}”` },
          }),
          button("Remove", () => this.ports.removeComment(one), {
            class: "pm-button pm-small",
            attributes: { "aria-label": `Remove the comment at “${one.near}”` },
          }),
        ]),
    )
    this.elsewhere.render(
      `${count(elsewhere.length, "other phrase", "other phrases")} dismissed in all my drafts`,
      elsewhere,
      (one) =>
        entry(one.phrase, reasoned(one.reason, ""), [
          button("Ask again", () => this.ports.forget(one), {
            class: "pm-button pm-small",
            attributes: { "aria-label": `Ask about “${one.phrase}” again in my drafts` },
          }),
        ]),
    )
  }
}

class Fold {
  readonly node = element("details", { class: "pm-dismissed" })
  readonly title = element("summary")
  private readonly list = element("ul")
  private shown = ""

  constructor() {
    this.node.append(this.title, this.list)
  }

  render<T>(title: string, entries: T[], make: (one: T) => HTMLElement): void {
    const shown = JSON.stringify(entries)
    if (shown === this.shown) return
    this.shown = shown
    const hadFocus = this.list.contains(document.activeElement)
    this.node.hidden = entries.length === 0
    setText(this.title, title)
    this.list.replaceChildren(...entries.map(make))
    if (hadFocus && !this.node.hidden) this.title.focus({ preventScroll: true })
  }
}

function entry(phrase: string, facts: string, buttons: HTMLElement[]): HTMLElement {
  return element("li", {}, [
    element("div", { class: "pm-entry" }, [
      element("p", { text: `“${phrase}”` }),
      element("p", { class: "pm-facts", text: facts }),
    ]),
    element("div", { class: "pm-row" }, buttons),
  ])
}

function reasoned(reason: Reason | "", where: string): string {
  const words = reason ? REASONS[reason] : "Dismissed"
  return where ? `${words} · ${where}` : words
}
