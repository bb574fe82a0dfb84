// What the author decided about findings: at once on the screen, and what Python knows of it.

import { cardKey } from "./grouping"
import type { Data, Dismissal, Finding, Reason } from "./protocol"

export interface Standing {
  reason: Reason | ""
  scope: "draft" | "person"
}

export class Decided {
  private decisions: Data["decisions"] = {}
  private dismissals = new Map<string, Dismissal>()
  // What was just decided, until Python says the same; null is brought back.
  private readonly ofDraft = new Map<string, Reason | "" | null>()
  private readonly ofPerson = new Map<string, Dismissal | null>()

  /** Take in what Python knows. */
  settle({ decisions, dismissals }: Pick<Data, "decisions" | "dismissals">): void {
    this.decisions = decisions
    this.dismissals = new Map(dismissals.map((one) => [cardKey(one), one]))
    for (const [fingerprint, reason] of this.ofDraft) {
      if (this.isKnown(fingerprint) === (reason !== null)) this.ofDraft.delete(fingerprint)
    }
    for (const [key, dismissal] of this.ofPerson) {
      if (this.dismissals.has(key) === (dismissal !== null)) this.ofPerson.delete(key)
    }
  }

  dismissInDraft(finding: Finding, reason: Reason): void {
    this.ofDraft.set(finding.fingerprint, reason)
  }

  dismissForPerson({ category, phrase }: Finding, reason: Reason): void {
    this.ofPerson.set(cardKey({ category, phrase }), { category, phrase, reason })
  }

  restoreInDraft(finding: Finding): void {
    this.ofDraft.set(finding.fingerprint, null)
  }

  restoreForPerson(phrase: Pick<Finding, "category" | "phrase">): void {
    this.ofPerson.set(cardKey(phrase), null)
  }

  /** Why and how far a finding is dismissed, or null where it is open. */
  standing(finding: Finding): Standing | null {
    const { fingerprint } = finding
    const mine = this.ofDraft.get(fingerprint)
    if (typeof mine === "string") return { reason: mine, scope: "draft" }
    if (mine === undefined && this.isKnown(fingerprint)) {
      return { reason: this.decisions[fingerprint]?.reason ?? "", scope: "draft" }
    }
    const phrase = this.ofPersonNow(cardKey(finding))
    return phrase && { reason: phrase.reason, scope: "person" }
  }

  /** Everything the author dismissed in all their drafts. */
  get everywhere(): Dismissal[] {
    const keys = new Set([...this.dismissals.keys(), ...this.ofPerson.keys()])
    return [...keys].flatMap((key) => this.ofPersonNow(key) ?? [])
  }

  private ofPersonNow(key: string): Dismissal | null {
    const mine = this.ofPerson.get(key)
    return mine === undefined ? (this.dismissals.get(key) ?? null) : mine
  }

  private isKnown(fingerprint: string): boolean {
    const known = this.decisions[fingerprint]
    return known?.action === "dismissed" && known.scope === "draft"
  }
}
