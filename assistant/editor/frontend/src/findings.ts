// What the author does with findings: the underlines in the text, the cards beside it,
// going from one to the next, accepting, dismissing and bringing back.

import { undo } from "@codemirror/commands"
import type { EditorView, KeyBinding } from "@codemirror/view"
import type { Card } from "./cards"
import { rewrite, rewritten, takeBack } from "./changed"
import { alsoHidden, commentsIn, findComment, insertComments, removeComment } from "./comments"
import { Decided } from "./decided"
import { cardKey, GROUPS } from "./grouping"
import { LanguagePanel } from "./language"
import { currentFinding, emphasise, findingAt, type Placed, placedFindings, placeFindings } from "./marks"
import type { Note } from "./notes"
import type { Analysis, Data, Decided as Decision, Dismissal, Finding } from "./protocol"
import { type Dismissed as Asked, ReasonBox } from "./reasons"
import type { Session } from "./session"
import type { AsideContent, Dismissed } from "./set_aside"
import { type Command, commandOf, KEYS } from "./shortcuts"

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
  private readonly reasons: ReasonBox
  private readonly decided = new Decided()
  // What became of the card decided last, until it is left.
  private readonly notes = new Map<string, Note[]>()
  private analysis: Analysis | null = null

  constructor(private readonly ports: FindingsPorts) {
    this.reasons = new ReasonBox(
      (asked) => this.dismiss(asked),
      (places) => this.commentable(places),
      (places) => {
        const text = places.map((one) => one.finding.fingerprint).join(" ")
        this.ports.session().act({ kind: "offer-comment", text })
      },
      (places) => alsoHidden(this.view.state, places, placedFindings(this.view.state)),
    )
    this.panel = new LanguagePanel({
      show: (fingerprint) => this.show(fingerprint),
      accept: (fingerprint, isByKey) => this.accept(fingerprint, isByKey),
      ask: (opener, places, current) => this.reasons.ask(opener, places, current),
      step: (direction) => this.step(direction),
      place: (fingerprint) => this.focus(this.find(fingerprint)),
      undo: (fingerprint, isByKey) => this.takeBack(fingerprint, isByKey),
      restore: (fingerprints, isByKey) => this.restore(fingerprints, isByKey),
      forget: (dismissal) => this.forget(dismissal),
      showComment: (comment) => {
        const found = findComment(this.view.state, comment)
        if (found) this.selectText(found, true)
      },
      removeComment: (comment) => {
        const isGone = removeComment(this.view, comment)
        this.ports.changed()
        this.view.focus()
        if (isGone) this.ports.announce("The comment is gone. Undo brings it back.")
      },
      askModel: () => this.ports.session().act({ kind: "ask-model" }),
      previewModel: () => this.ports.session().act({ kind: "preview-model" }),
      filtered: () => this.filtered(),
      left: () => this.settledLeft(),
    })
    this.panel.node.append(this.reasons.node)
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
  settle(data: Data): void {
    this.decided.settle(data)
  }

  /** Show the findings of an analysis; `carry` brings its positions to now. */
  place(analysis: Analysis, carry: (position: number, side: -1 | 1) => number): void {
    this.analysis = analysis
    const { state } = this.view
    const placed = analysis.findings
      .map((finding) => ({ finding, from: carry(finding.from, 1), to: carry(finding.to, -1) }))
      // Where the phrase was edited meanwhile, the next answer knows better.
      .filter((one) => state.sliceDoc(one.from, one.to) === one.finding.text)
      .filter((one) => !this.decided.standing(one.finding))
    placeFindings(this.view, placed)
  }

  render(data: Data): void {
    const { analysis } = this
    this.panel.render({
      placed: placedFindings(this.view.state),
      notes: this.currentNotes(),
      aside: this.aside(),
      isChecked: analysis !== null,
      notices: [data.notice, ...(analysis?.notices ?? [])].filter(Boolean),
      model: data.model,
    })
    this.panel.select(currentFinding(this.view.state))
    this.reasons.refresh()
  }

  /** The caret moved: mark the finding it stands in. */
  caretMoved(): void {
    this.follow(findingAt(this.view.state, this.view.state.selection.main.head))
  }

  /** The author clicked into the text. */
  clicked(position: number): void {
    const found = findingAt(this.view.state, position)
    if (found) {
      this.ports.open()
      if (!this.panel.passes(found)) this.panel.show(null)
    }
    this.follow(found)
  }

  /** Select a finding's phrase and show its card; `isFocused` moves the focus there too. */
  open(fingerprint: string, isFocused: boolean): void {
    const found = this.find(fingerprint)
    if (!found) return
    if (!this.panel.passes(found)) this.panel.show(null)
    this.selectText(found)
    this.follow(found)
    this.ports.open()
    this.panel.select(fingerprint, isFocused)
  }

  // What is shown

  /** What was dismissed, as the list below the cards shows it. */
  private aside(): AsideContent {
    const dismissed = new Map<string, Dismissed>()
    const here = new Set<string>()
    for (const finding of this.analysis?.findings ?? []) {
      const standing = this.decided.standing(finding)
      if (!standing) continue
      const key = cardKey(finding)
      here.add(key)
      const entry = `${key}\u001f${standing.reason}\u001f${standing.scope}`
      const known = dismissed.get(entry)
      if (known) known.findings.push(finding)
      else dismissed.set(entry, { findings: [finding], ...standing })
    }
    return {
      dismissed: [...dismissed.values()],
      elsewhere: this.decided.everywhere.filter((one) => !here.has(cardKey(one))),
      comments: commentsIn(this.view.state),
    }
  }

  /** The notes, with an undo only where the rewrite still stands. */
  private currentNotes(): Map<string, Note[]> {
    for (const [key, notes] of this.notes) {
      const now = notes
        .filter((note) => note.kind === "rewritten" || this.isStillDismissed(note))
        .map((note) =>
          note.kind === "rewritten"
            ? { ...note, canUndo: rewritten(this.view.state, note.finding.fingerprint) !== null }
            : note,
        )
        .filter((note) => note.kind !== "rewritten" || note.canUndo)
      if (now.length > 0) this.notes.set(key, now)
      else this.notes.delete(key)
    }
    return this.notes
  }

  private isStillDismissed(note: Note & { kind: "dismissed" }): boolean {
    return note.scope === "text" || note.findings.some((one) => this.decided.standing(one))
  }

  private note(finding: Finding, note: Note): void {
    const key = cardKey(finding)
    const said = this.notes.get(key) ?? []
    // One card at a time says what became of it: the one decided last.
    this.notes.clear()
    this.notes.set(key, [...said, note])
  }

  private settledLeft(): void {
    if (!this.panel.isSettled && this.notes.size === 0) return
    this.panel.leaveSettled()
    this.notes.clear()
    this.ports.changed()
  }

  private filtered(): void {
    this.notes.clear()
    this.ports.changed()
    const { filter } = this.panel
    const shown = placedFindings(this.view.state).filter((one) => this.panel.passes(one)).length
    this.ports.announce(filter ? `${GROUPS[filter]}: ${shown} shown.` : `All ${shown} shown.`)
  }

  // Going between the text and the cards

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
    this.selectText(found, true)
    this.follow(found)
  }

  private selectText({ from, to }: { from: number; to: number }, isFocused = false): void {
    this.view.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true })
    if (isFocused) this.view.focus()
  }

  /** Select a finding's phrase in the text and put the focus on its card. */
  private focus(target: Placed | undefined): void {
    if (target) this.open(target.finding.fingerprint, true)
  }

  /** Go on to what follows a card that was decided with a key. */
  private goOn(card: Card | undefined, order: Card[]): void {
    const open = new Set(this.panel.open)
    const at = card ? order.indexOf(card) : -1
    const next =
      (card && open.has(card) ? card : undefined) ??
      order.slice(at + 1).find((one) => open.has(one)) ??
      order.slice(0, Math.max(at, 0)).reverse().find((one) => open.has(one))
    const place = next?.here
    if (place) this.focus(this.find(place))
    else this.view.focus()
  }

  // Deciding

  private accept(fingerprint: string, isByKey: boolean): void {
    const found = this.find(fingerprint)
    if (!found || found.finding.rewrite === null) return
    const { finding, from, to } = found
    if (this.view.state.sliceDoc(from, to) !== finding.text) return
    const card = this.panel.cardOf(fingerprint)
    const order = this.panel.open
    rewrite(this.view, finding, from, to)
    this.note(finding, { kind: "rewritten", finding, canUndo: true })
    this.drop([finding])
    this.decide("accept", finding)
    if (isByKey) this.goOn(card, order)
    else this.view.focus()
    this.ports.announce("Rewritten. Undo brings the old words back.")
  }

  /** Put the words an accepted rewrite replaced back in their place. */
  private takeBack(fingerprint: string, isByKey: boolean): void {
    const found = rewritten(this.view.state, fingerprint)
    if (!found || !takeBack(this.view, fingerprint)) return
    this.decide("restore", found.finding)
    this.placeAgain()
    this.ports.changed()
    this.ports.announce("The old words are back.")
    if (isByKey) this.focus(this.find(fingerprint))
    else this.panel.rest(this.panel.cardOf(fingerprint))
  }

  /** Those of these findings that a comment can hide, as they stand in this very text. */
  private commentable(places: Placed[]): Placed[] {
    // The places for comments were computed for one revision and hold for no other.
    if (this.analysis?.revision !== this.ports.session().revision) return []
    const wanted = new Set(places.map((one) => one.finding.fingerprint))
    return placedFindings(this.view.state).filter(
      (one) => wanted.has(one.finding.fingerprint) && one.finding.comment,
    )
  }

  private dismiss({ places, reason, isByKey, ...asked }: Asked): void {
    const commented = this.commentable(places).map((one) => one.finding)
    const scope = asked.scope === "text" && commented.length < places.length ? "draft" : asked.scope
    const findings = places.map((one) => one.finding)
    const first = findings[0]
    if (!first) return
    const card = this.panel.cardOf(first.fingerprint)
    const order = this.panel.open
    this.note(first, { kind: "dismissed", findings, reason, scope })
    if (scope === "text") insertComments(this.view, commented)
    for (const finding of findings) {
      if (scope === "draft") this.decided.dismissInDraft(finding, reason)
      if (scope === "person") this.decided.dismissForPerson(finding, reason)
    }
    this.drop(findings)
    for (const finding of scope === "person" ? [first] : findings) {
      this.decide("dismiss", finding, { reason, scope })
    }
    if (isByKey) this.goOn(card, order)
    else this.panel.rest(card)
    this.ports.announce(scope === "text" ? "A comment in the text hides it. Undo takes it out." : "Dismissed.")
  }

  private drop(findings: Finding[]): void {
    const gone = new Set(findings.map((one) => one.fingerprint))
    placeFindings(
      this.view,
      placedFindings(this.view.state).filter((one) => !gone.has(one.finding.fingerprint)),
    )
    this.ports.changed()
  }

  private restore(fingerprints: string[], isByKey: boolean): void {
    const wanted = new Set(fingerprints)
    const found = (this.analysis?.findings ?? []).filter((one) => wanted.has(one.fingerprint))
    for (const finding of found) {
      const scope = this.decided.standing(finding)?.scope
      if (scope === "person") this.decided.restoreForPerson(finding)
      else this.decided.restoreInDraft(finding)
      this.decide("restore", finding, { scope: scope ?? "draft" })
    }
    this.placeAgain()
    this.ports.changed()
    this.ports.announce("Brought back.")
    const first = found[0] && this.find(found[0].fingerprint)
    if (first && isByKey) this.focus(first)
    else this.panel.rest(first && this.panel.cardOf(first.finding.fingerprint))
  }

  /** Ask about a phrase again that this draft does not contain. */
  private forget({ category, phrase }: Dismissal): void {
    this.decided.restoreForPerson({ category, phrase })
    this.ports.session().act({
      ...{ kind: "restore", fingerprint: "", category, quote: phrase, rule: "" },
      ...{ reason: "", scope: "person", phrase },
    })
    this.ports.changed()
    this.ports.announce("It will be asked about again.")
  }

  private placeAgain(): void {
    const { analysis } = this
    const carry = analysis && this.ports.session().since(analysis.revision)
    if (analysis && carry) this.place(analysis, carry)
  }

  private decide(
    kind: Decision["kind"],
    { fingerprint, category, text, rule, phrase }: Finding,
    how: Partial<Pick<Decision, "reason" | "scope">> = {},
  ): void {
    const decision = { kind, fingerprint, category, quote: text, rule, phrase }
    this.ports.session().act({ ...decision, reason: "", scope: "draft", ...how })
  }

  // Keyboard

  keys(): KeyBinding[] {
    const bind = (command: Command, direction: 1 | -1) =>
      KEYS[command].map((key) => ({ key, run: () => this.step(direction), preventDefault: true }))
    return [...bind("next", 1), ...bind("previous", -1)]
  }

  /** Go to the first card: its phrase selected, its card focused. */
  goToFirst(): void {
    const first = placedFindings(this.view.state)[0]
    if (first) this.focus(first)
    else this.ports.announce("No findings.")
  }

  /** Answer a key pressed outside the text; say whether it was one of ours. */
  keydown(event: KeyboardEvent): boolean {
    const command = commandOf(event)
    if (command) return this.step(command === "next" ? 1 : -1)
    const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z"
    const isTyping = event.target instanceof HTMLInputElement && event.target.type !== "radio"
    if (!isUndo || isTyping || !this.node.contains(event.target as Node)) return false
    if (undo(this.view)) this.ports.announce("Undone.")
    return true
  }

  /** Go to the next or previous card that is shown: its phrase selected, its card focused. */
  private step(direction: 1 | -1): true {
    const cards = this.panel.open
    const places = placedFindings(this.view.state).filter((one) => this.panel.passes(one))
    if (cards.length === 0 || places.length === 0) {
      this.ports.announce(this.left > 0 ? "No findings of this kind. The filter hides the rest." : "No findings.")
      return true
    }
    const { from, to, head } = this.view.state.selection.main
    const here = places.find((one) => one.finding.fingerprint === currentFinding(this.view.state))
    const card = here && this.panel.cardOf(here.finding.fingerprint)
    if (here && card && here.from === from && here.to === to) {
      const next = cards[(cards.indexOf(card) + direction + cards.length) % cards.length]
      this.focus(next?.places[0])
    } else if (here) {
      this.focus(here) // the caret stands in it: begin with this one
    } else {
      const after = places.filter((one) => one.from < head).length
      const index = direction > 0 ? after : after - 1
      this.focus(places[(index + places.length) % places.length])
    }
    return true
  }
}
