// The text and what belongs to it alone: the switch between writing and preview, the
// outline, and printing.

import { EditorView, type ViewUpdate } from "@codemirror/view"
import { button, element } from "./dom"
import { currentFinding, findingAt } from "./marks"
import { Outline } from "./outline"
import { Preview, renderForPrint } from "./preview"
import { printInstead } from "./print"
import type { SelectionBar } from "./selection"
import { areMarksShown, showMarks } from "./writing"

const READ_AFTER_MS = 200
// Below this width of the desk the outline lies over the text instead of beside it.
const WIDE_PX = 1200
const OUTLINE_KEY = "postmortem.outline"

export interface SheetPorts {
  openCard: (fingerprint: string, isByKey: boolean) => void
  announce: (words: string) => void
}

export class Sheet {
  readonly node = element("div", { class: "pm-text" })
  private readonly bar = element("div", { class: "pm-sheet-bar" })
  private readonly page = element("div", { class: "pm-sheet" })
  private readonly preview: Preview
  private readonly outline: Outline
  private readonly outlineButton: HTMLButtonElement
  private readonly write: HTMLButtonElement
  private readonly read: HTMLButtonElement
  private readonly marks = button("Show marks", () => this.toggleMarks(), {
    class: "pm-sheet-button pm-desk-only",
    attributes: { title: "Show the Markdown marks (#, |, **) and the template's notes as they are stored" },
  })
  private readonly withMarks = element("input", { attributes: { type: "checkbox" } })
  private readonly marksChoice: HTMLElement
  private readonly stopPrinting: () => void
  private readonly sizes: ResizeObserver
  private isWide = false
  private timer: number | undefined

  constructor(private readonly view: EditorView, private readonly offer: SelectionBar, ports: SheetPorts) {
    this.preview = new Preview(view, {
      open: ports.openCard,
      edit: (position) => {
        this.showEditor(position, { anchor: position })
        ports.announce("Back in the text.")
      },
    })
    this.outline = new Outline((position) => this.jump(position))
    this.outlineButton = button("Outline", () => this.toggleOutline(), {
      class: "pm-sheet-button pm-outline-button",
      attributes: { "aria-expanded": "false" },
    })
    const keys = { "aria-keyshortcuts": "F9", title: "F9 goes to the preview and back" }
    this.write = button("Write", () => this.setPreview(false), { class: "pm-segment", attributes: keys })
    this.read = button("Preview", () => this.setPreview(true), { class: "pm-segment", attributes: keys })
    this.marksChoice = element("label", { class: "pm-sheet-choice" }, [
      this.withMarks,
      element("span", { text: "Print the underlines too" }),
    ])
    this.bar.append(
      this.outlineButton,
      element("div", { class: "pm-segments", attributes: { role: "group", "aria-label": "View" } }, [
        this.write,
        this.read,
      ]),
      offer.opener,
      element("span", { class: "pm-sheet-space" }),
      this.marks,
      this.marksChoice,
      button("Print", () => window.print(), {
        class: "pm-sheet-button pm-desk-only",
        attributes: { title: "Print this draft, or save it as a PDF" },
      }),
    )
    this.page.append(this.outline.node, view.dom, this.preview.node, offer.node)
    this.node.append(this.bar, this.page, wayOut(view))
    this.stopPrinting = printInstead(() => renderForPrint(view, this.withMarks.checked))
    this.node.addEventListener("keydown", (event) => this.keydown(event))
    document.addEventListener("pointerdown", this.closePopover)
    view.scrollDOM.addEventListener("scroll", () => this.followTop(), { passive: true })
    this.preview.node.addEventListener("scroll", () => this.followTop(), { passive: true })
    this.sizes = new ResizeObserver(() => this.fit())
    this.sizes.observe(this.node)
    this.showOutline(false)
    this.setPreview(false)
    this.readText()
  }

  dispose(): void {
    clearTimeout(this.timer)
    this.sizes.disconnect()
    this.stopPrinting()
    document.removeEventListener("pointerdown", this.closePopover)
  }

  /** Take note that the text or its findings may have changed. */
  changed(): void {
    this.preview.refresh()
    if (this.timer !== undefined) return
    this.timer = window.setTimeout(() => this.readText(), READ_AFTER_MS)
  }

  /** Take note of where the author is, or of what is to be shown to them. */
  selected(update: ViewUpdate): void {
    const { from, head } = update.state.selection.main
    if (!this.preview.isShown) return this.outline.follow(head)
    if (!update.transactions.some((one) => one.scrollIntoView)) return
    this.preview.reveal(from)
    this.preview.emphasise(findingAt(update.state, from)?.finding.fingerprint ?? null)
  }

  togglePreview(): boolean {
    this.setPreview(!this.preview.isShown)
    if (this.preview.isShown) this.preview.node.focus({ preventScroll: true })
    else this.view.focus()
    return true
  }

  private setPreview(isPreview: boolean): void {
    if (isPreview === this.preview.isShown) {
      this.drawSwitch()
      return
    }
    if (!isPreview) return this.showEditor(this.preview.top)
    this.preview.show()
    this.view.dom.hidden = true
    this.preview.emphasise(currentFinding(this.view.state))
    this.drawSwitch()
  }

  private showEditor(position: number, selection?: { anchor: number }): void {
    this.preview.hide()
    this.view.dom.hidden = false
    const at = Math.min(position, this.view.state.doc.length)
    this.view.dispatch({
      ...(selection ? { selection: { anchor: at } } : {}),
      effects: EditorView.scrollIntoView(at, { y: selection ? "center" : "start", yMargin: 16 }),
    })
    if (selection) this.view.focus()
    this.drawSwitch()
  }

  private drawSwitch(): void {
    const isPreview = this.preview.isShown
    this.write.setAttribute("aria-pressed", String(!isPreview))
    this.read.setAttribute("aria-pressed", String(isPreview))
    this.marksChoice.hidden = !isPreview
    this.offer.opener.hidden = isPreview
    this.marks.hidden = isPreview
    this.marks.setAttribute("aria-pressed", String(areMarksShown()))
    if (isPreview) this.offer.close()
  }

  private toggleMarks(): void {
    showMarks(this.view, !areMarksShown())
    this.drawSwitch()
    this.view.focus()
  }

  private jump(position: number): void {
    if (!this.isWide) this.showOutline(false)
    if (this.preview.isShown) {
      this.preview.scrollTo(position)
      this.outline.follow(position)
      return
    }
    this.view.dispatch({
      selection: { anchor: this.view.state.doc.lineAt(position).to },
      effects: EditorView.scrollIntoView(position, { y: "start", yMargin: 16 }),
    })
    this.view.focus()
  }

  private readText(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    this.outline.render(this.view.state)
    this.outline.follow(this.view.state.selection.main.head)
  }

  /** While the author only scrolls, the section at the top is the current one. */
  private followTop(): void {
    if (this.preview.isShown) this.outline.follow(this.preview.top)
    else if (!this.view.hasFocus) {
      const { scrollTop } = this.view.scrollDOM
      this.outline.follow(this.view.lineBlockAtHeight(scrollTop + 24).from)
    }
  }

  private fit(): void {
    const width = this.node.closest(".pm-desk")?.getBoundingClientRect().width ?? 0
    const isWide = width >= WIDE_PX
    if (width === 0 || isWide === this.isWide) return
    this.isWide = isWide
    this.node.classList.toggle("pm-wide", isWide)
    this.showOutline(isWide && localStorage.getItem(OUTLINE_KEY) !== "closed")
  }

  private toggleOutline(): void {
    const isOpen = Boolean(this.outline.node.hidden)
    this.showOutline(isOpen)
    if (this.isWide) localStorage.setItem(OUTLINE_KEY, isOpen ? "open" : "closed")
    if (isOpen) this.outline.focus()
  }

  private showOutline(isOpen: boolean): void {
    this.outline.node.hidden = !isOpen
    this.outlineButton.setAttribute("aria-expanded", String(isOpen))
  }

  private readonly closePopover = (event: PointerEvent): void => {
    if (this.isWide || this.outline.node.hidden || !(event.target instanceof Node)) return
    if (this.outline.node.contains(event.target) || this.outlineButton.contains(event.target)) return
    this.showOutline(false)
  }

  private keydown(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.defaultPrevented) return
    if (this.outline.node.contains(event.target as Node)) {
      if (!this.isWide) this.showOutline(false)
      this.outlineButton.focus()
    } else if (this.preview.node.contains(event.target as Node)) {
      this.togglePreview()
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
}

let instances = 0

/** What the text says of itself to who cannot see that Tab has a meaning in it. */
function wayOut(view: EditorView): HTMLElement {
  const id = `pm-way-out-${++instances}`
  view.contentDOM.setAttribute("aria-describedby", id)
  const text = "In a table, Tab goes to the next cell. Escape and then Tab leaves the text."
  return element("p", { class: "pm-sr", text, attributes: { id } })
}
