// The line above the text: way back, title, whether everything is saved, handing it over.

import { button, element, setText } from "./dom"
import { shortDay, timeOf } from "./moments"
import type { Data, Save } from "./protocol"

// Shorter than this, unstored text is simply the pause between two saves.
const CALM_MS = 2500

// Streamlit's own bar covers this much of the window.
const TOP_BAR_PX = 60

export class Header {
  readonly node = element("header", { class: "pm-header" })
  private readonly title = element("h2", { class: "pm-title" })
  private readonly state = element("p", { class: "pm-save", attributes: { role: "status" } })

  /** Where a narrow screen says what is not saved while the header is out of view. */
  readonly afar = element("div", { class: "pm-save-afar", attributes: { "aria-hidden": "true" } }, [element("span")])
  private readonly watch = new IntersectionObserver(
    (entries) => {
      this.isInView = entries.at(-1)?.isIntersecting ?? true
      this.showAfar()
    },
    { rootMargin: `-${TOP_BAR_PX}px 0px 0px` },
  )
  private isInView = true

  /** On a narrow screen the cards stand far below the text. */
  private readonly jump: HTMLButtonElement

  constructor(ports: { close: () => void; findings: () => void; history: () => void; handOver: () => void }) {
    this.jump = button("", ports.findings, { class: "pm-jump" })
    this.jump.hidden = true
    this.afar.hidden = true
    this.watch.observe(this.state)
    this.node.append(
      button("All drafts", ports.close, { class: "pm-button pm-back" }),
      this.title,
      this.state,
      this.jump,
      button("History", ports.history, { class: "pm-button" }),
      button("Hand over", ports.handOver, {
        class: "pm-button",
        attributes: { title: "Review it, print it, download it, or put it into the library" },
      }),
    )
  }

  /** The draft's name. */
  get name(): string {
    return this.title.textContent ?? ""
  }

  /** Say how many phrases are left to look at; null while that is not known. */
  setLeft(left: number | null): void {
    this.jump.hidden = !left
    setText(this.jump, `${left ?? 0} to look at`)
  }

  /** Name the draft by its title, or by the day it was saved where it has none of its own. */
  setTitle(text: string, { placeholderTitle, save }: Data): void {
    const title = /^#\s+(.+?)\s*#*\s*$/m.exec(text)?.[1] ?? firstLine(text)
    const isNamed = title !== undefined && title !== placeholderTitle
    setText(this.title, isNamed ? title : `Untitled, ${shortDay(save.savedAt ?? Date.now())}`)
    this.title.title = this.title.textContent ?? ""
  }

  /** Say whether everything is saved; times since when it is not in ms since 1970. */
  setSave(save: Save, unstoredSince: number | null, isKept: boolean, lostAt: number | null): void {
    const isLong = (since: number | null) => since !== null && Date.now() - since > CALM_MS
    const isLost = isLong(lostAt)
    const isLate = isLong(unstoredSince)
    const kept = isKept ? "kept in this browser" : "safe while this page is open"
    let words = save.savedAt === null ? "" : `Saved ${clock(save.savedAt)}`
    if (isLost) words = `Not connected – go on writing, it is ${kept}`
    else if (save.state === "conflict") words = `Two versions – yours is ${kept}`
    else if (save.state === "gone") words = `Not saved – ${kept}`
    else if (save.state === "failed") words = `Not saved – ${kept}. ${save.message}`
    else if (isLate) words = `Not saved yet – ${kept}`
    setText(this.state, words)
    this.state.classList.toggle("pm-unsaved", save.state !== "saved" || isLate || isLost)
    this.showAfar()
  }

  dispose(): void {
    this.watch.disconnect()
  }

  private showAfar(): void {
    this.afar.hidden = this.isInView || !this.state.classList.contains("pm-unsaved")
    setText(this.afar.firstElementChild as HTMLElement, this.afar.hidden ? "" : (this.state.textContent ?? ""))
  }
}

function clock(ms: number): string {
  const then = new Date(ms)
  const isToday = then.toDateString() === new Date().toDateString()
  return isToday ? timeOf(ms) : `${then.toLocaleDateString([], { dateStyle: "medium" })}, ${timeOf(ms)}`
}

/** The first line that says something, its Markdown marks left out. */
function firstLine(text: string): string | undefined {
  return text
    .slice(0, 4000)
    .split("\n")
    .filter((line) => !line.startsWith("<!--"))
    .map((line) => line.replace(/^[#>\-*+_`|\s]+/, "").trim())
    .find((line) => /[\p{L}\p{N}]/u.test(line))
}
