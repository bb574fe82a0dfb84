// Dismissing asks for a reason in one click, and where to remember it.

import { count, element } from "./dom"
import type { Placed } from "./marks"
import { isOpen, placeBeside, popover } from "./popover"
import type { Reason, Scope } from "./protocol"

export const REASONS: Record<Reason, string> = {
  quoted: "It is a quotation",
  fact: "It is a plain fact",
  meant: "We mean it",
  wrong: "The checker is wrong",
}

export const SCOPES: Record<Scope, string> = {
  draft: "in this draft",
  person: "in all my drafts",
  text: "in the text, as a comment",
}

const NAMED = 3

export interface Dismissed {
  places: Placed[]
  reason: Reason
  scope: Scope
  /** Chosen with a key, so that the focus goes on to the next card. */
  isByKey: boolean
}

export class ReasonBox {
  readonly node = popover("Why leave it as it is?")
  private places: Placed[] = []
  private current = 0
  private readonly scopes = element("fieldset", { class: "pm-choice" })
  private readonly reach = element("fieldset", { class: "pm-choice" })
  private readonly hint = element("p", { class: "pm-hint" })
  private readonly first: HTMLButtonElement

  /** `commentable` returns those findings for which a comment can be put into the text now. */
  constructor(
    private readonly chosen: (dismissed: Dismissed) => void,
    private readonly commentable: (places: Placed[]) => Placed[],
    /** Has comments looked for; `refresh` is called when the answer is there. */
    private readonly lookForComments: (places: Placed[]) => void,
    /** Returns what else such comments would hide. */
    private readonly alsoHidden: (places: Placed[]) => Placed[],
  ) {
    const reasons = Object.entries(REASONS).map(([reason, words], index) => {
      const made = element("button", { class: "pm-reason-button", attributes: { type: "button" } }, [
        element("kbd", { text: String(index + 1), attributes: { "aria-hidden": "true" } }),
        document.createTextNode(words),
      ])
      made.addEventListener("click", (event) => this.choose(reason as Reason, event.detail === 0))
      return made
    })
    this.first = reasons[0] as HTMLButtonElement
    this.node.append(
      element("p", { class: "pm-ask", text: "Why leave it as it is?" }),
      element("div", { class: "pm-reasons" }, reasons),
      this.reach,
      this.scopes,
      this.hint,
    )
    this.node.addEventListener("keydown", (event) => this.keydown(event))
    this.node.addEventListener("change", () => this.explain())
  }

  /** Ask about the places of a card, of which the author is looking at one. */
  ask(opener: HTMLElement, places: Placed[], current: number): void {
    this.places = places
    this.current = current
    this.reach.hidden = places.length < 2
    this.reach.replaceChildren(
      element("legend", { text: "Where" }),
      radio("pm-reach", "all", `all ${places.length} places`, true),
      radio("pm-reach", "one", `only place ${current + 1}`, false),
    )
    this.scopes.replaceChildren(
      element("legend", { text: "Remember it" }),
      ...(Object.keys(SCOPES) as Scope[]).map((scope) =>
        radio("pm-scope", scope, SCOPES[scope], scope === "draft"),
      ),
    )
    this.explain()
    this.lookForComments(places)
    this.node.showPopover()
    // Placed with room for the last choice, which may come when the answer does.
    const comment = option(this.scopes, "text")
    if (comment) comment.hidden = false
    placeBeside(this.node, opener, readAlong(opener))
    this.explain()
    this.first.focus()
  }

  /** The text or what is known of it has changed. */
  refresh(): void {
    if (isOpen(this.node)) this.explain()
  }

  private get scope(): Scope {
    return picked(this.scopes, "draft") as Scope
  }

  private get targets(): Placed[] {
    const here = this.places[this.current]
    return picked(this.reach, "all") === "one" && here ? [here] : this.places
  }

  private explain(): void {
    const comment = option(this.scopes, "text")
    if (comment) {
      const isOffered = this.commentable(this.targets).length === this.targets.length
      comment.hidden = !isOffered
      if (!isOffered && this.scope === "text") check(this.scopes, "draft")
    }
    const { scope } = this
    const one = this.places[0]?.finding
    const all = option(this.reach, "one")
    if (all) {
      const input = all.querySelector("input") as HTMLInputElement
      input.disabled = scope === "person"
      if (input.disabled) check(this.reach, "all")
    }
    const hints: Record<Scope, string> = {
      draft: "It stays dismissed until that sentence changes.",
      person: `“${one?.phrase ?? ""}” is not asked about again in any draft of yours, as “${one?.label ?? ""}”.`,
      text: `${count(this.targets.length, "comment", "comments")} in the text, for everybody who checks it. ${this.others()}`,
    }
    this.hint.textContent = hints[scope]
  }

  private others(): string {
    const others = this.alsoHidden(this.targets).map(({ finding }) => `“${finding.text}”`)
    if (others.length === 0) return "It hides nothing else that is underlined now."
    const named = others.length > NAMED ? [...others.slice(0, NAMED), `${others.length - NAMED} more`] : others
    const last = named.pop() ?? ""
    return `It also hides ${named.length > 0 ? `${named.join(", ")} and ${last}` : last}, in the same paragraph.`
  }

  private keydown(event: KeyboardEvent): void {
    const reason = Object.keys(REASONS)[Number(event.key) - 1]
    if (!reason || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    this.choose(reason as Reason, true)
  }

  private choose(reason: Reason, isByKey: boolean): void {
    if (!isOpen(this.node)) return
    const { scope, targets } = this
    this.node.hidePopover()
    this.chosen({ places: targets, reason, scope, isByKey })
  }
}

/** What the author reads while choosing: the card's phrase, and the phrase in the text. */
function readAlong(opener: HTMLElement): DOMRect[] {
  const card = opener.closest(".pm-card")?.getBoundingClientRect()
  const { top, bottom } = opener.getBoundingClientRect()
  const marks = Array.from(opener.closest(".pm-desk")?.querySelectorAll(".cm-content .pm-current") ?? [])
  return [
    ...(card ? [new DOMRect(card.left, card.top, card.width, Math.max(bottom - top, top - card.top))] : []),
    ...marks.map((one) => one.getBoundingClientRect()),
  ]
}

function radio(name: string, value: string, words: string, isChecked: boolean): HTMLElement {
  const input = element("input", { attributes: { type: "radio", name, value } })
  input.checked = isChecked
  return element("label", {}, [input, document.createTextNode(words)])
}

function inputs(group: HTMLElement): HTMLInputElement[] {
  return Array.from(group.querySelectorAll("input"))
}

function picked(group: HTMLElement, otherwise: string): string {
  return inputs(group).find((one) => one.checked)?.value ?? otherwise
}

function option(group: HTMLElement, value: string): HTMLElement | null {
  return inputs(group).find((one) => one.value === value)?.closest("label") ?? null
}

function check(group: HTMLElement, value: string): void {
  for (const one of inputs(group)) one.checked = one.value === value
}
