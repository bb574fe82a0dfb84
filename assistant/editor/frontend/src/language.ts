// The Language panel: one list of cards in reading order, filtered by group, with what is
// left, and below it what was dismissed.

import { Card, type CardPorts } from "./cards"
import { button, count, element, setText } from "./dom"
import { type CardContent, countByGroup, groupByPhrase, GROUPS } from "./grouping"
import type { Placed } from "./marks"
import { ModelBox, type ModelPorts } from "./model_box"
import type { Note } from "./notes"
import type { Group, Model } from "./protocol"
import { type AsideContent, SetAside, type SetAsidePorts } from "./set_aside"
import { KeyboardHelp } from "./shortcuts"
import { Stillness } from "./stillness"

export interface LanguagePorts extends Omit<CardPorts, "help">, ModelPorts, SetAsidePorts {
  /** The filter has changed. */
  filtered: () => void
  /** The pointer, or the focus without a pointer, has left the panel. */
  left: () => void
}

export interface Language {
  placed: Placed[]
  /** What became of the card decided last, by card. */
  notes: Map<string, Note[]>
  aside: AsideContent
  isChecked: boolean
  notices: string[]
  model: Model
}

export class LanguagePanel {
  readonly node = element("div", { class: "pm-language" })
  /** The group shown alone, or null for all. */
  filter: Group | null = null
  private readonly lead = element("p", { class: "pm-lead" })
  private readonly filters = element("div", {
    class: "pm-filters",
    attributes: { role: "group", "aria-label": "Show findings of" },
  })
  private readonly chips = new Map<Group | null, HTMLButtonElement>()
  private readonly notices = element("div", { class: "pm-notices" })
  private readonly list = element("ol", {
    class: "pm-cards",
    attributes: { "aria-label": "Findings in reading order" },
  })
  private readonly help = new KeyboardHelp()
  private readonly modelBox: ModelBox
  private readonly aside: SetAside
  private readonly stillness: Stillness
  private cards: Card[] = []

  constructor(private readonly ports: LanguagePorts) {
    this.modelBox = new ModelBox(ports)
    this.aside = new SetAside(ports)
    for (const group of [null, ...(Object.keys(GROUPS) as Group[])]) {
      const chip = button("", () => this.show(group), { class: "pm-chip" })
      this.chips.set(group, chip)
      this.filters.append(chip)
    }
    const head = element("div", { class: "pm-head" }, [this.lead, this.help.button])
    this.node.append(this.filters, head, this.notices, this.list)
    this.node.append(this.modelBox.node, this.aside.node, this.help.node)
    this.stillness = new Stillness(this.node, this.list, ports.left)
  }

  render(language: Language): void {
    this.stillness.keep((anchor) => {
      const counts = countByGroup(language.placed)
      const shown = language.placed.filter((one) => this.passes(one))
      this.renderFilters(counts, language.placed.length)
      this.renderLead(language, shown.length)
      this.notices.replaceChildren(...language.notices.map((text) => element("p", { text })))
      this.renderCards(groupByPhrase(shown), language.notes, anchor)
      this.aside.render(language.aside)
      this.modelBox.render(language.model)
    })
  }

  /** The cards with places left, in order. */
  get open(): Card[] {
    return this.cards.filter((card) => card.places.length > 0)
  }

  /** Whether a card says what became of it, which it need not once it is left. */
  get isSettled(): boolean {
    return this.open.length < this.cards.length
  }

  /** The card a finding stands on, settled or not. */
  cardOf(fingerprint: string): Card | undefined {
    return this.cards.find((card) =>
      card.places.some((one) => one.finding.fingerprint === fingerprint),
    )
  }

  passes(one: Placed): boolean {
    return this.filter === null || one.finding.group === this.filter
  }

  /** Show one group's findings, or all. */
  show(group: Group | null): void {
    this.filter = this.filter === group ? null : group
    this.ports.filtered()
  }

  /** Mark one card as the current one and bring it into view; `isFocused` moves focus too. */
  select(fingerprint: string | null, isFocused = false): void {
    for (const card of this.cards) {
      const isCurrent = fingerprint !== null && card.turnTo(fingerprint)
      card.setCurrent(isCurrent)
      if (!isCurrent) continue
      if (isFocused) card.node.focus({ preventScroll: true })
      // A list that scrolls by itself would take the card from under the pointer.
      if (isFocused || !this.stillness.isPointerHere) scrollWithin(card.node)
    }
  }

  /** Put the focus where it is of use when what had it is gone. */
  rest(card?: Card): void {
    const place = card?.node.isConnected ? card.node : this.aside.restingPlace
    place?.focus({ preventScroll: true })
  }

  /** Let the focus go on from a card that is about to go to one that stays. */
  leaveSettled(): void {
    const at = this.cards.findIndex((card) => card.node.contains(document.activeElement))
    const card = this.cards[at]
    if (!card || card.places.length > 0) return
    const open = (one: Card) => one.places.length > 0
    this.rest(this.cards.slice(at).find(open) ?? this.cards.slice(0, at).reverse().find(open))
  }

  private renderFilters(counts: Record<Group, number>, all: number): void {
    this.filters.classList.toggle("pm-unused", all === 0 && this.filter === null)
    for (const [group, chip] of this.chips) {
      setText(chip, group ? `${GROUPS[group]} ${counts[group]}` : `All ${all}`)
      chip.setAttribute("aria-pressed", String(this.filter === group))
      if (group) chip.classList.add(`pm-chip-${group}`)
    }
  }

  private renderLead(language: Language, shown: number): void {
    const hidden = language.placed.length - shown
    const words = summarise(language, shown)
    if (this.lead.dataset["shown"] === `${words}${hidden}`) return
    this.lead.dataset["shown"] = `${words}${hidden}`
    setText(this.lead, words)
    if (hidden === 0) return
    this.lead.append(
      ` ${hidden} hidden by the filter. `,
      button("Show all", () => this.show(null), { class: "pm-link" }),
    )
  }

  private renderCards(
    contents: CardContent[],
    notes: Map<string, Note[]>,
    anchor: HTMLElement | null,
  ): void {
    const old = new Map(this.cards.map((card) => [card.key, card]))
    const wanted = contents.map((content) => {
      const card = old.get(content.key) ?? new Card(content.key, { ...this.ports, help: () => this.help.open() })
      old.delete(content.key)
      card.render(content, notes.get(content.key) ?? [])
      return card
    })
    if (anchor) keepOrder(this.cards, wanted)
    this.cards.forEach((card, index) => {
      if (!old.has(card.key)) return
      const said = notes.get(card.key) ?? []
      // What is under the pointer or has the focus keeps its room until it is left.
      if (said.length === 0 && card.node !== anchor) {
        card.node.remove()
        return
      }
      card.settle(said)
      const before = this.cards.slice(0, index).reverse().find((one) => wanted.includes(one))
      wanted.splice(before ? wanted.indexOf(before) + 1 : 0, 0, card)
    })
    this.cards = wanted
    wanted.forEach(({ node }, index) => {
      const at = this.list.children[index] ?? null
      if (at !== node) this.list.insertBefore(node, at)
    })
  }
}

/** Put the cards that were there before in the order they had, the new ones where they belong. */
function keepOrder(before: Card[], cards: Card[]): void {
  const reading = [...cards]
  const order = before.filter((card) => cards.includes(card))
  reading.forEach((card, index) => {
    if (order.includes(card)) return
    const previous = reading[index - 1]
    order.splice(previous ? order.indexOf(previous) + 1 : 0, 0, card)
  })
  cards.splice(0, cards.length, ...order)
}

function summarise(language: Language, shown: number): string {
  if (!language.isChecked) return language.notices.length > 0 ? "" : "Reading…"
  const left = language.placed.length
  if (left > shown) return `${shown} of ${left} shown.`
  if (left > 0) {
    return `${count(left, "phrase", "phrases")} to look at. ${left === 1 ? "Answer its question in the text, or dismiss it" : "Answer their questions in the text, or dismiss them"}.`
  }
  if (language.aside.dismissed.length > 0 || language.notes.size > 0) {
    return "Nothing left to look at here."
  }
  return "Nothing underlined yet. When you write something that puts the blame on a person or ends the search for reasons, its question appears here."
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
