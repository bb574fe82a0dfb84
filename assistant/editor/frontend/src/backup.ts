// Unacknowledged text in the browser's storage: one entry per draft and editor session,
// so that two tabs never write over each other's words.

import type { Decided, Kept } from "./protocol"

const PREFIX = "postmortem:unsaved:"

export interface Backup {
  draftId: string
  sessionId: string
  revision: number
  baseVersion: number
  /** null where the text is stored and only decisions are not. */
  text: string | null
  decisions: (Decided | Kept)[]
  /** ms since 1970 */
  at: number
}

export type TextCopy = Backup & { text: string }

/** Keep a copy, replacing the session's last one. False where the browser refuses. */
export function keep(copy: Backup): boolean {
  try {
    localStorage.setItem(keyOf(copy.draftId, copy.sessionId), JSON.stringify(copy))
    return true
  } catch {
    return false // storage switched off or full
  }
}

export function forget(draftId: string, sessionId: string): void {
  try {
    localStorage.removeItem(keyOf(draftId, sessionId))
  } catch {
    // storage switched off: there is nothing to forget
  }
}

/** The copies of a draft, the latest first. */
export function copiesOf(draftId: string): Backup[] {
  const copies: Backup[] = []
  try {
    for (let i = 0; i < localStorage.length; i++) {
      const key = localStorage.key(i)
      if (!key?.startsWith(keyOf(draftId, ""))) continue
      const copy = parse(localStorage.getItem(key))
      if (copy?.draftId === draftId) copies.push(copy)
    }
  } catch {
    return []
  }
  return copies.sort((a, b) => b.at - a.at)
}

function keyOf(draftId: string, sessionId: string): string {
  return `${PREFIX}${draftId}:${sessionId}`
}

function parse(stored: string | null): Backup | null {
  try {
    const copy = JSON.parse(stored ?? "null") as Backup | null
    return copy && Array.isArray(copy.decisions) ? copy : null
  } catch {
    return null
  }
}
