// A draft's Markdown as elements. Nothing is parsed as HTML: every element is made here,
// what the author wrote enters as text, and each piece of text knows its place in the
// source, so that marks and clicks are exact.

import type { SyntaxNode, Tree } from "@lezer/common"
import { element } from "./dom"
import type { Group } from "./protocol"

export interface RenderedMark {
  from: number
  to: number
  fingerprint: string
  group: Group
  label: string
}

// Deeper than this, blocks are shown as plain text: a line of thousands of ">" is nobody's
// outline, and the page must survive it.
const DEEPEST = 24
const HIDDEN = new Set([
  "HeaderMark", "QuoteMark", "ListMark", "LinkMark", "EmphasisMark", "CodeMark", "CodeInfo",
  "StrikethroughMark", "TableDelimiter", "Comment", "CommentBlock", "LinkReference", "TaskMarker",
])
const ENTITIES: Record<string, string> = {
  amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0", ndash: "–", mdash: "—",
  hellip: "…", bull: "•", middot: "·", times: "×", rarr: "→", larr: "←", deg: "°", euro: "€",
  pound: "£", sect: "§", copy: "©",
}

// Where the text of a node begins, counted from the beginning of its block.
const places = new WeakMap<Node, number>()

/** The position in the source of a character of a rendered text, or null. */
export function positionOf(node: Node, offset: number): number | null {
  const block = node.parentElement?.closest<HTMLElement>("[data-from]")
  if (!block) return null
  const place = places.get(node)
  return Number(block.dataset["from"]) + (place === undefined ? 0 : place + offset)
}

/** Renders texts; a block that did not change keeps its elements from one to the next. */
export class Renderer {
  private kept = new Map<string, HTMLElement[]>()

  /** The blocks of a text, each with its position as `data-from`. */
  render(text: string, tree: Tree, marks: readonly RenderedMark[]): HTMLElement[] {
    const references = readReferences(text, tree)
    const shared = JSON.stringify([...references])
    const now = new Map<string, HTMLElement[]>()
    const blocks: HTMLElement[] = []
    for (let node = tree.topNode.firstChild; node; node = node.nextSibling) {
      if (HIDDEN.has(node.name)) continue
      const { from, to } = node
      const inside = marks.filter((mark) => mark.from < to && from < mark.to)
      const key = JSON.stringify([
        text.slice(from, to),
        inside.map((mark) => [mark.from - from, mark.to - from, mark.fingerprint]),
        shared,
      ])
      const made = this.kept.get(key)?.shift() ?? new BlockRenderer(text, from, inside, references).block(node)
      if (!made) continue
      made.dataset["from"] = String(from)
      blocks.push(made)
      now.set(key, [...(now.get(key) ?? []), made])
    }
    this.kept = now
    return blocks
  }
}

class BlockRenderer {
  private depth = 0
  private readonly shown = new Set<string>()

  constructor(
    private readonly text: string,
    private readonly start: number,
    private readonly marks: readonly RenderedMark[],
    private readonly references: ReadonlyMap<string, string>,
  ) {}

  block(node: SyntaxNode): HTMLElement | null {
    if (this.depth >= DEEPEST) return this.raw(node)
    this.depth++
    const made = this.anyBlock(node)
    this.depth--
    return made
  }

  private anyBlock(node: SyntaxNode): HTMLElement | null {
    const heading = /^(?:ATX|Setext)Heading(\d)$/.exec(node.name)
    if (heading) return this.inline(node, element(`h${heading[1]}` as "h1"))
    switch (node.name) {
      case "Paragraph":
        return this.inline(node, element("p"))
      case "BulletList":
        return this.blocks(node, element("ul"))
      case "OrderedList":
        return this.blocks(node, element("ol", { attributes: { start: this.firstNumber(node) } }))
      case "ListItem":
        return this.item(node)
      case "Blockquote":
        return this.blocks(node, element("blockquote"))
      case "FencedCode":
      case "CodeBlock":
        return element("pre", { attributes: { tabindex: "0" } }, [this.code(node)])
      case "HorizontalRule":
        return element("hr")
      case "Table":
        return this.table(node)
      case "FrontMatter":
        return this.frontMatter(node)
      default:
        return HIDDEN.has(node.name) ? null : this.raw(node)
    }
  }

  private blocks(node: SyntaxNode, into: HTMLElement): HTMLElement {
    for (let child = node.firstChild; child; child = child.nextSibling) {
      const made = this.block(child)
      if (made && !HIDDEN.has(child.name)) into.append(made)
    }
    return into
  }

  /** A list item: its first paragraph stands in it directly. */
  private item(node: SyntaxNode): HTMLElement {
    const into = element("li")
    for (let child = node.firstChild; child; child = child.nextSibling) {
      if (HIDDEN.has(child.name)) continue
      if (child.name === "Task") {
        const isDone = /^\[[xX]\]/.test(this.text.slice(child.from, child.from + 3))
        into.classList.add("pm-task")
        into.append(
          element("span", { class: isDone ? "pm-box pm-ticked" : "pm-box", attributes: { "aria-hidden": "true" } }),
          element("span", { class: "pm-sr", text: isDone ? "Done: " : "To do: " }),
        )
        this.inline(child, into)
      } else if (child.name === "Paragraph" && into.childNodes.length === 0) {
        this.inline(child, into)
      } else {
        const made = this.block(child)
        if (made) into.append(made)
      }
    }
    return into
  }

  private firstNumber(list: SyntaxNode): string {
    const mark = list.getChild("ListItem")?.getChild("ListMark")
    return String(Number.parseInt(mark ? this.text.slice(mark.from, mark.to) : "1", 10) || 1)
  }

  private code(node: SyntaxNode): HTMLElement {
    const into = element("code")
    for (const part of node.getChildren("CodeText")) this.write(part.from, part.to, into)
    return into
  }

  private table(node: SyntaxNode): HTMLElement {
    const aligned = this.alignments(node)
    const head = element("thead")
    const body = element("tbody")
    for (const row of [...node.getChildren("TableHeader"), ...node.getChildren("TableRow")]) {
      const isHead = row.name === "TableHeader"
      const line = element("tr")
      for (const [column, cell] of this.cells(row, aligned.length).entries()) {
        const made = isHead ? element("th", { attributes: { scope: "col" } }) : element("td")
        const align = aligned[column]
        if (align) made.classList.add(`pm-${align}`)
        if (cell) this.inline(cell, made)
        line.append(made)
      }
      ;(isHead ? head : body).append(line)
    }
    // A table that is too wide scrolls in a box of its own.
    return element("div", { class: "pm-table", attributes: { tabindex: "0", role: "group", "aria-label": "Table" } }, [
      element("table", {}, [head, body]),
    ])
  }

  /** One of "", "centre" and "right" for each column. */
  private alignments(table: SyntaxNode): string[] {
    const rule = table.getChild("TableDelimiter")
    const line = rule ? this.text.slice(rule.from, rule.to) : ""
    return line
      .replace(/^[\s>]*\||\|\s*$/g, "")
      .split("|")
      .map((cell) => cell.trim())
      .map((cell) => (!cell.endsWith(":") ? "" : cell.startsWith(":") ? "centre" : "right"))
  }

  /** The cells of a row by column; the tree has no node for an empty one. */
  private cells(row: SyntaxNode, columns: number): (SyntaxNode | null)[] {
    const cells: (SyntaxNode | null)[] = Array.from({ length: columns }, () => null)
    let column = 0
    for (let child = row.firstChild; child; child = child.nextSibling) {
      if (child.name === "TableDelimiter" && child.from > row.from) column++
      else if (child.name === "TableCell" && column < columns) cells[column] = child
    }
    return cells
  }

  /** Front matter as a small table where it is one name and one value a line. */
  private frontMatter(node: SyntaxNode): HTMLElement {
    const into = element("dl", { class: "pm-front-matter" })
    for (const line of this.text.slice(node.from, node.to).split("\n").slice(1)) {
      const pair = /^([\w-]+)\s*:\s*(.+)$/.exec(line)
      if (!pair) continue
      const value = (pair[2] ?? "").trim().replace(/^(["'])(.*)\1$|^\[(.*)\]$/, "$2$3")
      into.append(element("dt", { text: pair[1] ?? "" }), element("dd", { text: value }))
    }
    return into
  }

  /** What has no form of its own, HTML for one, as the text it is. */
  private raw(node: SyntaxNode): HTMLElement {
    const into = element("p", { class: "pm-raw" })
    this.write(node.from, node.to, into)
    return into
  }

  private inline<T extends HTMLElement>(node: SyntaxNode, into: T, from = node.from, to = node.to): T {
    let at = from
    this.depth++
    for (let child = node.firstChild; child; child = child.nextSibling) {
      if (child.from < from || child.to > to) continue
      if (child.from > at) this.write(at, child.from, into)
      if (this.depth >= DEEPEST * 2) this.write(child.from, child.to, into)
      else this.anyInline(child, into)
      at = child.to
    }
    this.depth--
    if (at < to) this.write(at, to, into)
    return into
  }

  private anyInline(node: SyntaxNode, into: HTMLElement): void {
    switch (node.name) {
      case "Emphasis":
        into.append(this.inline(node, element("em")))
        break
      case "StrongEmphasis":
        into.append(this.inline(node, element("strong")))
        break
      case "Strikethrough":
        into.append(this.inline(node, element("del")))
        break
      case "InlineCode":
        into.append(this.inline(node, element("code")))
        break
      case "Link":
        this.link(node, into)
        break
      case "Image":
        into.append(this.image(node))
        break
      case "URL":
      case "Autolink":
        this.address(node, into)
        break
      case "Escape":
        this.write(node.from + 1, node.to, into)
        break
      case "Entity":
        into.append(decodeEntity(this.text.slice(node.from, node.to)))
        break
      case "HardBreak":
        into.append(element("br"))
        break
      case "HTMLTag":
        if (/^<br\s*\/?>$/i.test(this.text.slice(node.from, node.to))) into.append(element("br"))
        else this.write(node.from, node.to, into)
        break
      default:
        if (!HIDDEN.has(node.name)) this.inline(node, into)
    }
  }

  private link(node: SyntaxNode, into: HTMLElement): void {
    const [opening, closing] = node.getChildren("LinkMark")
    const url = node.getChild("URL")
    const label = node.getChild("LinkLabel")
    if (!opening || !closing) return this.write(node.from, node.to, into)
    const inside = this.text.slice(opening.to, closing.from)
    const name = label ? this.text.slice(label.from + 1, label.to - 1) || inside : inside
    const target = url ? this.text.slice(url.from, url.to) : this.references.get(fold(name))
    if (target === undefined) {
      // No link after all: words in square brackets, such as a blank to be filled in.
      const blank = element("span", { class: "pm-blank" })
      this.write(opening.from, opening.to, blank)
      this.inline(node, blank, opening.to, closing.from)
      this.write(closing.from, node.to, blank)
      into.append(blank)
      return
    }
    into.append(this.inline(node, linkTo(target), opening.to, closing.from))
  }

  private image(node: SyntaxNode): HTMLElement {
    const marks = node.getChildren("LinkMark")
    const into = element("span", { class: "pm-image" })
    const [opening, closing] = marks
    into.append("Picture: ")
    if (opening && closing && closing.from > opening.to) this.inline(node, into, opening.to, closing.from)
    else into.append("no description")
    return into
  }

  private address(node: SyntaxNode, into: HTMLElement): void {
    const url = node.name === "Autolink" ? (node.getChild("URL") ?? node) : node
    const words = this.text.slice(url.from, url.to)
    const target = /^www\./i.test(words) ? `https://${words}` : /^[^/:]+@/.test(words) ? `mailto:${words}` : words
    const link = linkTo(target)
    this.write(url.from, url.to, link)
    into.append(link)
  }

  /** Append the source between two positions as text, cut where a mark begins or ends. */
  private write(from: number, to: number, into: HTMLElement): void {
    const cuts = new Set([from, to])
    for (const mark of this.marks) {
      if (from < mark.from && mark.from < to) cuts.add(mark.from)
      if (from < mark.to && mark.to < to) cuts.add(mark.to)
    }
    const sorted = [...cuts].sort((a, b) => a - b)
    for (const [index, start] of sorted.slice(0, -1).entries()) {
      const end = sorted[index + 1] as number
      const piece = document.createTextNode(this.text.slice(start, end))
      places.set(piece, start - this.start)
      const mark = this.innermost(start, end)
      into.append(mark ? this.marked(mark, piece) : piece)
    }
  }

  private innermost(from: number, to: number): RenderedMark | null {
    let best: RenderedMark | null = null
    for (const mark of this.marks) {
      if (mark.from > from || mark.to < to) continue
      if (!best || mark.to - mark.from < best.to - best.from) best = mark
    }
    return best
  }

  /** A phrase that opens its card; of one in several pieces the first takes the focus. */
  private marked(mark: RenderedMark, piece: Text): HTMLElement {
    const made = element(
      "span",
      {
        class: `pm-mark pm-${mark.group}`,
        attributes: { "data-finding": mark.fingerprint, title: mark.label },
      },
      [piece],
    )
    if (!this.shown.has(mark.fingerprint)) {
      this.shown.add(mark.fingerprint)
      made.tabIndex = 0
      made.setAttribute("role", "button")
    }
    return made
  }
}

/** An element for a link that leaves the page, or for words where the address is no such link. */
function linkTo(target: string): HTMLElement {
  let url: URL
  try {
    url = new URL(target.replace(/^<(.*)>$/, "$1"))
  } catch {
    return element("span")
  }
  if (!["http:", "https:", "mailto:"].includes(url.protocol)) return element("span")
  return element("a", {
    attributes: { href: url.href, target: "_blank", rel: "noopener noreferrer" },
  })
}

function readReferences(text: string, tree: Tree): Map<string, string> {
  const found = new Map<string, string>()
  for (const node of tree.topNode.getChildren("LinkReference")) {
    const label = node.getChild("LinkLabel")
    const url = node.getChild("URL")
    if (!label || !url) continue
    const name = fold(text.slice(label.from + 1, label.to - 1))
    if (!found.has(name)) found.set(name, text.slice(url.from, url.to))
  }
  return found
}

function fold(name: string): string {
  return name.trim().replace(/\s+/g, " ").toLowerCase()
}

function decodeEntity(written: string): string {
  const number = /^&#(?:x([0-9a-f]{1,6})|(\d{1,7}));$/i.exec(written)
  if (!number) return ENTITIES[written.slice(1, -1)] ?? written
  const code = number[1] ? Number.parseInt(number[1], 16) : Number(number[2])
  const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
  return isCharacter ? String.fromCodePoint(code) : "\ufffd"
}
