// The tabs beside the text: one panel at a time, after the ARIA tabs pattern.

import { element, setText } from "./dom"

interface Tab {
  id: string
  panel: HTMLElement
  tab: HTMLButtonElement
  number: HTMLElement
  meaning: HTMLElement
  shown: string
}

let instances = 0

export class Rail {
  readonly node = element("aside", { class: "pm-rail", attributes: { "aria-label": "About this draft" } })
  private readonly tablist = element("div", {
    class: "pm-tabs",
    attributes: { role: "tablist", "aria-label": "About this draft" },
  })
  private readonly tabs: Tab[] = []
  private readonly prefix = `pm-${++instances}`

  constructor() {
    this.node.append(this.tablist)
    this.tablist.addEventListener("keydown", (event) => this.keydown(event))
  }

  add(id: string, label: string): HTMLElement {
    const panel = element("div", {
      class: "pm-panel",
      attributes: {
        role: "tabpanel",
        id: `${this.prefix}-panel-${id}`,
        "aria-labelledby": `${this.prefix}-tab-${id}`,
        tabindex: "0",
      },
    })
    const number = element("span", { class: "pm-number", text: "–" })
    const meaning = element("span", { class: "pm-sr" })
    const tab = element(
      "button",
      {
        class: "pm-tab",
        attributes: {
          type: "button",
          role: "tab",
          id: `${this.prefix}-tab-${id}`,
          "aria-controls": panel.id,
        },
      },
      [number, element("span", { class: "pm-tab-label", text: label }), meaning],
    )
    tab.addEventListener("click", () => {
      this.open(id)
      this.bringUp()
    })
    this.tabs.push({ id, panel, tab, number, meaning, shown: "" })
    this.tablist.append(tab)
    this.node.append(panel)
    this.open(this.tabs[0]!.id)
    return panel
  }

  /** Set a tab's number and what it counts, "–" while it is not known; what is owed is bold. */
  setNumber(id: string, number: number | null, meaning: string, isOwed = true): void {
    const tab = this.tabs.find((one) => one.id === id)
    if (!tab) return
    setText(tab.number, number === null ? "–" : String(number))
    tab.number.classList.toggle("pm-zero", !number || !isOwed)
    const words = number === null ? "not known yet" : meaning
    tab.tab.title = words
    setText(tab.meaning, ` (${words})`)
  }

  /** Render a panel's content where what it shows has changed. */
  fill(id: string, content: unknown, render: () => Node[]): void {
    const tab = this.tabs.find((one) => one.id === id)
    const shown = JSON.stringify(content)
    if (!tab || tab.shown === shown) return
    tab.shown = shown
    const { scrollTop } = tab.panel
    const focused = focusedIn(tab.panel)
    tab.panel.replaceChildren(...render())
    tab.panel.scrollTop = scrollTop
    if (focused) refocus(tab.panel, focused)
  }

  open(id: string): void {
    for (const one of this.tabs) {
      const isOpen = one.id === id
      one.tab.setAttribute("aria-selected", String(isOpen))
      one.tab.tabIndex = isOpen ? 0 : -1
      one.panel.hidden = !isOpen
    }
  }

  /** On a narrow screen the panel is below the text: one that is opened comes up to be read. */
  bringUp(): void {
    const isBelow = () => this.node.getBoundingClientRect().top >= window.innerHeight / 2
    const wasBelow = isBelow()
    if (wasBelow) this.node.scrollIntoView()
    // Lines of the text that come into view have heights of their own only then.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (wasBelow || isBelow()) this.node.scrollIntoView()
      }),
    )
  }

  private keydown(event: KeyboardEvent): void {
    const at = this.tabs.findIndex((one) => one.tab === event.target)
    if (at < 0) return
    const last = this.tabs.length - 1
    const next = {
      ArrowRight: at === last ? 0 : at + 1,
      ArrowLeft: at === 0 ? last : at - 1,
      Home: 0,
      End: last,
    }[event.key]
    const tab = next === undefined ? undefined : this.tabs[next]
    if (!tab) return
    event.preventDefault()
    this.open(tab.id)
    tab.tab.focus()
  }
}

const FOCUSABLE = "button, a, summary"

interface Focused {
  key: string
  index: number
}

/** What has the focus in a panel: which of the buttons of which entry. */
function focusedIn(panel: HTMLElement): Focused | null {
  const active = document.activeElement
  if (!active || active === panel || !panel.contains(active)) return null
  const entry = active.closest<HTMLElement>("[data-key]")
  const key = entry?.dataset["key"] ?? ""
  return { key, index: Array.from((entry ?? panel).querySelectorAll(FOCUSABLE)).indexOf(active) }
}

/** Give the focus back to what stands where it was, else to its entry, else to the panel. */
function refocus(panel: HTMLElement, { key, index }: Focused): void {
  const entry = key ? panel.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`) : panel
  const buttons = Array.from(entry?.querySelectorAll<HTMLElement>(FOCUSABLE) ?? [])
  const place = entry && entry !== panel && index < 0 ? entry : buttons[index]
  ;(place ?? panel).focus({ preventScroll: true })
}
