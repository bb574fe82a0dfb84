// One mounted desk: the text, the rail beside it, and the session that stores both.

import { EditorView } from "@codemirror/view"
import { forget } from "./backup"
import { Connection } from "./connection"
import { DepartmentsPanel } from "./departments"
import { count, element, setText } from "./dom"
import { createEditor, fromPython, textOf } from "./editor"
import { Findings } from "./findings"
import { Answered } from "./answered"
import { openHandOver } from "./handover"
import { Header } from "./header"
import * as panels from "./panels"
import { placeInAddress } from "./place"
import { Progress } from "./progress"
import type { Analysis, Args, Blank, Data, Doc, Range, Step } from "./protocol"
import { Rail } from "./rail"
import { answerAsAlive, claim } from "./recovery"
import { insertBlank, replaceText, selectTitle } from "./replace"
import { SelectionBar } from "./selection"
import { Session } from "./session"
import { Sheet } from "./sheet"
import { story } from "./story"
import { enterTable, withinCell } from "./tables"
import { Versions } from "./versions"

// Sessions whose unstored text Python stored as a draft of its own.
const adopted = new Set<string>()

export class Desk {
  readonly node = element("div", { class: "pm-desk" })
  readonly session: Session
  private readonly view: EditorView
  private readonly sheet: Sheet
  private readonly selection: SelectionBar
  private readonly header: Header
  private readonly progress: Progress
  private readonly versions: Versions
  private readonly connection: Connection
  private readonly body = element("div", { class: "pm-body" })
  private readonly rail = new Rail()
  private readonly findings: Findings
  private readonly departments: DepartmentsPanel
  private readonly answered: Answered
  private readonly live = element("p", { class: "pm-sr", attributes: { role: "status" } })
  private readonly stopAnswering: () => void
  private data: Data
  private analysis: Analysis | null = null

  constructor(private args: Args, host: HTMLElement) {
    const data = (this.data = args.data)
    this.header = new Header({
      close: () => this.session.act({ kind: "close" }),
      findings: () => {
        this.rail.open("language")
        this.rail.bringUp()
      },
      history: () => this.versions.openHistory(),
      handOver: () => this.handOver(),
    })
    this.findings = new Findings({
      view: () => this.view,
      session: () => this.session,
      open: () => this.rail.open("language"),
      announce: (words) => this.announce(words),
      changed: () => this.render(),
    })
    this.progress = new Progress({
      go: (step) => this.goTo(step),
      review: () => this.handOver(),
    })
    this.rail.add("language", "Language").append(this.findings.node)
    this.answered = new Answered({
      act: (act) => this.session.act(act),
      announce: (words) => this.announce(words),
      changed: () => this.render(),
    })
    this.departments = new DepartmentsPanel(this.rail.add("departments", "Departments"), {
      show: (range) => this.showRange(range),
      act: (act) => this.session.act(act),
      announce: (words) => this.announce(words),
      changed: () => this.render(),
    })
    this.rail.add("story", "Story")
    this.rail.add("actions", "Actions")
    this.rail.add("siblings", "Similar")
    this.view = createEditor(data.text, "Postmortem draft", {
      changed: (update) => {
        this.session.changed(
          update.changes.desc,
          !update.transactions.some((one) => one.annotation(fromPython)),
        )
        this.header.setTitle(textOf(this.view), this.data)
        this.sheet.changed()
        this.selection.changed(update)
      },
      selected: (update) => {
        this.findings.caretMoved()
        this.sheet.selected(update)
        this.selection.changed(update)
      },
      left: () => this.session.flush(),
      clicked: (position) => this.findings.clicked(position),
      keys: [
        ...this.findings.keys(),
        { key: "F2", run: () => this.selection.offer(true) },
        { key: "F9", run: () => this.sheet.togglePreview() },
      ],
    })
    this.selection = new SelectionBar(this.view, {
      ask: (kind, start, end, quote) => this.session.ask({ kind, start, end, quote }),
      revision: () => this.session.revision,
      openCard: (fingerprint) => this.findings.open(fingerprint, true),
      announce: (words) => this.announce(words),
    })
    this.sheet = new Sheet(this.view, this.selection, {
      openCard: (fingerprint, isByKey) => this.findings.open(fingerprint, isByKey),
      announce: (words) => this.announce(words),
    })
    this.connection = new Connection(this.view, () => this.renderSave())
    this.session = new Session(
      data.draftId,
      data.epoch,
      data.server.version,
      {
        text: () => textOf(this.view),
        send: (doc: Doc) => this.args.setStateValue("doc", doc),
        isReady: () => this.connection.isReady,
        stateChanged: () => this.renderSave(),
      },
      data,
    )
    this.versions = new Versions(this.node, this.session, {
      text: () => textOf(this.view),
      replace: (text, isPythons) => replaceText(this.view, text, isPythons),
      changed: () => this.fit(),
    })
    this.body.append(this.sheet.node, this.rail.node)
    this.node.append(this.header.node, this.progress.node, this.versions.bar.node, this.header.afar, this.body, this.live)
    host.append(this.node)
    this.node.addEventListener("keydown", (event) => this.keydown(event))
    this.header.setTitle(data.text, data)
    claim(this.session.sessionId)
    this.stopAnswering = answerAsAlive(this.session.sessionId)
    this.versions.recover(data)
    this.update(args)
    const place = placeInAddress(this.view.state)
    if (place !== null) this.showPlace(place)
    else selectTitle(this.view, data.placeholderTitle)
  }

  /** Take in what Python says now. */
  update(args: Args): void {
    const data = args.data
    this.args = args
    this.data = data
    this.node.dataset["scheme"] = isDark(this.node) ? "dark" : "light"
    for (const one of data.adopted) {
      adopted.add(one.sessionId)
      forget(one.draftId, one.sessionId)
    }
    if (data.epoch > this.session.epoch) {
      this.session.epoch = data.epoch
      this.session.baseVersion = data.server.version
      replaceText(this.view, data.text, true)
    }
    this.session.acknowledge(data)
    this.findings.settle(data)
    this.takeAnalysis(data.analysis)
    this.render()
  }

  /** Leave nothing behind but unstored text in the browser's storage. */
  dispose(): void {
    this.session.dispose()
    this.connection.dispose()
    if (adopted.has(this.session.sessionId)) forget(this.session.draftId, this.session.sessionId)
    this.stopAnswering()
    this.selection.dispose()
    this.sheet.dispose()
    this.header.dispose()
    this.view.destroy()
    this.node.remove()
  }

  /** Give Python and the browser's storage the last words before the page goes. */
  hide(): void {
    this.session.backUp()
    this.session.flush()
  }

  /** The page is looked at again: take over what was stored meanwhile. */
  look(): void {
    this.session.look()
  }

  private takeAnalysis(analysis: Analysis | null): void {
    if (!analysis) return
    const isOurs =
      analysis.sessionId === this.session.sessionId ||
      (analysis.sessionId === "" && this.analysis === null && this.session.revision === 0)
    if (!isOurs || analysis.revision < (this.analysis?.revision ?? 0)) return
    const carry = this.session.since(analysis.revision)
    if (!carry) return
    this.analysis = analysis
    this.session.settleBefore(analysis.revision)
    this.findings.place(analysis, carry)
  }

  private render(): void {
    const { analysis, data } = this
    this.findings.render(data)
    this.sheet.changed()
    this.selection.setModel(data.model.status !== "off")
    const { left } = this.findings
    const open = count(left, "finding", "findings")
    this.rail.setNumber("language", analysis && left, `${open} left`)
    this.header.setLeft(analysis && left)
    this.announce(analysis ? open : "")
    const show = (range: Range) => this.showRange(range)
    if (analysis) {
      this.progress.render(analysis.steps, analysis.left)
      const perspectives = this.departments.shown(analysis.perspectives, data.decisions)
      const silent = perspectives.filter((one) => one.status === "silent").length
      this.rail.setNumber("departments", silent, `${count(silent, "department", "departments")} not heard`)
      this.rail.fill("departments", perspectives, () => this.departments.render(perspectives))
      const questions = this.answered.open(analysis)
      const prompts = questions.length
      this.rail.setNumber("story", prompts, `${count(prompts, "question", "questions")} left open`)
      this.rail.fill("story", [analysis.parts, questions, [...this.answered.settled(analysis.answered)]], () =>
        story({ ...analysis, prompts: questions }, this.answered, {
          show,
          insert: (blank) => this.insert(blank),
        }),
      )
      const loose = analysis.actions.filter(panels.isOpen).length
      this.rail.setNumber("actions", loose, `${count(loose, "action needs", "actions need")} another look`)
      this.rail.fill("actions", analysis.actions, () => panels.actions(analysis.actions, show))
    }
    const { siblings } = data
    const known = siblings.state === "ready" || siblings.matches.length > 0
    this.rail.setNumber(
      "siblings",
      known ? siblings.matches.length : null,
      count(siblings.matches.length, "similar incident", "similar incidents"),
      false,
    )
    this.rail.fill("siblings", siblings, () => panels.siblings(siblings))
    this.versions.render(data)
    this.renderSave()
  }

  /** Fill the window: the text and the rail scroll, the page does not have to. */
  private fit(): void {
    const { top } = this.body.getBoundingClientRect()
    const scrolled = this.node.closest("section, main")?.scrollTop ?? window.scrollY
    const value = `${Math.round(top + scrolled)}px`
    if (this.node.style.getPropertyValue("--pm-top") === value) return
    this.node.style.setProperty("--pm-top", value)
    if (this.view.hasFocus) {
      // What came above took room below: keep the caret where the author can see it.
      const { head } = this.view.state.selection.main
      this.view.dispatch({ effects: EditorView.scrollIntoView(head) })
    }
  }

  private renderSave(): void {
    this.node.dataset["stored"] = String(this.session.isStored)
    this.node.dataset["unanswered"] = String(this.session.unanswered)
    const { unstoredSince, isKept } = this.session
    this.header.setSave(this.data.save, unstoredSince, isKept, this.connection.lostAt)
  }

  private announce(words: string): void {
    setText(this.live, words)
  }

  /** Show a passage whose position belongs to the analysis now on the screen. */
  private showRange(range: Range): void {
    const carry = this.analysis && this.session.since(this.analysis.revision)
    if (!carry) return
    const from = carry(range.from, 1)
    const { anchor, head } = withinCell(this.view.state, from, Math.max(from, carry(range.to, -1)))
    this.view.dispatch({
      selection: { anchor, head },
      effects: EditorView.scrollIntoView(anchor, { y: "center" }),
    })
    this.view.focus()
  }

  /** Put the caret where what a step lacks is to be written. */
  private showStep(at: number): void {
    this.showRange({ from: at, to: at })
    if (!enterTable(this.view, this.view.state.selection.main.head)) return
    const { head } = this.view.state.selection.main
    this.view.dispatch({ effects: EditorView.scrollIntoView(head, { y: "center" }) })
  }

  private showPlace(at: number): void {
    this.view.dispatch({
      selection: { anchor: at },
      effects: EditorView.scrollIntoView(at, { y: "center" }),
    })
    this.view.focus()
    this.findings.clicked(at)
  }

  private goTo({ id, at, panel }: Step): void {
    if (panel) this.rail.open(panel)
    if (id === "heard") this.departments.focusFirst()
    else if (id === "language") this.findings.goToFirst()
    else if (at !== null) this.showStep(at)
  }

  private handOver(): void {
    openHandOver(this.node, {
      view: this.view,
      title: this.header.name,
      steps: this.analysis?.steps ?? [],
      left: this.analysis?.left ?? null,
      go: (step) => this.goTo(step),
      ask: (act) => this.session.ask(act),
      review: () => this.session.act({ kind: "review" }),
    })
  }

  /** Put a question of the analysis now on the screen into the text, to be written over. */
  private insert(blank: Blank): void {
    const carry = this.analysis && this.session.since(this.analysis.revision)
    if (!carry) return
    insertBlank(this.view, carry(blank.from, -1), blank.insert)
    this.announce("The question stands in the text: write over it. Undo takes it out.")
  }

  private keydown(event: KeyboardEvent): void {
    if (event.defaultPrevented || this.view.dom.contains(event.target as Node)) return
    if (event.key === "Escape" && this.node.querySelector(":popover-open")) return
    if (event.key === "Escape" && this.rail.node.contains(event.target as Node)) {
      this.view.focus()
    } else if (event.key === "F9") this.sheet.togglePreview()
    else if (!this.findings.keydown(event)) return
    event.preventDefault()
  }
}

/** Say whether the page around the node is dark, by the colour of its text. */
function isDark(node: HTMLElement): boolean {
  const [red = 0, green = 0, blue = 0] = (getComputedStyle(node).color.match(/\d+(\.\d+)?/g) ?? []).map(Number)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 140
}
