// The keys for findings, what they do, and the small help that lists them.
//
// F8 is what code editors use. Alt with an arrow is for keyboards without F-keys: no browser
// and no Streamlit shortcut has it; CodeMirror moved a line with it, which nobody here was told.

import { button, element } from "./dom"
import { isOpen, placeBeside, popover } from "./popover"

export type Command = "next" | "previous"

const isMac = /mac|iphone|ipad/i.test(navigator.platform)
const ALT = isMac ? "⌥" : "Alt"
const CTRL = isMac ? "⌘" : "Ctrl"

/** CodeMirror's names of the keys that go between findings. */
export const KEYS: Record<Command, string[]> = {
  next: ["F8", "Alt-ArrowDown"],
  previous: ["Shift-F8", "Alt-ArrowUp"],
}

/** The command of a key pressed outside the text, or null. */
export function commandOf(event: KeyboardEvent): Command | null {
  if (event.ctrlKey || event.metaKey) return null
  if (event.key === "F8" && !event.altKey) return event.shiftKey ? "previous" : "next"
  if (!event.altKey || event.shiftKey) return null
  return event.key === "ArrowDown" ? "next" : event.key === "ArrowUp" ? "previous" : null
}

const HELP: [string, [string[], string][]][] = [
  [
    "Anywhere on this page",
    [
      [["F8", `${ALT} ↓`], "Next finding"],
      [["Shift F8", `${ALT} ↑`], "Previous finding"],
      [["F9"], "Preview, and back to the text"],
      [[`${CTRL} P`], "Print the draft alone"],
    ],
  ],
  [
    "In the text",
    [
      [["F2"], "What can be done with this sentence, or the selected words"],
      [[`${CTRL} B`, `${CTRL} I`], "Bold, italic"],
      [["Tab", "Enter"], "In a table: next cell, next row"],
      [["Esc", "Tab"], "Leave the text"],
    ],
  ],
  [
    "On a card",
    [
      [["↓", "↑"], "Next card, previous card"],
      [["←", "→"], "Its places, one after the other"],
      [["Enter"], "Accept the rewrite, or show the phrase in the text"],
      [["Delete"], "Dismiss: then 1, 2, 3 or 4 for the reason"],
      [[`${CTRL} Z`], "Undo the last change of the text"],
      [["Esc"], "Back to the text"],
      [["?"], "This help"],
    ],
  ],
]

/** The button “Keyboard” and the help it opens. */
export class KeyboardHelp {
  readonly button: HTMLButtonElement
  readonly node = popover("Keyboard")

  constructor() {
    this.button = button("Keyboard", () => undefined, {
      class: "pm-button pm-small pm-plain",
      attributes: { "aria-haspopup": "dialog" },
    })
    this.button.popoverTargetElement = this.node
    this.node.addEventListener("toggle", () => {
      if (isOpen(this.node)) this.placed()
    })
    for (const [where, keys] of HELP) {
      this.node.append(
        element("p", { class: "pm-ask", text: where }),
        element(
          "dl",
          { class: "pm-keys" },
          keys.flatMap(([names, meaning]) => [
            element(
              "dt",
              {},
              names.flatMap((name, index) => [
                ...(index > 0 ? [document.createTextNode(" or ")] : []),
                element("kbd", { text: name }),
              ]),
            ),
            element("dd", { text: meaning }),
          ]),
        ),
      )
    }
    this.node.tabIndex = -1
  }

  open(): void {
    if (isOpen(this.node)) return
    this.node.showPopover()
    this.placed()
  }

  private placed(): void {
    placeBeside(this.node, this.button)
    this.node.focus()
  }
}
