// The draft's history: its versions, the difference between any two, and the way back.

import { showDifference } from "./difference"
import { button, count, element, setText } from "./dom"
import { withoutGuides } from "./guides"
import { dayOf, exactTimeOf, momentOf, timeOf } from "./moments"
import type { Act, Answer, Version } from "./protocol"
import { isOfThisBrowser } from "./recovery"

// A longer pause between two versions begins another sitting.
const SITTING_MS = 30 * 60_000
const SHOWN_OF_A_SITTING = 3
const SLOW_MS = 4000
const NOW = "now"
const BEFORE = "before"

export interface HistoryPorts {
  text: () => string
  ask: (act: Act) => Promise<Answer>
  restore: (text: string, moment: string) => void
}

let instances = 0

/** Open the history of the draft in a dialog above `host`. */
export function openHistory(host: HTMLElement, ports: HistoryPorts): void {
  new History(host, ports)
}

class History {
  private readonly name = `pm-version-${++instances}`
  private readonly now: string
  private readonly texts = new Map<number, string>()
  private versions: Version[] = []
  private chosen: Version | null = null
  private changes: HTMLElement[][] = []
  private at = -1
  private shown = 0

  private readonly list = element("div", { class: "pm-versions" })
  private readonly against = element("select", { class: "pm-select" })
  private readonly legend = element("p", { class: "pm-legend" })
  private readonly tally = element("p", { class: "pm-tally", attributes: { role: "status" } })
  private readonly reading = element("div", {
    class: "pm-reading",
    attributes: { tabindex: "0", role: "region", "aria-label": "What changed" },
  })
  private readonly steps: HTMLButtonElement[]
  private readonly restore: HTMLButtonElement
  private readonly dialog: HTMLDialogElement

  constructor(host: HTMLElement, private readonly ports: HistoryPorts) {
    this.now = ports.text()
    this.steps = [
      button("Previous", () => this.step(-1), {
        class: "pm-button pm-small",
        attributes: { "aria-label": "Previous change" },
      }),
      button("Next", () => this.step(1), {
        class: "pm-button pm-small",
        attributes: { "aria-label": "Next change" },
      }),
    ]
    this.restore = button("Restore this version", () => this.bringBack(), {
      class: "pm-button pm-primary",
    })
    this.against.addEventListener("change", () => void this.show())
    this.dialog = element(
      "dialog",
      { class: "pm-dialog pm-history", attributes: { "aria-labelledby": `${this.name}-title` } },
      [
        element("div", { class: "pm-history-head" }, [
          element("h3", { text: "History", attributes: { id: `${this.name}-title` } }),
          element("p", {
            class: "pm-lead",
            text: "Every save is kept. Restoring one keeps the text you have now as well.",
          }),
        ]),
        this.list,
        element("div", { class: "pm-version" }, [
          element("div", { class: "pm-version-head" }, [
            element("label", { class: "pm-against" }, [
              element("span", { text: "Compared with" }),
              this.against,
            ]),
            this.tally,
            element("div", { class: "pm-row" }, this.steps),
          ]),
          this.legend,
          this.reading,
        ]),
        element("div", { class: "pm-row pm-history-foot" }, [
          this.restore,
          button("Close", () => this.dialog.close(), { class: "pm-button" }),
        ]),
      ],
    )
    this.dialog.addEventListener("close", () => this.dialog.remove())
    // Keys typed here are none of the page's shortcuts.
    this.dialog.addEventListener("keydown", (event) => event.stopPropagation())
    this.list.addEventListener("change", (event) => {
      const number = Number((event.target as HTMLInputElement).value)
      this.choose(this.versions.find((one) => one.version === number))
    })
    host.append(this.dialog)
    this.dialog.showModal()
    void this.load()
  }

  private async load(): Promise<void> {
    this.settle(null)
    const answer = await this.patiently(this.ports.ask({ kind: "list-versions" }))
    if (answer.error) {
      this.say(answer.error)
      return
    }
    this.versions = answer.versions ?? []
    this.list.replaceChildren(...this.sittings())
    this.fillAgainst()
    const first = this.versions[1] ?? this.versions[0]
    const input = this.list.querySelector<HTMLInputElement>(`input[value="${first?.version}"]`)
    if (input) {
      input.checked = true
      input.focus({ preventScroll: true })
    }
    this.choose(first)
  }

  // The list

  private sittings(): Node[] {
    const nodes: Node[] = []
    let day = ""
    for (const sitting of groupSittings(this.versions)) {
      const here = dayOf(sitting[0]!.savedAt)
      if (here !== day) {
        day = here
        nodes.push(element("h4", { class: "pm-day", text: capitalised(day) }))
      }
      const shown = sitting.length > SHOWN_OF_A_SITTING + 1 ? SHOWN_OF_A_SITTING : sitting.length
      nodes.push(...sitting.slice(0, shown).map((one) => this.entry(one)))
      if (shown < sitting.length) nodes.push(this.folded(sitting.slice(shown)))
    }
    return nodes
  }

  private folded(rest: Version[]): HTMLElement {
    const inner = element("div", {}, rest.map((one) => this.entry(one)))
    inner.hidden = true
    const unfold = button(
      `${rest.length} more since ${timeOf(rest[rest.length - 1]!.savedAt)}`,
      () => {
        inner.hidden = !inner.hidden
        unfold.setAttribute("aria-expanded", String(!inner.hidden))
      },
      { class: "pm-unfold", attributes: { "aria-expanded": "false" } },
    )
    return element("div", {}, [unfold, inner])
  }

  private entry(one: Version): HTMLElement {
    const input = element("input", {
      class: "pm-version-choice",
      attributes: { type: "radio", name: this.name, value: String(one.version) },
    })
    const facts = [count(one.words, "word", "words"), ...changesOf(one, this.versions)]
    if (one.sessionId && !isOfThisBrowser(one.sessionId)) facts.push("another browser")
    const same = this.versions.find((other) => other.version === one.sameAs)
    if (same) facts.push(`same text as ${dayOf(same.savedAt) === dayOf(one.savedAt) ? this.timeOf(same) : this.momentOf(same)}`)
    return element("label", { class: "pm-version-entry" }, [
      input,
      element("span", { class: "pm-version-time", text: this.nameOf(one) }),
      element("span", { class: "pm-version-facts", text: facts.join(" · ") }),
    ])
  }

  private nameOf(one: Version): string {
    const time = this.timeOf(one)
    if (one === this.versions[0]) return `${time}, saved last`
    return one === this.versions[this.versions.length - 1] ? `${time}, the first` : time
  }

  /** The time of a version, to the second where another one has the same minute. */
  private timeOf(one: Version): string {
    const moment = momentOf(one.savedAt)
    const isShared = this.versions.some((other) => other !== one && momentOf(other.savedAt) === moment)
    return isShared ? exactTimeOf(one.savedAt) : timeOf(one.savedAt)
  }

  private momentOf(one: Version): string {
    return `${dayOf(one.savedAt)} ${this.timeOf(one)}`
  }

  private fillAgainst(): void {
    const option = (value: string, text: string) =>
      element("option", { text, attributes: { value } })
    this.against.replaceChildren(
      option(NOW, "the text now"),
      option(BEFORE, "the version before it"),
      ...this.versions.map((one) => option(String(one.version), `the version of ${this.momentOf(one)}`)),
    )
  }

  // The two texts

  private choose(version: Version | undefined): void {
    this.chosen = version ?? null
    void this.show()
  }

  private async show(): Promise<void> {
    const chosen = this.chosen
    if (!chosen) return
    const turn = ++this.shown
    this.restore.disabled = true
    const other = this.other(chosen)
    const texts = await Promise.all([
      this.textOf(chosen),
      other === NOW ? this.now : other ? this.textOf(other) : "",
    ])
    if (turn !== this.shown) return
    const [text, beside] = texts
    if (text === null || beside === null) return
    this.restore.disabled = text === this.now
    this.restore.title = text === this.now ? "This is the text you have now" : ""
    const isOlder = other === NOW || (other !== null && other.version > chosen.version)
    const named = `the version of ${this.momentOf(chosen)}`
    const against = other === NOW ? "the text now" : other ? `the version of ${this.momentOf(other)}` : "nothing"
    const [older, newer] = isOlder ? [text, beside] : [beside, text]
    const found = showDifference(withoutGuides(older), withoutGuides(newer))
    this.settle(found.changes)
    if (found.changes.length === 0 && older !== newer) {
      setText(this.tally, "They differ in the template's notes alone.")
    }
    this.legend.replaceChildren(
      element("del", { text: "struck out" }),
      ` only in ${isOlder ? named : against} · `,
      element("ins", { text: "underlined" }),
      ` only in ${isOlder ? against : named}`,
    )
    this.legend.hidden = found.changes.length === 0
    this.reading.replaceChildren(...found.nodes)
    this.reading.scrollTop = 0
    this.step(1)
  }

  private other(chosen: Version): Version | typeof NOW | null {
    const { value } = this.against
    if (value === NOW) return NOW
    if (value === BEFORE) return this.versions[this.versions.indexOf(chosen) + 1] ?? null
    return this.versions.find((one) => String(one.version) === value) ?? NOW
  }

  private async textOf(version: Version): Promise<string | null> {
    const known = this.texts.get(version.version)
    if (known !== undefined) return known
    const answer = await this.patiently(
      this.ports.ask({ kind: "read-version", version: version.version }),
    )
    if (answer.text === null) {
      this.say(answer.error)
      return null
    }
    this.texts.set(version.version, answer.text)
    return answer.text
  }

  /** Say so where an answer takes long; it comes once the server is back. */
  private async patiently(answer: Promise<Answer>): Promise<Answer> {
    const timer = setTimeout(() => {
      setText(this.tally, "The server does not answer yet. This goes on by itself.")
    }, SLOW_MS)
    try {
      return await answer
    } finally {
      clearTimeout(timer)
    }
  }

  private say(words: string): void {
    this.settle(null)
    setText(this.tally, words)
  }

  private settle(changes: HTMLElement[][] | null): void {
    this.changes = changes ?? []
    this.at = -1
    for (const one of this.steps) one.disabled = this.changes.length === 0
    if (changes === null) {
      this.restore.disabled = true
      this.legend.hidden = true
      this.reading.replaceChildren()
      return
    }
    setText(
      this.tally,
      changes.length === 0 ? "The two texts are the same." : count(changes.length, "change", "changes"),
    )
  }

  private step(direction: 1 | -1): void {
    const total = this.changes.length
    if (total === 0) return
    for (const part of this.changes[this.at] ?? []) part.classList.remove("pm-current")
    this.at = (this.at + direction + total) % total
    const parts = this.changes[this.at]!
    for (const part of parts) part.classList.add("pm-current")
    const { top } = parts[0]!.getBoundingClientRect()
    this.reading.scrollTop += top - this.reading.getBoundingClientRect().top - 64
    setText(this.tally, `Change ${this.at + 1} of ${total}`)
  }

  private bringBack(): void {
    const text = this.chosen && this.texts.get(this.chosen.version)
    if (!this.chosen || text === undefined || text === null) return
    const moment = this.momentOf(this.chosen)
    this.dialog.close()
    this.ports.restore(text, moment)
  }
}

/** Versions with no long pause between them belong to one sitting, on one day. */
function groupSittings(versions: Version[]): Version[][] {
  const sittings: Version[][] = []
  for (const one of versions) {
    const sitting = sittings[sittings.length - 1]
    const later = sitting?.[sitting.length - 1]
    const isSame =
      later && later.savedAt - one.savedAt < SITTING_MS && dayOf(later.savedAt) === dayOf(one.savedAt)
    if (isSame) sitting!.push(one)
    else sittings.push([one])
  }
  return sittings
}

function changesOf(one: Version, all: Version[]): string[] {
  if (one === all[all.length - 1]) return []
  const parts = [
    one.added > 0 ? `${one.added} added` : "",
    one.removed > 0 ? `${one.removed} taken out` : "",
  ].filter(Boolean)
  return parts.length > 0 ? [parts.join(", ")] : ["moved or spaced differently"]
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
