// What to do with text an earlier editor of this browser could not store.

import { type Backup, copiesOf, forget, type TextCopy } from "./backup"
import type { Data } from "./protocol"

const TAB_KEY = "postmortem:tab"
const BROWSER_KEY = "postmortem:editors"
const CHANNEL = "postmortem:editors"
const ANSWER_WITHIN_MS = 250

/** Copies worth keeping, sorted by what may be done with them. */
export interface Found {
  /** Continues the stored text: nobody saved in between. */
  ahead: TextCopy | null
  /** Somebody saved in between: the author decides. */
  apart: TextCopy[]
  /** The text is stored, decisions about findings are not. */
  decided: Backup[]
}

/** Look through this browser's copies of the draft, and forget those that are stored. */
export function findCopies(data: Data): Found {
  const found: Found = { ahead: null, apart: [], decided: [] }
  for (const copy of copiesOf(data.draftId)) {
    const isAdopted = data.adopted.some(
      (one) => one.draftId === copy.draftId && one.sessionId === copy.sessionId,
    )
    const isOwnLater =
      copy.sessionId === data.server.sessionId && copy.revision > data.server.revision
    const { text } = copy
    const isStored =
      text === null ||
      text === data.text ||
      (copy.sessionId === data.server.sessionId && copy.revision <= data.server.revision)
    if (isAdopted || (isStored && copy.decisions.length === 0)) {
      forget(copy.draftId, copy.sessionId)
    } else if (isStored) {
      found.decided.push(copy)
    } else if (!found.ahead && (isOwnLater || copy.baseVersion === data.server.version)) {
      found.ahead = { ...copy, text }
    } else {
      found.apart.push({ ...copy, text })
    }
  }
  return found
}

/** Remember that this tab ran the session, so that a reload knows its own words. */
export function claim(sessionId: string): void {
  remember(() => sessionStorage, TAB_KEY, sessionId, 50)
  remember(() => localStorage, BROWSER_KEY, sessionId, 500)
}

/** Say whether an editor of this browser, in any of its tabs, ran the session. */
export function isOfThisBrowser(sessionId: string): boolean {
  return remembered(() => localStorage, BROWSER_KEY).includes(sessionId)
}

export function isOfThisTab(sessionId: string): boolean {
  return remembered(() => sessionStorage, TAB_KEY).includes(sessionId)
}

function remember(place: () => Storage, key: string, sessionId: string, limit: number): void {
  try {
    const all = [sessionId, ...remembered(place, key)].slice(0, limit)
    place().setItem(key, JSON.stringify(all))
  } catch {
    // Storage switched off or full: a reload asks the other tabs instead.
  }
}

function remembered(place: () => Storage, key: string): string[] {
  try {
    const stored: unknown = JSON.parse(place().getItem(key) ?? "[]")
    return Array.isArray(stored) ? stored.filter((one) => typeof one === "string") : []
  } catch {
    return []
  }
}

/** Answer other tabs that ask whether this session still runs; returns how to stop. */
export function answerAsAlive(sessionId: string): () => void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.onmessage = (event: MessageEvent<{ ask?: string }>) => {
    if (event.data.ask === sessionId) channel.postMessage({ alive: sessionId })
  }
  return () => channel.close()
}

/** Say whether another tab still runs the session and will store its words itself. */
export function isAlive(sessionId: string): Promise<boolean> {
  return new Promise((resolve) => {
    const channel = new BroadcastChannel(CHANNEL)
    const finish = (answer: boolean) => {
      clearTimeout(timer)
      channel.close()
      resolve(answer)
    }
    const timer = setTimeout(() => finish(false), ANSWER_WITHIN_MS)
    channel.onmessage = (event: MessageEvent<{ alive?: string }>) => {
      if (event.data.alive === sessionId) finish(true)
    }
    channel.postMessage({ ask: sessionId })
  })
}
