// The headings of the draft, to see its shape and jump by.

import type { EditorState } from "@codemirror/state"
import type { SyntaxNode } from "@lezer/common"
import { readMarkdown } from "./dialect"
import { count, element, setText } from "./dom"
import { placedFindings } from "./marks"

interface Heading {
  from: number
  level: number
  title: string
  findings: number
}

export class Outline {
  readonly node = element("nav", { class: "pm-outline", attributes: { "aria-label": "Outline" } })
  private readonly list = element("ol")
  private readonly empty = element("p", {
    class: "pm-outline-empty",
    text: "A line that begins with ## becomes a section to jump to.",
  })
  private headings: Heading[] = []
  private current = -1

  constructor(private readonly jump: (position: number) => void) {
    this.node.append(this.list, this.empty)
    this.list.addEventListener("keydown", (event) => this.keydown(event))
  }

  render(state: EditorState): void {
    const headings = readHeadings(state)
    if (JSON.stringify(headings) === JSON.stringify(this.headings)) return
    this.headings = headings
    this.empty.hidden = headings.length > 0
    const shallowest = Math.min(...headings.map((one) => one.level))
    const items = Array.from(this.list.children) as HTMLElement[]
    for (const extra of items.splice(headings.length)) extra.remove()
    for (const [index, heading] of headings.entries()) {
      const item = items[index] ?? this.item(index)
      item.dataset["depth"] = String(Math.min(3, heading.level - shallowest))
      const [title, number] = item.querySelectorAll("span")
      if (title) setText(title, heading.title || "Untitled section")
      if (number) {
        setText(number, heading.findings > 0 ? String(heading.findings) : "")
        number.title = heading.findings > 0 ? count(heading.findings, "finding", "findings") : ""
      }
      const name = heading.title || "Untitled section"
      const findings = heading.findings > 0 ? `, ${count(heading.findings, "finding", "findings")}` : ""
      item.firstElementChild?.setAttribute("aria-label", name + findings)
    }
    this.mark(this.current)
  }

  /** Mark the section that holds this position. */
  follow(position: number): void {
    const index = this.headings.findLastIndex((one) => one.from <= position)
    if (index !== this.current) this.mark(index)
  }

  focus(): void {
    this.buttons()[Math.max(0, this.current)]?.focus()
  }

  private mark(index: number): void {
    this.current = index
    for (const [at, button] of this.buttons().entries()) {
      if (at === index) button.setAttribute("aria-current", "location")
      else button.removeAttribute("aria-current")
      button.tabIndex = at === Math.max(0, index) ? 0 : -1
    }
    const { list } = this
    const item = list.children[index] as HTMLElement | undefined
    if (!item) return
    const window = this.node.getBoundingClientRect()
    const box = item.getBoundingClientRect()
    if (box.top < window.top || box.bottom > window.bottom) {
      this.node.scrollTop += box.top - window.top - window.height / 3
    }
  }

  private item(index: number): HTMLElement {
    const button = element("button", { class: "pm-outline-entry", attributes: { type: "button" } }, [
      element("span"),
      element("span", { class: "pm-outline-count" }),
    ])
    button.addEventListener("click", () => {
      const heading = this.headings[index]
      if (heading) this.jump(heading.from)
    })
    const item = element("li", {}, [button])
    this.list.append(item)
    return item
  }

  private buttons(): HTMLButtonElement[] {
    return Array.from(this.list.querySelectorAll("button"))
  }

  private keydown(event: KeyboardEvent): void {
    const buttons = this.buttons()
    const at = buttons.findIndex((one) => one === event.target)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key]
    const next = to === undefined ? undefined : buttons[to]
    if (!next) return
    event.preventDefault()
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1
    next.focus()
  }
}

function readHeadings(state: EditorState): Heading[] {
  const { text, tree } = readMarkdown(state.doc)
  const headings: Heading[] = []
  for (let node = tree.topNode.firstChild; node; node = node.nextSibling) {
    const level = /^(?:ATX|Setext)Heading(\d)$/.exec(node.name)?.[1]
    if (level) headings.push({ from: node.from, level: Number(level), title: titleOf(text, node), findings: 0 })
  }
  for (const { from } of placedFindings(state)) {
    const heading = headings.findLast((one) => one.from <= from)
    if (heading) heading.findings++
  }
  return headings
}

function titleOf(text: string, node: SyntaxNode): string {
  let title = ""
  let at = node.from
  node.cursor().iterate((part) => {
    if (!part.name.endsWith("Mark")) return
    title += text.slice(at, part.from)
    at = part.to
  })
  return (title + text.slice(at, node.to)).trim()
}
