// What can be done with selected words: check them, ask about them, move them to where
// they belong. Offered beside the selection, by mouse or by F2; every change is one step.

import { isolateHistory } from "@codemirror/commands"
import { syntaxTree } from "@codemirror/language"
import type { EditorState } from "@codemirror/state"
import { EditorView, type ViewUpdate } from "@codemirror/view"
import type { SyntaxNode } from "@lezer/common"
import { button, count, element } from "./dom"
import { placedFindings } from "./marks"
import { difference } from "./notes"
import type { Answer, Change, Passage } from "./protocol"

const GAP_PX = 8

const NO_WORDS = "There is no sentence at the caret. Put it into one, or select words: headings, code and quotations stay as they are."
const OPENER = "What can be done with the sentence at the caret, or with selected words (F2)"

export interface SelectionPorts {
  ask: (kind: "read-passage" | "rewrite", start: number, end: number, quote: string) => Promise<Answer>
  revision: () => number
  openCard: (fingerprint: string) => void
  announce: (words: string) => void
}

export class SelectionBar {
  readonly node = element("div", { class: "pm-offer" })
  /** For those who have no F2 key, or do not know of it. */
  readonly opener = button("This sentence…", () => this.open(), {
    class: "pm-sheet-button pm-desk-only",
    attributes: {
      title: OPENER,
      "aria-keyshortcuts": "F2",
    },
  })
  private readonly rewriter = button("Rewrite", () => this.rewrite(), { class: "pm-tool" })
  private readonly tools: HTMLElement
  private readonly result = element("div", { class: "pm-offer-result", attributes: { role: "status" } })
  private passage: Promise<Passage | null> = Promise.resolve(null)
  private isOurs = false

  constructor(private readonly view: EditorView, private readonly ports: SelectionPorts) {
    this.tools = element(
      "div",
      { class: "pm-offer-tools", attributes: { role: "toolbar", "aria-label": "With the selected words" } },
      [
        button("Check this", () => this.check(), { class: "pm-tool" }),
        button("Ask a question", () => this.question(), { class: "pm-tool" }),
        this.rewriter,
        button("Move to the timeline", () => this.move("timeline"), { class: "pm-tool" }),
        button("Move to the actions", () => this.move("action"), { class: "pm-tool" }),
      ],
    )
    this.node.append(this.tools, this.result)
    this.node.hidden = true
    this.drawOpener(view.state)
    this.node.addEventListener("keydown", (event) => this.keydown(event))
    view.contentDOM.addEventListener("mousedown", () => {
      document.addEventListener("mouseup", () => setTimeout(() => this.released(), 0), { once: true })
    })
    view.scrollDOM.addEventListener("scroll", () => this.place(), { passive: true })
    document.addEventListener("pointerdown", this.pressed)
  }

  dispose(): void {
    document.removeEventListener("pointerdown", this.pressed)
  }

  /** Take note of a change of text or selection: what was offered belongs to another one. */
  changed(update: ViewUpdate): void {
    this.drawOpener(update.state)
    if (!this.isOurs && (update.docChanged || update.selectionSet)) this.close()
  }

  /** Offer another wording only where a model is configured. */
  setModel(isConfigured: boolean): void {
    this.rewriter.hidden = !isConfigured
  }

  private drawOpener(state: EditorState): void {
    const reason = whyNothing(state)
    this.opener.setAttribute("aria-disabled", String(reason !== ""))
    this.opener.title = reason || OPENER
  }

  private open(): void {
    const reason = whyNothing(this.view.state)
    if (reason) this.ports.announce(reason)
    else this.offer(true)
  }

  /** Offer what can be done with the selection, or with the sentence around the caret. */
  offer(isByKey: boolean): true {
    const { from, to } = this.view.state.selection.main
    this.passage = this.ports
      .ask("read-passage", from, to, this.view.state.sliceDoc(from, to))
      .then(({ passage }) => (passage?.revision === this.ports.revision() ? passage : null))
    this.result.replaceChildren()
    this.node.hidden = false
    this.place(true)
    if (from === to) void this.selectSentence()
    if (isByKey) this.buttons()[0]?.focus()
    return true
  }

  close(): void {
    this.node.hidden = true
  }

  private async selectSentence(): Promise<void> {
    const passage = await this.passage
    if (this.node.hidden) return
    if (!passage) return this.say("There is no sentence at the caret.")
    this.quietly(() => {
      this.view.dispatch({ selection: { anchor: passage.from, head: passage.to }, scrollIntoView: true })
    })
    this.place(true)
  }

  private check(): void {
    const { from, to } = this.view.state.selection.main
    const found = placedFindings(this.view.state).filter((one) => one.from < to && from < one.to)
    if (found.length === 0) return this.say("No rule objects to these words.")
    this.show(count(found.length, "phrase here is worth another look.", "phrases here are worth another look."), [
      element(
        "ul",
        {},
        found.map(({ finding }) =>
          element("li", {}, [
            button(`“${finding.text}”`, () => this.ports.openCard(finding.fingerprint), {
              class: `pm-quote pm-${finding.group}`,
            }),
            element("span", { class: "pm-reason", text: ` ${finding.label}` }),
          ]),
        ),
      ),
    ])
  }

  private async question(): Promise<void> {
    const passage = await this.read()
    if (!passage) return
    this.show("", [
      element(
        "ul",
        { class: "pm-offer-questions" },
        passage.questions.map(({ question, blank }) =>
          element("li", {}, [
            element("span", { text: question }),
            button("Put into the text", () => this.put(passage, blank), {
              class: "pm-button pm-small",
              attributes: { "aria-label": `Put into the text: ${question}`, title: blank },
            }),
          ]),
        ),
      ),
    ])
  }

  private put(passage: Passage, blank: string): void {
    this.change(passage, [{ from: passage.to, to: passage.to, insert: ` ${blank}` }], blank)
    this.ports.announce("The question stands in the text. Undo takes it out.")
  }

  private async move(to: "timeline" | "action"): Promise<void> {
    const passage = await this.read()
    if (!passage) return
    const name = to === "timeline" ? "timeline" : "actions"
    const changes = passage[to]
    if (changes.length === 0) return this.say(`These words stand in the ${name} already.`)
    const written = changes.find((one) => one.insert.trim() !== "")?.insert ?? ""
    this.change(passage, changes, /\[(?:time|owner|date)\]|(?<=\|) (?= \|)/.exec(written)?.[0] ?? "")
    this.ports.announce(`Moved to the ${name}: the caret is where something is missing. Undo brings it back.`)
  }

  /** Show another wording by the model, to be taken or left. */
  private async rewrite(): Promise<void> {
    const passage = await this.read()
    if (!passage) return
    const before = this.view.state.sliceDoc(passage.from, passage.to)
    this.say("The model is reading. It is shown here before anything changes.")
    const { text, error } = await this.ports.ask("rewrite", passage.from, passage.to, before)
    if (this.node.hidden || passage.revision !== this.ports.revision()) return
    if (text === null) return this.say(error)
    this.show("", [
      element("p", { class: "pm-diff" }, difference(before, text)),
      element("div", { class: "pm-row" }, [
        button("Accept", () => this.accept(passage, text), { class: "pm-button pm-small pm-primary" }),
        button("Leave it", () => this.leave(), { class: "pm-button pm-small" }),
      ]),
    ])
  }

  private accept(passage: Passage, text: string): void {
    this.change(passage, [{ from: passage.from, to: passage.to, insert: text }], /\[[^\][]+\]/.exec(text)?.[0] ?? "")
    this.ports.announce("Rewritten. Undo brings the old words back.")
  }

  private leave(): void {
    this.close()
    this.view.focus()
  }

  /** Make changes one undoable step, and select `blank` in what was written, to be filled in. */
  private change(passage: Passage, changes: Change[], blank: string): void {
    if (passage.revision !== this.ports.revision()) {
      return this.say("The text has changed meanwhile. Select the words again.")
    }
    const set = this.view.state.changes(changes)
    const written = changes.find((one) => one.insert.trim() !== "")
    const start = written ? set.mapPos(written.from, -1) : 0
    const at = start + (written ? placeOf(blank, written.insert) : 0)
    this.view.dispatch({
      changes: set,
      selection: { anchor: at, head: at + blank.trim().length },
      effects: EditorView.scrollIntoView(at, { y: "center" }),
      annotations: isolateHistory.of("full"),
      userEvent: "input.move",
    })
    this.view.focus()
  }

  private async read(): Promise<Passage | null> {
    const passage = await this.passage
    if (!passage) this.say("Select words of the text: headings, code and quotations stay as they are.")
    return passage
  }

  private say(words: string): void {
    this.show(words, [])
  }

  private show(words: string, nodes: Node[]): void {
    this.result.replaceChildren(...(words ? [element("p", { text: words })] : []), ...nodes)
    this.place(true)
  }

  /** Stand below the selection, never over what leads up to it; where there is no room, make it. */
  private place(isRoomMade = false): void {
    if (this.node.hidden) return
    const sheet = this.node.parentElement?.getBoundingClientRect()
    const window = this.view.scrollDOM.getBoundingClientRect()
    const { from, to } = this.view.state.selection.main
    const first = this.view.coordsAtPos(from, 1)
    const last = this.view.coordsAtPos(to, -1) ?? first
    const isSeen = first && last && last.bottom > window.top && first.top < window.bottom
    this.node.classList.toggle("pm-away", !isSeen)
    if (!sheet || !first || !last) return
    const { width } = this.tools.getBoundingClientRect()
    const { height } = this.node.getBoundingClientRect()
    const top = Math.max(window.top, last.bottom) + GAP_PX
    const lacking = Math.ceil(top + height + GAP_PX - sheet.bottom)
    if (isRoomMade && lacking > 0 && last.bottom - lacking > window.top) this.view.scrollDOM.scrollTop += lacking
    this.node.style.top = `${Math.round(Math.min(top, sheet.bottom - height - GAP_PX) - sheet.top)}px`
    const left = Math.max(window.left + GAP_PX, Math.min(first.left, sheet.right - width - GAP_PX))
    this.node.style.left = `${Math.round(left - sheet.left)}px`
  }

  private released(): void {
    const { main } = this.view.state.selection
    if (!main.empty && this.view.hasFocus && !whyNothing(this.view.state)) this.offer(false)
  }

  private readonly pressed = (event: PointerEvent): void => {
    if (event.target instanceof Node && !this.node.contains(event.target)) this.close()
  }

  private quietly(work: () => void): void {
    this.isOurs = true
    work()
    this.isOurs = false
  }

  private buttons(): HTMLButtonElement[] {
    return Array.from(this.tools.querySelectorAll<HTMLButtonElement>("button:not([hidden])"))
  }

  private keydown(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      this.leave()
    } else {
      const buttons = this.buttons()
      const at = buttons.findIndex((one) => one === event.target)
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key]
      if (at < 0 || to === undefined) return
      buttons[(to + buttons.length) % buttons.length]?.focus()
    }
    event.preventDefault()
    event.stopPropagation()
  }
}

/** Where a blank begins in what was written; an empty cell is a blank too. */
function placeOf(blank: string, written: string): number {
  if (blank === " ") return /(?<=\|) (?= \|)/.exec(written)!.index + 1
  return blank ? written.indexOf(blank) : written.trimEnd().length
}

/** Say why there is no sentence at the caret, or "" where there may be one. */
function whyNothing(state: EditorState): string {
  const { from, head, empty } = state.selection.main
  if (!empty && state.sliceDoc(state.selection.main.from, state.selection.main.to).trim() === "") return NO_WORDS
  for (let node: SyntaxNode | null = syntaxTree(state).resolveInner(from, 1); node; node = node.parent) {
    if (/Heading|FencedCode|CodeBlock|Comment|HTMLBlock|FrontMatter|TableHeader|Blockquote/.test(node.name)) return NO_WORDS
  }
  const line = state.doc.lineAt(empty ? head : from)
  return empty && !/[\p{L}\p{N}]/u.test(line.text) ? NO_WORDS : ""
}
