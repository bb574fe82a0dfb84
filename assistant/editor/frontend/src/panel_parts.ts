// What the panels beside Language are made of.

import { button, element } from "./dom"
import type { Quote, Range } from "./protocol"

export type Show = (range: Range) => void

export function lead(text: string): HTMLElement {
  return element("p", { class: "pm-lead", text })
}

export function heading(text: string): HTMLElement {
  return element("h3", { class: "pm-heading", text })
}

/** Links to the places that show something, the one that shows most first. */
export function evidence(ranges: Range[], show: Show): HTMLElement[] {
  return ranges.slice(0, 5).map((range, index) => {
    if (index === 0) return shower("Show in the text", range, show)
    const link = shower(String(index + 1), range, show)
    link.setAttribute("aria-label", `Show place ${index + 1} in the text`)
    return link
  })
}

export function shower(text: string, range: Range, show: Show): HTMLElement {
  return button(text, () => show(range), { class: "pm-link" })
}

/** The sentences themselves, by their first words. */
export function quotes(found: Quote[], show: Show): HTMLElement {
  return element(
    "ul",
    { class: "pm-quotes" },
    found.map((one) => {
      const link = shower(`“${one.quote}”`, one, show)
      link.title = "Show in the text"
      return element("li", {}, [link])
    }),
  )
}

/** One line of links and small buttons below what they are about. */
export function tools(nodes: Node[]): Node[] {
  return nodes.length > 0 ? [element("div", { class: "pm-evidence" }, nodes)] : []
}
