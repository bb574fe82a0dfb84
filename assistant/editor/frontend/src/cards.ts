// One card: the question first, the rewrite second, the reason folded away. Its elements stay
// while it stays, so that a click or a focus under way is never lost.

import { button, element, setText } from "./dom"
import { type CardContent, GROUPS } from "./grouping"
import type { Placed } from "./marks"
import { difference, type Note, noteLine, type NotePorts } from "./notes"

export interface CardPorts extends NotePorts {
  show: (fingerprint: string) => void
  accept: (fingerprint: string, isByKey: boolean) => void
  /** Ask why the card's places are dismissed; `opener` is the button beside the question. */
  ask: (opener: HTMLElement, places: Placed[], current: number) => void
  /** Go to the card before or after. */
  step: (direction: 1 | -1) => void
  /** Go to a place of this card, keeping the focus on it. */
  place: (fingerprint: string) => void
  help: () => void
}

export class Card {
  readonly node = element("li", { class: "pm-card", attributes: { tabindex: "-1" } })
  /** The places left, none once everything on it was decided or has gone. */
  places: Placed[] = []
  private at = 0
  private hadMany = false
  private shown = ""
  private readonly question = element("h4", { class: "pm-question" })
  private readonly quote: HTMLButtonElement
  private readonly placesRow = element("p", { class: "pm-places" })
  private readonly diff = element("p", { class: "pm-diff" })
  private readonly group = element("span")
  private readonly label = element("span")
  private readonly why = element("p")
  private readonly source = element("p", { class: "pm-source" })
  private readonly measured = element("p", { class: "pm-source" })
  private readonly acceptButton: HTMLButtonElement
  private readonly dismissButton: HTMLButtonElement
  private readonly body: HTMLElement
  private readonly row: HTMLElement
  private readonly notes = element("div", { class: "pm-notes" })

  constructor(readonly key: string, private readonly ports: CardPorts) {
    this.quote = button("", () => this.here && ports.show(this.here), {
      attributes: { title: "Show this passage in the text" },
    })
    this.acceptButton = button("Accept", () => undefined, { class: "pm-button pm-primary" })
    this.acceptButton.addEventListener("click", (event) => {
      if (this.here) ports.accept(this.here, event.detail === 0)
    })
    this.dismissButton = button("Dismiss…", () => this.ask(), {
      class: "pm-button",
      attributes: { "aria-haspopup": "dialog" },
    })
    this.row = element("div", { class: "pm-row" }, [this.acceptButton, this.dismissButton])
    this.body = element("div", { class: "pm-card-body" }, [
      this.question,
      this.quote,
      this.placesRow,
      this.diff,
      element("p", { class: "pm-kind" }, [this.group, this.label]),
      element("details", { class: "pm-why" }, [
        element("summary", { text: "Why this matters" }),
        this.why,
        this.source,
        this.measured,
      ]),
      this.row,
    ])
    this.node.append(this.body, this.notes)
    this.node.addEventListener("keydown", (event) => this.keydown(event))
    this.node.addEventListener("click", (event) => {
      if (event.target instanceof Element && !event.target.closest("button, summary, details")) {
        if (this.here) ports.show(this.here)
      }
    })
  }

  /** Fingerprint of the place the author is looking at. */
  get here(): string | undefined {
    return this.places[this.at]?.finding.fingerprint
  }

  render({ places }: CardContent, notes: Note[]): void {
    const before = this.here
    const kept = places.findIndex((one) => one.finding.fingerprint === before)
    this.places = places
    this.at = kept >= 0 ? kept : Math.min(this.at, places.length - 1)
    this.hadMany ||= places.length > 1
    this.row.hidden = false
    this.quote.disabled = false
    this.node.classList.remove("pm-settled")
    this.node.style.minHeight = ""
    this.renderPlace()
    this.renderNotes(notes)
  }

  /** Keep the card's room after the last of its places was decided or has gone. */
  settle(notes: Note[]): void {
    if (this.places.length > 0) {
      this.node.style.minHeight = `${this.node.offsetHeight}px`
      const hadFocus = this.body.contains(document.activeElement)
      this.places = []
      this.shown = ""
      // Only what can no longer be done goes: the question stays to say what was decided.
      this.row.hidden = this.diff.hidden = this.placesRow.hidden = true
      this.quote.disabled = true
      this.node.classList.add("pm-settled")
      if (hadFocus) this.node.focus({ preventScroll: true })
    }
    this.renderNotes(notes)
  }

  /** Turn to one of its places; false where it has no such place. */
  turnTo(fingerprint: string): boolean {
    const at = this.places.findIndex((one) => one.finding.fingerprint === fingerprint)
    if (at < 0) return false
    this.at = at
    this.renderPlace()
    return true
  }

  setCurrent(isCurrent: boolean): void {
    this.node.classList.toggle("pm-current", isCurrent)
    if (isCurrent) this.node.setAttribute("aria-current", "true")
    else this.node.removeAttribute("aria-current")
  }

  private renderPlace(): void {
    const finding = this.places[this.at]?.finding
    if (!finding) return
    const shown = JSON.stringify([finding, this.places.length, this.at])
    if (shown === this.shown) return
    this.shown = shown
    setText(this.question, finding.question)
    setText(this.quote, `“${finding.text}”`)
    this.quote.className = `pm-quote pm-${finding.group}`
    this.group.className = `pm-group pm-${finding.group}`
    setText(this.group, GROUPS[finding.group])
    const origin = finding.origin === "model" ? " · from the model" : ""
    setText(this.label, ` · ${finding.label}${origin}`)
    this.diff.hidden = this.acceptButton.hidden = finding.rewrite === null
    if (finding.rewrite !== null) {
      this.diff.replaceChildren(...difference(finding.text, finding.rewrite))
      this.acceptButton.setAttribute("aria-label", `Accept: write “${finding.rewrite}”`)
    }
    this.dismissButton.setAttribute("aria-label", `Dismiss the finding on “${finding.text}”`)
    setText(this.why, finding.why)
    setText(this.source, finding.source && `Source: ${finding.source}`)
    setText(this.measured, finding.measured)
    this.source.hidden = !finding.source
    this.measured.hidden = !finding.measured
    this.renderPlaces()
  }

  private renderPlaces(): void {
    this.placesRow.hidden = !this.hadMany
    if (!this.hadMany) return
    const hadFocus = this.placesRow.contains(document.activeElement)
    const many = this.places.length
    const buttons = this.places.map((one, index) =>
      button(String(index + 1), () => this.ports.show(one.finding.fingerprint), {
        class: "pm-place",
        attributes: {
          "aria-label": `Place ${index + 1} of ${many}: show it in the text`,
          ...(index === this.at ? { "aria-current": "true" } : {}),
        },
      }),
    )
    this.placesRow.replaceChildren(
      element("span", { text: many > 1 ? `${many} places:` : "1 place left" }),
      ...(many > 1 ? buttons : []),
    )
    if (hadFocus) buttons[this.at]?.focus({ preventScroll: true })
  }

  private renderNotes(notes: Note[]): void {
    const shown = JSON.stringify([notes, this.places.length > 0])
    if (this.notes.dataset["shown"] === shown) return
    const hadFocus = this.notes.contains(document.activeElement)
    this.notes.dataset["shown"] = shown
    this.notes.replaceChildren(...notes.map((note) => noteLine(note, this.ports)))
    if (notes.length === 0 && this.places.length === 0) {
      this.notes.append(element("p", { class: "pm-note", text: "No longer in the text." }))
    }
    if (hadFocus) this.node.focus({ preventScroll: true })
  }

  private ask(): void {
    this.ports.ask(this.dismissButton, this.places, this.at)
  }

  private keydown(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const isOnCard = event.target === this.node
    const turn = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] as 1 | -1 | undefined
    if (step) this.ports.step(step)
    else if (turn && this.places.length > 1) {
      const next = this.places[(this.at + turn + this.places.length) % this.places.length]
      if (next) this.ports.place(next.finding.fingerprint)
    } else if (event.key === "?") this.ports.help()
    else if (event.key === "Delete" || event.key === "Backspace") {
      if (this.places.length > 0) this.ask()
    } else if (event.key === "Enter" && isOnCard && this.here) {
      if (this.places[this.at]?.finding.rewrite === null) this.ports.show(this.here)
      else this.ports.accept(this.here, true)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
}
