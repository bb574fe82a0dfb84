// One mounted desk: the text, the rail beside it, and the session that stores both.

import { isolateHistory } from "@codemirror/commands"
import { EditorView, type KeyBinding } from "@codemirror/view"
import { forget } from "./backup"
import { LanguagePanel } from "./cards"
import { count, element, setText } from "./dom"
import { createEditor, fromPython, textOf } from "./editor"
import { Header } from "./header"
import { currentFinding, emphasise, findingAt, type Placed, placedFindings, placeFindings } from "./marks"
import * as panels from "./panels"
import type { Analysis, Args, Data, Doc, Finding, Range } from "./protocol"
import { Rail } from "./rail"
import { answerAsAlive, claim } from "./recovery"
import { Session } from "./session"
import { Versions } from "./versions"

// Sessions whose unstored text Python stored as a draft of its own.
const adopted = new Set<string>()

export class Desk {
  readonly node = element("div", { class: "pm-desk" })
  readonly session: Session
  private readonly view: EditorView
  private readonly header: Header
  private readonly versions: Versions
  private readonly body = element("div", { class: "pm-body" })
  private readonly rail = new Rail()
  private readonly language: LanguagePanel
  private readonly live = element("p", { class: "pm-sr", attributes: { role: "status" } })
  private readonly stopAnswering: () => void
  private data: Data
  private analysis: Analysis | null = null
  // What the author just decided, until Python's decisions say the same.
  private readonly decided = new Map<string, boolean>()

  constructor(private args: Args, host: HTMLElement) {
    const data = (this.data = args.data)
    this.header = new Header({
      close: () => this.session.act({ kind: "close" }),
      text: () => textOf(this.view),
    })
    this.language = new LanguagePanel({
      show: (fingerprint) => this.showFinding(fingerprint),
      accept: (fingerprint) => this.accept(fingerprint),
      dismiss: (fingerprint) => this.dismiss(fingerprint),
      restore: (fingerprint) => this.restore(fingerprint),
      backToText: () => this.view.focus(),
      askModel: () => this.session.act({ kind: "ask-model" }),
      previewModel: () => this.session.act({ kind: "preview-model" }),
    })
    this.rail.add("language", "Language").append(this.language.node)
    this.rail.add("departments", "Departments")
    this.rail.add("story", "Story")
    this.rail.add("actions", "Actions")
    this.rail.add("siblings", "Siblings")
    this.view = createEditor(data.text, "Postmortem draft", {
      changed: (update) => {
        this.session.changed(
          update.changes.desc,
          !update.transactions.some((one) => one.annotation(fromPython)),
        )
        this.header.setTitle(textOf(this.view))
      },
      selected: (view) => this.follow(findingAt(view.state, view.state.selection.main.head)),
      left: () => this.session.flush(),
      clicked: (position) => {
        const found = findingAt(this.view.state, position)
        if (found) this.rail.open("language")
        this.follow(found)
      },
      keys: this.keys(),
    })
    this.session = new Session(
      data.draftId,
      data.epoch,
      data.server.version,
      {
        text: () => textOf(this.view),
        send: (doc: Doc) => this.args.setStateValue("doc", doc),
        stateChanged: () => this.renderSave(),
      },
      data,
    )
    this.versions = new Versions(this.node, this.session, {
      text: () => textOf(this.view),
      replace: (text) => this.replaceText(text, false),
      changed: () => this.fit(),
    })
    this.body.append(element("div", { class: "pm-text" }, [this.view.dom]), this.rail.node)
    this.node.append(this.header.node, this.versions.bar.node, this.body, this.live)
    host.append(this.node)
    this.node.addEventListener("keydown", (event) => this.keydown(event))
    this.header.setTitle(data.text)
    claim(this.session.sessionId)
    this.stopAnswering = answerAsAlive(this.session.sessionId)
    this.versions.recover(data)
    this.update(args)
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
      this.replaceText(data.text, true)
    }
    this.session.acknowledge(data)
    for (const [fingerprint, isDismissed] of this.decided) {
      if ((data.decisions[fingerprint] === "dismissed") === isDismissed) {
        this.decided.delete(fingerprint)
      }
    }
    this.takeAnalysis(data.analysis)
    this.render()
  }

  /** Leave nothing behind but unstored text in the browser's storage. */
  dispose(): void {
    this.session.dispose()
    if (adopted.has(this.session.sessionId)) forget(this.session.draftId, this.session.sessionId)
    this.stopAnswering()
    this.view.destroy()
    this.node.remove()
  }

  /** Give Python and the browser's storage the last words before the page goes. */
  hide(): void {
    this.session.backUp()
    this.session.flush()
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
    const { state } = this.view
    const placed = analysis.findings
      .map((finding) => ({ finding, from: carry(finding.from, 1), to: carry(finding.to, -1) }))
      // Where the phrase was edited meanwhile, the next answer knows better.
      .filter((one) => state.sliceDoc(one.from, one.to) === one.finding.text)
      .filter((one) => !this.isDismissed(one.finding.fingerprint))
    placeFindings(this.view, placed)
  }

  private isDismissed(fingerprint: string): boolean {
    return this.decided.get(fingerprint) ?? this.data.decisions[fingerprint] === "dismissed"
  }

  private render(): void {
    const { analysis, data } = this
    const placed = placedFindings(this.view.state)
    this.language.render({
      placed,
      dismissed: (analysis?.findings ?? []).filter((one) => this.isDismissed(one.fingerprint)),
      isChecked: analysis !== null,
      notices: [data.notice, ...(analysis?.notices ?? [])].filter(Boolean),
      model: data.model,
    })
    this.language.select(currentFinding(this.view.state))
    const open = count(placed.length, "finding", "findings")
    this.rail.setNumber("language", analysis && placed.length, open)
    this.announce(analysis ? open : "")
    const show = (range: Range) => this.showRange(range)
    if (analysis) {
      const silent = analysis.perspectives.filter((one) => one.status === "silent").length
      this.rail.setNumber("departments", silent, `${count(silent, "department", "departments")} not heard`)
      this.rail.fill("departments", analysis.perspectives, () =>
        panels.departments(analysis.perspectives, show),
      )
      const prompts = analysis.prompts.length
      this.rail.setNumber("story", prompts, `${count(prompts, "question", "questions")} left open`)
      const { layers, wentRight, predictable } = analysis
      this.rail.fill("story", [layers, wentRight, predictable, analysis.prompts], () =>
        panels.story(analysis, show),
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
    this.header.setSave(this.data.save, this.session.unstoredSince, this.session.isKept)
  }

  private announce(words: string): void {
    setText(this.live, words)
  }

  private replaceText(text: string, isPythons: boolean): void {
    const { state } = this.view
    const annotations = [isolateHistory.of("full")]
    this.view.dispatch({
      changes: { from: 0, to: state.doc.length, insert: text },
      annotations: isPythons ? [...annotations, fromPython.of(true)] : annotations,
      userEvent: "input.replace",
    })
  }

  // Findings

  private find(fingerprint: string): Placed | undefined {
    return placedFindings(this.view.state).find((one) => one.finding.fingerprint === fingerprint)
  }

  private follow(found: Placed | null): void {
    const fingerprint = found?.finding.fingerprint ?? null
    if (fingerprint === currentFinding(this.view.state)) return
    emphasise(this.view, fingerprint)
    this.language.select(fingerprint)
  }

  private showFinding(fingerprint: string): void {
    const found = this.find(fingerprint)
    if (!found) return
    this.selectText(found)
    this.follow(found)
    this.view.focus()
  }

  /** Show a passage whose position belongs to the analysis now on the screen. */
  private showRange(range: Range): void {
    const carry = this.analysis && this.session.since(this.analysis.revision)
    if (!carry) return
    const from = carry(range.from, 1)
    this.selectText({ from, to: Math.max(from, carry(range.to, -1)) })
    this.view.focus()
  }

  private selectText({ from, to }: { from: number; to: number }): void {
    this.view.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true })
  }

  private accept(fingerprint: string): void {
    const found = this.find(fingerprint)
    if (!found || found.finding.rewrite === null) return
    const { finding, from, to } = found
    if (this.view.state.sliceDoc(from, to) !== finding.text) return
    this.view.dispatch({
      changes: { from, to, insert: finding.rewrite as string },
      selection: { anchor: from, head: from + (finding.rewrite as string).length },
      annotations: isolateHistory.of("full"),
      userEvent: "input.accept",
      scrollIntoView: true,
    })
    this.drop(finding, "accept")
    this.view.focus()
    this.announce("Rewritten. Undo brings the old words back.")
  }

  private dismiss(fingerprint: string): void {
    const placed = placedFindings(this.view.state)
    const index = placed.findIndex((one) => one.finding.fingerprint === fingerprint)
    const found = placed[index]
    if (!found) return
    const hadFocus = this.language.node.contains(document.activeElement)
    this.decided.set(fingerprint, true)
    this.drop(found.finding, "dismiss")
    const next = placed[index + 1] ?? placed[index - 1]
    if (hadFocus && next) this.focusCard(next)
    else if (hadFocus) this.view.focus()
  }

  private drop(finding: Finding, kind: "accept" | "dismiss"): void {
    placeFindings(
      this.view,
      placedFindings(this.view.state).filter(
        (one) => one.finding.fingerprint !== finding.fingerprint,
      ),
    )
    this.render()
    this.decide(kind, finding)
  }

  private restore(fingerprint: string): void {
    const finding = this.analysis?.findings.find((one) => one.fingerprint === fingerprint)
    if (!finding) return
    this.decided.set(fingerprint, false)
    this.takeAnalysis(this.analysis)
    this.render()
    this.decide("restore", finding)
  }

  private decide(kind: "accept" | "dismiss" | "restore", finding: Finding): void {
    const { fingerprint, category, text } = finding
    this.session.act({ kind, fingerprint, category, quote: text })
  }

  // Keyboard

  private keys(): KeyBinding[] {
    return [
      { key: "F8", run: () => this.step(1), preventDefault: true },
      { key: "Shift-F8", run: () => this.step(-1), preventDefault: true },
    ]
  }

  private keydown(event: KeyboardEvent): void {
    if (event.defaultPrevented || this.view.dom.contains(event.target as Node)) return
    if (event.key === "F8") this.step(event.shiftKey ? -1 : 1)
    else if (event.key === "Escape" && this.rail.node.contains(event.target as Node)) {
      this.view.focus()
    } else return
    event.preventDefault()
  }

  /** Go to the next or previous finding: its phrase selected, its card focused. */
  private step(direction: 1 | -1): boolean {
    const placed = placedFindings(this.view.state)
    if (placed.length === 0) {
      this.announce("No findings.")
      return true
    }
    const { from, to, head } = this.view.state.selection.main
    const current = currentFinding(this.view.state)
    const at = placed.findIndex((one) => one.finding.fingerprint === current)
    const here = placed[at]
    let index: number
    if (here && here.from === from && here.to === to) {
      index = at + direction
    } else if (here) {
      index = at // the caret stands in it: begin with this one
    } else {
      const after = placed.filter((one) => one.from < head).length
      index = direction > 0 ? after : after - 1
    }
    const target = placed[(index + placed.length) % placed.length]
    if (target) this.focusCard(target)
    return true
  }

  private focusCard(target: Placed): void {
    this.selectText(target)
    this.follow(target)
    this.rail.open("language")
    this.language.select(target.finding.fingerprint, true)
  }
}

/** Say whether the page around the node is dark, by the colour of its text. */
function isDark(node: HTMLElement): boolean {
  const [red = 0, green = 0, blue = 0] = (getComputedStyle(node).color.match(/\d+(\.\d+)?/g) ?? []).map(Number)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 140
}
