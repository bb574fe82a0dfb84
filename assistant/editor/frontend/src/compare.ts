// Two texts of one draft in a dialog: side by side, or one below the other on a phone.
// Passages go across in either direction, both sides can be edited, one of them is saved.

import { goToNextChunk, goToPreviousChunk, MergeView, unifiedMergeView } from "@codemirror/merge"
import { EditorState, type Extension } from "@codemirror/state"
import { EditorView, keymap } from "@codemirror/view"
import { defaultKeymap, historyKeymap } from "@codemirror/commands"
import { changesBetween } from "./changes"
import { button, element } from "./dom"
import { baseExtensions, textOf } from "./editor"

// Narrower, two columns of prose cannot be read.
const TWO_COLUMNS_PX = 800

const DIFFERENCES = {
  diffConfig: { override: changesBetween },
  collapseUnchanged: { margin: 3, minSize: 6 },
}

export interface Comparison {
  left: string
  leftLabel: string
  right: string
  rightLabel: string
  /** Receives the text the author made of them. */
  use: (text: string) => void
  /** Receives both sides as they stand when the author leaves without saving. */
  later: (left: string, right: string) => void
}

/** What either layout gives the dialog. */
interface Sides {
  node: HTMLElement
  left: () => string
  right: () => string
  /** The view whose caret walks through the differences. */
  walked: EditorView
  destroy: () => void
}

export function compare(host: HTMLElement, comparison: Comparison): void {
  const isNarrow = host.clientWidth < TWO_COLUMNS_PX
  const sides = isNarrow ? oneColumn(comparison) : twoColumns(comparison)
  let isUsed = false
  const dialog = element("dialog", {
    class: "pm-dialog pm-compare",
    attributes: { "aria-label": isNarrow ? "Both versions" : "Both versions, side by side" },
  })
  const use = (label: string, text: () => string, isPrimary: boolean) =>
    button(
      label,
      () => {
        isUsed = true
        const chosen = text()
        dialog.close()
        comparison.use(chosen)
      },
      { class: isPrimary ? "pm-button pm-primary" : "pm-button" },
    )
  const walk = (label: string, command: (view: EditorView) => boolean) =>
    button(
      label,
      () => {
        command(sides.walked)
        sides.walked.focus()
      },
      { class: "pm-button pm-small", attributes: { "aria-label": `${label} difference` } },
    )
  dialog.append(
    element("div", { class: "pm-compare-head" }, [
      element("p", {
        class: "pm-lead",
        text: isNarrow
          ? "Choose passage by passage, or edit the text. What you save becomes the newest version; both texts stay in the history."
          : "Arrows carry a passage across, and both sides can be edited. The side you save becomes the newest version; both texts stay in the history.",
      }),
      element("div", { class: "pm-row" }, [
        walk("Previous", goToPreviousChunk),
        walk("Next", goToNextChunk),
      ]),
    ]),
    sides.node,
    element("div", { class: "pm-row" }, [
      ...(isNarrow
        ? [use("Save this text", sides.right, true)]
        : [use("Save the left side", sides.left, false), use("Save the right side", sides.right, true)]),
      button("Decide later", () => dialog.close(), { class: "pm-button" }),
    ]),
  )
  dialog.addEventListener("close", () => {
    if (!isUsed) comparison.later(sides.left(), sides.right())
    sides.destroy()
    dialog.remove()
  })
  // Keys typed here are none of the page's shortcuts.
  dialog.addEventListener("keydown", (event) => event.stopPropagation())
  host.append(dialog)
  dialog.showModal()
  sides.walked.focus()
}

function side(label: string): Extension {
  return [
    baseExtensions(),
    keymap.of([...historyKeymap, ...defaultKeymap]),
    EditorView.contentAttributes.of({
      "aria-label": label,
      "aria-multiline": "true",
      tabindex: "0",
    }),
  ]
}

function twoColumns(comparison: Comparison): Sides {
  const { left, leftLabel, right, rightLabel } = comparison
  const sides = element("div", { class: "pm-sides" })
  const view = new MergeView({
    a: { doc: left, extensions: side(leftLabel) },
    b: { doc: right, extensions: side(rightLabel) },
    parent: sides,
    revertControls: "a-to-b",
    renderRevertControl: () => arrows((isToRight, chunk) => carry(view, isToRight, chunk)),
    ...DIFFERENCES,
  })
  return {
    node: element("div", { class: "pm-compare-body" }, [
      element("div", { class: "pm-side-titles" }, [
        element("h3", { text: leftLabel }),
        element("h3", { text: rightLabel }),
      ]),
      sides,
    ]),
    left: () => textOf(view.a),
    right: () => textOf(view.b),
    walked: view.b,
    destroy: () => view.destroy(),
  }
}

function arrows(take: (isToRight: boolean, chunk: number) => void): HTMLElement {
  const row = element("div", { class: "pm-arrows" })
  for (const isToRight of [false, true]) {
    const to = isToRight ? "right" : "left"
    row.append(
      button(
        isToRight ? "→" : "←",
        () => take(isToRight, Number(row.dataset["chunk"])),
        { class: "pm-take", attributes: { "aria-label": `Put this passage on the ${to}`, title: `Put this passage on the ${to}` } },
      ),
    )
  }
  // The view takes a press for its one direction, and knows no keyboard.
  row.addEventListener("mousedown", (event) => event.stopPropagation())
  return row
}

function carry(view: MergeView, isToRight: boolean, index: number): void {
  const chunk = view.chunks[index]
  if (!chunk) return
  const a = { view: view.a, from: chunk.fromA, to: chunk.toA }
  const b = { view: view.b, from: chunk.fromB, to: chunk.toB }
  const [source, target] = isToRight ? [a, b] : [b, a]
  const end = target.view.state.doc.length
  // A passage ends behind its line end, also where the text ends without one.
  let insert = source.view.state.sliceDoc(source.from, Math.max(source.from, source.to - 1))
  if (source.from !== source.to && target.to <= end) insert += "\n"
  target.view.dispatch({
    changes: { from: Math.min(target.from, end), to: Math.min(target.to, end), insert },
    userEvent: "revert",
  })
}

function oneColumn(comparison: Comparison): Sides {
  const { left, leftLabel, right, rightLabel } = comparison
  const view = new EditorView({
    state: EditorState.create({
      doc: right,
      extensions: [
        side(rightLabel),
        unifiedMergeView({
          original: left,
          allowInlineDiffs: true,
          gutter: false,
          mergeControls: (type, action) => {
            const choice = element("button", {
              class: "pm-button pm-small",
              text: type === "accept" ? "Keep mine" : "Take the other",
              attributes: { type: "button" },
            })
            choice.addEventListener("click", action)
            return choice
          },
          ...DIFFERENCES,
        }),
      ],
    }),
  })
  return {
    node: element("div", { class: "pm-compare-body" }, [
      element("p", { class: "pm-legend" }, [
        element("del", { text: "struck out" }),
        document.createTextNode(` only in: ${leftLabel} · `),
        element("ins", { text: "underlined" }),
        document.createTextNode(` only in: ${rightLabel}`),
      ]),
      element("div", { class: "pm-sides" }, [view.dom]),
    ]),
    left: () => left,
    right: () => textOf(view),
    walked: view,
    destroy: () => view.destroy(),
  }
}
