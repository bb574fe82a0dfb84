// Two texts of one draft: the bar that says so, and both side by side to merge.

import { MergeView } from "@codemirror/merge"
import { EditorState } from "@codemirror/state"
import { EditorView } from "@codemirror/view"
import { button, element } from "./dom"
import { baseExtensions, textOf } from "./editor"

export interface Choice {
  label: string
  title?: string
  choose: () => void
}

/** A calm bar above the text; replaced or removed by its owner, never by time. */
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

export interface Comparison {
  theirs: string
  theirsLabel: string
  mine: string
  mineLabel: string
  /** Receives the right side as merged by the author. */
  use: (text: string) => void
}

/** Show both texts in a dialog; the right one can be edited and take passages over. */
export function compare(host: HTMLElement, comparison: Comparison): void {
  const sides = element("div", { class: "pm-sides" })
  const dialog = element("dialog", {
    class: "pm-dialog",
    attributes: { "aria-label": "Both versions, side by side" },
  })
  const side = (text: string, label: string, isReadOnly: boolean) => ({
    doc: text,
    extensions: [
      baseExtensions(),
      EditorState.readOnly.of(isReadOnly),
      EditorView.contentAttributes.of({
        "aria-label": label,
        "aria-multiline": "true",
        tabindex: "0",
      }),
    ],
  })
  const view = new MergeView({
    a: side(comparison.theirs, comparison.theirsLabel, true),
    b: side(comparison.mine, comparison.mineLabel, false),
    parent: sides,
    revertControls: "a-to-b",
    renderRevertControl: () =>
      element("button", {
        class: "pm-take",
        text: "→",
        attributes: { type: "button", "aria-label": "Take this passage over to the right" },
      }),
    collapseUnchanged: { margin: 3, minSize: 6 },
  })
  dialog.append(
    element("div", { class: "pm-side-titles" }, [
      element("h3", { text: comparison.theirsLabel }),
      element("h3", { text: `${comparison.mineLabel} (you can edit this side)` }),
    ]),
    sides,
    element("div", { class: "pm-row" }, [
      button(
        "Use the right side",
        () => {
          const text = textOf(view.b)
          dialog.close()
          comparison.use(text)
        },
        { class: "pm-button pm-primary" },
      ),
      button("Decide later", () => dialog.close(), { class: "pm-button" }),
    ]),
  )
  dialog.addEventListener("close", () => {
    view.destroy()
    dialog.remove()
  })
  // Keys typed here are none of the page's shortcuts.
  dialog.addEventListener("keydown", (event) => event.stopPropagation())
  host.append(dialog)
  dialog.showModal()
}
