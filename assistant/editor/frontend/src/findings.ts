// What the author does with findings: the underlines in the text, the cards beside it,
// going from one to the next, accepting, dismissing and bringing back.

import { isolateHistory } from "@codemirror/commands"
import type { EditorView, KeyBinding } from "@codemirror/view"
import { LanguagePanel } from "./cards"
import { currentFinding, emphasise, findingAt, type Placed, placedFindings, placeFindings } from "./marks"
import type { Analysis, Data, Finding } from "./protocol"
import type { Session } from "./session"

export interface FindingsPorts {
  view: () => EditorView
  session: () => Session
  /** Bring the Language panel to the front. */
  open: () => void
  announce: (words: string) => void
  /** What is shown has changed. */
  changed: () => void
}

export class Findings {
  private readonly panel: LanguagePanel
  private analysis: Analysis | null = null
  private decisions: Data["decisions"] = {}
  // What the author just decided, until Python's decisions say the same.
  private readonly decided = new Map<string, boolean>()

  constructor(private readonly ports: FindingsPorts) {
    this.panel = new LanguagePanel({
      show: (fingerprint) => this.show(fingerprint),
      accept: (fingerprint) => this.accept(fingerprint),
      dismiss: (fingerprint) => this.dismiss(fingerprint),
      restore: (fingerprint) => this.restore(fingerprint),
      backToText: () => this.view.focus(),
      askModel: () => this.ports.session().act({ kind: "ask-model" }),
      previewModel: () => this.ports.session().act({ kind: "preview-model" }),
    })
  }

  get node(): HTMLElement {
    return this.panel.node
  }

  /** How many findings are left to look at. */
  get left(): number {
    return placedFindings(this.view.state).length
  }

  private get view(): EditorView {
    return this.ports.view()
  }

  /** Take note of what Python knows the author decided. */
  settle(decisions: Data["decisions"]): void {
    this.decisions = decisions
    for (const [fingerprint, isDismissed] of this.decided) {
      if ((decisions[fingerprint] === "dismissed") === isDismissed) this.decided.delete(fingerprint)
    }
  }

  /** Show the findings of an analysis; `carry` brings its positions to now. */
  place(analysis: Analysis, carry: (position: number, side: -1 | 1) => number): void {
    this.analysis = analysis
    const { state } = this.view
    const placed = analysis.findings
      .map((finding) => ({ finding, from: carry(finding.from, 1), to: carry(finding.to, -1) }))
      // Where the phrase was edited meanwhile, the next answer knows better.
      .filter((one) => state.sliceDoc(one.from, one.to) === one.finding.text)
      .filter((one) => !this.isDismissed(one.finding.fingerprint))
    placeFindings(this.view, placed)
  }

  render(data: Data): void {
    const { analysis } = this
    this.panel.render({
      placed: placedFindings(this.view.state),
      dismissed: (analysis?.findings ?? []).filter((one) => this.isDismissed(one.fingerprint)),
      isChecked: analysis !== null,
      notices: [data.notice, ...(analysis?.notices ?? [])].filter(Boolean),
      model: data.model,
    })
    this.panel.select(currentFinding(this.view.state))
  }

  /** The caret moved: mark the finding it stands in. */
  caretMoved(): void {
    this.follow(findingAt(this.view.state, this.view.state.selection.main.head))
  }

  /** The author clicked into the text. */
  clicked(position: number): void {
    const found = findingAt(this.view.state, position)
    if (found) this.ports.open()
    this.follow(found)
  }

  /** Select a finding's phrase and show its card; `isFocused` moves the focus there too. */
  open(fingerprint: string, isFocused: boolean): void {
    const found = this.find(fingerprint)
    if (!found) return
    this.selectText(found)
    this.follow(found)
    this.ports.open()
    this.panel.select(fingerprint, isFocused)
  }

  private isDismissed(fingerprint: string): boolean {
    return this.decided.get(fingerprint) ?? this.decisions[fingerprint] === "dismissed"
  }

  private find(fingerprint: string): Placed | undefined {
    return placedFindings(this.view.state).find((one) => one.finding.fingerprint === fingerprint)
  }

  private follow(found: Placed | null): void {
    const fingerprint = found?.finding.fingerprint ?? null
    if (fingerprint === currentFinding(this.view.state)) return
    emphasise(this.view, fingerprint)
    this.panel.select(fingerprint)
  }

  private show(fingerprint: string): void {
    const found = this.find(fingerprint)
    if (!found) return
    this.selectText(found)
    this.follow(found)
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
    this.ports.announce("Rewritten. Undo brings the old words back.")
  }

  private dismiss(fingerprint: string): void {
    const placed = placedFindings(this.view.state)
    const index = placed.findIndex((one) => one.finding.fingerprint === fingerprint)
    const found = placed[index]
    if (!found) return
    const hadFocus = this.panel.node.contains(document.activeElement)
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
    this.ports.changed()
    this.decide(kind, finding)
  }

  private restore(fingerprint: string): void {
    const { analysis } = this
    const finding = analysis?.findings.find((one) => one.fingerprint === fingerprint)
    const carry = analysis && this.ports.session().since(analysis.revision)
    if (!analysis || !finding || !carry) return
    this.decided.set(fingerprint, false)
    this.place(analysis, carry)
    this.ports.changed()
    this.decide("restore", finding)
  }

  private decide(kind: "accept" | "dismiss" | "restore", finding: Finding): void {
    const { fingerprint, category, text } = finding
    this.ports.session().act({ kind, fingerprint, category, quote: text })
  }

  // Keyboard

  keys(): KeyBinding[] {
    return [
      { key: "F8", run: () => this.step(1), preventDefault: true },
      { key: "Shift-F8", run: () => this.step(-1), preventDefault: true },
    ]
  }

  /** Answer a key pressed outside the text; say whether it was one of ours. */
  keydown(event: KeyboardEvent): boolean {
    return event.key === "F8" && this.step(event.shiftKey ? -1 : 1)
  }

  /** Go to the next or previous finding: its phrase selected, its card focused. */
  private step(direction: 1 | -1): true {
    const placed = placedFindings(this.view.state)
    if (placed.length === 0) {
      this.ports.announce("No findings.")
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
    this.open(target.finding.fingerprint, true)
  }
}
