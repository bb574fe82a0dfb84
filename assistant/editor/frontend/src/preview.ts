// The draft as its readers will see it, with the findings' marks.

import type { EditorView } from "@codemirror/view"
import { readMarkdown } from "./dialect"
import { element } from "./dom"
import { type Placed, placedFindings } from "./marks"
import { positionOf, type RenderedMark, Renderer } from "./rendering"

const REFRESH_AFTER_MS = 150

export interface PreviewPorts {
  /** A mark was chosen; `isByKey` moves the focus along. */
  open: (fingerprint: string, isByKey: boolean) => void
  /** The author wants to write at this position. */
  edit: (position: number) => void
}

export class Preview {
  readonly node = element("div", {
    class: "pm-reader",
    attributes: { role: "region", "aria-label": "Preview of the draft", tabindex: "0" },
  })
  private readonly page = element("article", { class: "pm-page" })
  private readonly renderer = new Renderer()
  private timer: number | undefined

  constructor(private readonly view: EditorView, private readonly ports: PreviewPorts) {
    this.node.append(this.page)
    this.node.hidden = true
    this.node.addEventListener("click", (event) => this.choose(event, false))
    this.node.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") this.choose(event, true)
    })
    this.node.addEventListener("dblclick", (event) => {
      const position = this.positionAt(event)
      if (position !== null) this.ports.edit(position)
    })
  }

  get isShown(): boolean {
    return !this.node.hidden
  }

  /** Show the text as it stands, beginning where the editor's window began. */
  show(): void {
    const { scrollTop } = this.view.scrollDOM
    const top = scrollTop > 0 ? this.view.lineBlockAtHeight(scrollTop).from : 0
    this.node.hidden = false
    this.draw()
    this.scrollTo(top)
  }

  hide(): void {
    this.node.hidden = true
    clearTimeout(this.timer)
  }

  /** Take note that the text or its findings may have changed. */
  refresh(): void {
    if (!this.isShown || this.timer !== undefined) return
    this.timer = window.setTimeout(() => this.draw(), REFRESH_AFTER_MS)
  }

  /** The position in the text of what stands at the top of the window. */
  get top(): number {
    const { top } = this.node.getBoundingClientRect()
    const block = this.blocks().find((one) => one.getBoundingClientRect().bottom > top + 4)
    return Number(block?.dataset["from"] ?? 0)
  }

  /** Begin the window with what stands at a position. */
  scrollTo(position: number): void {
    const block = this.blockAt(position)
    if (!block) return
    const { top } = this.node.getBoundingClientRect()
    this.node.scrollTop += position === 0 ? -this.node.scrollTop : block.getBoundingClientRect().top - top - 16
  }

  /** Bring what stands at a position into the window, if it is not there. */
  reveal(position: number): void {
    const box = this.blockAt(position)?.getBoundingClientRect()
    const window = this.node.getBoundingClientRect()
    if (box && (box.bottom < window.top || box.top > window.bottom)) this.scrollTo(position)
  }

  /** Emphasise one finding's mark and bring it into view. */
  emphasise(fingerprint: string | null): void {
    if (!this.isShown) return
    let isFirst = true
    for (const mark of this.page.querySelectorAll<HTMLElement>("[data-finding]")) {
      const isCurrent = mark.dataset["finding"] === fingerprint
      mark.classList.toggle("pm-current", isCurrent)
      if (!isCurrent || !isFirst) continue
      isFirst = false
      const box = mark.getBoundingClientRect()
      const window = this.node.getBoundingClientRect()
      if (box.top < window.top || box.bottom > window.bottom) {
        this.node.scrollTop += box.top - window.top - window.height / 3
      }
    }
  }

  private draw(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    const { text, tree } = readMarkdown(this.view.state.doc)
    const blocks = this.renderer.render(text, tree, placedFindings(this.view.state).map(asMark))
    if (blocks.length === 0) {
      blocks.push(element("p", { class: "pm-raw", text: "Nothing is written yet." }))
    }
    replaceChildren(this.page, blocks)
  }

  private blockAt(position: number): HTMLElement | undefined {
    const blocks = this.blocks()
    return blocks.findLast((one) => Number(one.dataset["from"]) <= position) ?? blocks[0]
  }

  private blocks(): HTMLElement[] {
    return Array.from(this.page.children) as HTMLElement[]
  }

  private choose(event: Event, isByKey: boolean): void {
    const target = event.target instanceof Element ? event.target.closest("[data-finding]") : null
    const fingerprint = target instanceof HTMLElement ? target.dataset["finding"] : undefined
    if (fingerprint === undefined) return
    event.preventDefault()
    this.ports.open(fingerprint, isByKey)
  }

  private positionAt(event: MouseEvent): number | null {
    const caret = caretAt(event.clientX, event.clientY)
    return caret && this.page.contains(caret.node) ? positionOf(caret.node, caret.offset) : null
  }
}

/** Render a text for paper. */
export function renderForPrint(view: EditorView, withMarks: boolean): HTMLElement {
  const { text, tree } = readMarkdown(view.state.doc)
  const marks = withMarks ? placedFindings(view.state).map(asMark) : []
  return element("article", { class: "pm-page" }, new Renderer().render(text, tree, marks))
}

function asMark({ finding, from, to }: Placed): RenderedMark {
  const { fingerprint, group, label } = finding
  return { from, to, fingerprint, group, label }
}

/** Put these children in place; those that stay where they are keep focus and selection. */
function replaceChildren(parent: HTMLElement, children: HTMLElement[]): void {
  const wanted = new Set<Node>(children)
  for (const old of Array.from(parent.childNodes)) if (!wanted.has(old)) old.remove()
  let at = parent.firstChild
  for (const child of children) {
    if (child === at) at = at.nextSibling
    else parent.insertBefore(child, at)
  }
}

function caretAt(x: number, y: number): { node: Node; offset: number } | null {
  if ("caretPositionFromPoint" in document) {
    const caret = document.caretPositionFromPoint(x, y)
    return caret && { node: caret.offsetNode, offset: caret.offset }
  }
  // Safari's older name for it.
  const range = (document as Document).caretRangeFromPoint(x, y)
  return range && { node: range.startContainer, offset: range.startOffset }
}
