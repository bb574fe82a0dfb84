// Two texts of one draft, whichever way they came about: somebody else saved, the draft was
// deleted, or this browser kept words that were never stored. Both stay until the author chose.

import { type Backup, forget, type TextCopy } from "./backup"
import { Bar } from "./bar"
import { compare, type Comparison } from "./compare"
import { openHistory } from "./history"
import type { Data, Theirs } from "./protocol"
import { momentOf } from "./moments"
import { findCopies, isAlive, isOfThisBrowser, isOfThisTab } from "./recovery"
import type { Session } from "./session"

export interface TextPorts {
  text: () => string
  /** Replace the text as one change that can be undone; `isPythons`: it is stored already. */
  replace: (text: string, isPythons: boolean) => void
  /** The bar came or went. */
  changed: () => void
}

export class Versions {
  readonly bar = new Bar()
  private apart: TextCopy[] = []
  /** A comparison the author left to decide later. */
  private left: { given: string[]; sides: [string, string] } | null = null
  private data: Data | null = null
  private restored: { moment: string; before: string; text: string } | null = null

  constructor(
    private readonly host: HTMLElement,
    private readonly session: Session,
    private readonly ports: TextPorts,
  ) {}

  /** Show the most pressing pair of texts, or none. */
  render(data: Data): void {
    this.data = data
    const { save } = data
    const copy = this.apart[0]
    const { theirs } = save
    const isNewer = theirs !== null && theirs.version !== this.session.baseVersion
    if (isNewer && save.state === "conflict") this.showConflict(theirs)
    else if (isNewer && save.state === "saved") this.takeNewer(theirs)
    else if (save.state === "gone") this.showGone()
    else if (copy) this.showCopy(copy)
    else if (this.restored?.text === this.ports.text()) this.showRestored(this.restored)
    else {
      // Undone or written on: the bar has nothing to say any more.
      this.restored = null
      this.bar.hide()
    }
    this.ports.changed()
  }

  private renderAgain(): void {
    if (this.data) this.render(this.data)
  }

  /** Go on from what somebody else stored while nothing here waited to be stored. */
  private takeNewer(theirs: Theirs): void {
    if (!this.session.isStored) return
    this.session.rebase(theirs.version)
    this.ports.replace(theirs.text, true)
  }

  /** Show what was kept of this draft, and let the author go back to it. */
  openHistory(): void {
    openHistory(this.host, {
      text: this.ports.text,
      ask: (act) => this.session.ask(act),
      restore: (text, moment) => {
        this.restored = { moment, before: this.ports.text(), text }
        this.replaceKeeping(text)
      },
    })
  }

  private showRestored({ moment, before }: { moment: string; before: string }): void {
    const done = () => {
      this.restored = null
      this.renderAgain()
    }
    this.bar.show(
      `restored:${moment}`,
      `This is the text of ${moment}. The one you had before is in the history.`,
      [
        {
          label: "Go back to the one before",
          choose: () => {
            this.replaceKeeping(before)
            done()
          },
        },
        { label: "Close", choose: done },
      ],
    )
  }

  /** Put another text in place of this one, which goes into the history. */
  private replaceKeeping(text: string, baseVersion = this.session.baseVersion): void {
    this.session.keep()
    this.session.baseVersion = baseVersion
    this.ports.replace(text, false)
    this.renderAgain()
    this.session.resend()
  }

  private showConflict(theirs: Theirs): void {
    const settle = (text: string) => this.replaceKeeping(text, theirs.version)
    this.bar.show(
      `conflict:${theirs.version}`,
      `This draft was also changed ${whereOf(theirs)}. Both texts are safe: yours is here, the other one is saved.`,
      [
        {
          label: "See both",
          choose: () =>
            this.compare(`conflict:${theirs.version}`, {
              left: theirs.text,
              leftLabel: `Saved ${whereOf(theirs)}`,
              right: this.ports.text(),
              rightLabel: "Yours, not saved yet",
              use: settle,
            }),
        },
        {
          label: "Keep mine as a new draft",
          choose: () => this.keepAsNew(),
        },
        {
          label: "Take theirs",
          title: "Undo brings yours back",
          choose: () => settle(theirs.text),
        },
      ],
    )
  }

  /** Open the comparison, going on from where it was left if nothing has changed since. */
  private compare(id: string, comparison: Omit<Comparison, "later">): void {
    const given = [id, comparison.left, comparison.right]
    const isLeft = this.left?.given.every((one, index) => one === given[index])
    if (this.left && isLeft) [comparison.left, comparison.right] = this.left.sides
    compare(this.host, {
      ...comparison,
      later: (left, right) => {
        this.left = { given, sides: [left, right] }
      },
    })
  }

  private showGone(): void {
    this.bar.show("gone", "This draft was deleted somewhere else. Your text is safe here.", [
      { label: "Keep it as a new draft", choose: () => this.keepAsNew() },
    ])
  }

  private keepAsNew(): void {
    const { sessionId } = this.session
    this.session.act({ kind: "keep-as-new", text: this.ports.text(), of: sessionId })
  }

  private showCopy(copy: TextCopy): void {
    const done = () => {
      forget(copy.draftId, copy.sessionId)
      this.apart = this.apart.filter((one) => one !== copy)
      this.renderAgain()
    }
    this.bar.show(
      `copy:${copy.sessionId}`,
      `Text from ${momentOf(copy.at)} was never saved, and the draft has changed since. This browser kept it.`,
      [
        {
          label: "See both",
          choose: () =>
            this.compare(`copy:${copy.sessionId}`, {
              left: this.ports.text(),
              leftLabel: "The text now",
              right: copy.text,
              rightLabel: `Kept in this browser, ${momentOf(copy.at)}`,
              use: (text) => {
                this.replaceKeeping(text)
                done()
              },
            }),
        },
        {
          label: "Keep it as a new draft",
          choose: () =>
            this.session.act({ kind: "keep-as-new", text: copy.text, of: copy.sessionId }),
        },
        { label: "Forget it", choose: done },
      ],
    )
  }

  /** Look for text an earlier editor of this browser could not store. */
  recover(data: Data): void {
    const { ahead, apart, decided } = findCopies(data)
    if (ahead) {
      this.takeOver(ahead, () => {
        if (this.session.revision > 0) {
          this.apart.push(ahead)
        } else {
          this.ports.replace(ahead.text, false)
          this.adopt(ahead)
        }
      })
    }
    for (const copy of apart) this.takeOver(copy, () => this.apart.push(copy))
    for (const copy of decided) this.takeOver(copy, () => this.adopt(copy))
  }

  /** Take a copy at once if this tab left it, and from another only where nobody is left. */
  private takeOver(copy: Backup, take: () => void): void {
    if (isOfThisTab(copy.sessionId)) {
      take()
      return
    }
    void isAlive(copy.sessionId).then((alive) => {
      if (alive || !this.host.isConnected) return
      take()
      this.renderAgain()
    })
  }

  /** Make this session answerable for what an earlier one could not deliver. */
  private adopt(copy: Backup): void {
    this.session.adopt(copy.decisions)
    this.session.backUp()
    forget(copy.draftId, copy.sessionId)
    // The first message waits until Streamlit has finished mounting the component.
    setTimeout(() => this.session.resend(), 0)
  }
}

/** Say where and when a text was stored, as far as this browser knows. */
function whereOf({ sessionId, savedAt }: Theirs): string {
  const isOurs = isOfThisBrowser(sessionId)
  const place = !sessionId ? "somewhere else" : isOurs ? "in another tab" : "in another browser"
  return `${place}, ${momentOf(savedAt)}`
}
