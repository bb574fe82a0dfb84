// The calm bar above the text that says what needs the author's choice.

import { button, element } from "./dom"

export interface Choice {
  label: string
  title?: string
  choose: () => void
}

/** Replaced or removed by its owner, never by time. */
export class Bar {
  readonly node = element("div", { class: "pm-bar", attributes: { role: "region", "aria-label": "Two versions" } })
  private shown = ""

  constructor() {
    this.hide()
  }

  show(id: string, message: string, choices: Choice[]): void {
    if (this.shown === id) return
    this.shown = id
    this.node.hidden = false
    const words = element("p", { text: message, attributes: { role: "alert" } })
    const row = element("div", { class: "pm-row" })
    for (const choice of choices) {
      row.append(
        button(choice.label, choice.choose, {
          class: "pm-button",
          attributes: choice.title ? { title: choice.title } : {},
        }),
      )
    }
    this.node.replaceChildren(words, row)
  }

  hide(): void {
    this.shown = ""
    this.node.hidden = true
    this.node.replaceChildren()
  }
}
