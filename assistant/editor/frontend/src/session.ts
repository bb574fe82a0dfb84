// One mounted editor's half of the protocol: which revisions exist, which were sent,
// which Python heard, which are stored.

import type { ChangeDesc } from "@codemirror/state"
import { forget, keep } from "./backup"
import { browserPerson } from "./person"
import type { Act, Answer, Data, Decided, Doc, Kept, NumberedAct } from "./protocol"

const RETRY_AFTER_MS = 3000
const POLL_AFTER_MS = 600
const SLOWEST_POLL_MS = 3000
// How often a page that is looked at asks for what others stored, and at most.
const LOOK_EVERY_MS = 20_000
const LOOK_AT_MOST_MS = 1000
// Positions older than this many changes are dropped; an answer comes back within a few.
const LOG_LIMIT = 5000

export interface Ports {
  text: () => string
  send: (doc: Doc) => void
  /** Whether a message would be answered; what is not sent now is tried again. */
  isReady: () => boolean
  /** Whether there is something unstored, and whether the browser keeps a copy of it. */
  stateChanged: () => void
}

export class Session {
  readonly sessionId = newSessionId()
  revision = 0
  /** False where the browser refused to keep a copy of unstored text. */
  isKept = true
  unstoredSince: number | null = null
  private sentRevision = 0
  private heardRevision = 0
  private storedRevision = 0
  private saveFailed = false
  private attempt = 0
  private sentAt = 0
  private lastSeq = 0
  private acts: NumberedAct[] = []
  private answered = 0
  private readonly asked = new Map<number, (answer: Answer) => void>()
  private log: { revision: number; changes: ChangeDesc }[] = []
  private idleTimer: number | undefined
  private pollTimer: number | undefined
  private firstUnsentAt: number | null = null
  private readonly retryTimer = window.setInterval(() => this.retry(), 1000)

  constructor(
    readonly draftId: string,
    public epoch: number,
    public baseVersion: number,
    private readonly ports: Ports,
    private pace: { idleMs: number; maxMs: number },
  ) {}

  get isStored(): boolean {
    return this.storedRevision >= this.revision
  }

  /** How many acts Python has not acknowledged yet. */
  get unanswered(): number {
    return this.acts.length
  }

  /** Record a change of the text; `isOurs` is false for text Python put there itself. */
  changed(changes: ChangeDesc, isOurs: boolean): void {
    this.revision++
    this.log.push({ revision: this.revision, changes })
    if (this.log.length > LOG_LIMIT) this.log.splice(0, LOG_LIMIT / 2)
    if (!isOurs) {
      this.sentRevision = this.heardRevision = this.storedRevision = this.revision
      return
    }
    this.unstoredSince ??= Date.now()
    this.backUp()
    const now = performance.now()
    this.firstUnsentAt ??= now
    const latest = this.firstUnsentAt + this.pace.maxMs - now
    clearTimeout(this.idleTimer)
    this.idleTimer = window.setTimeout(
      () => this.flush(),
      Math.max(0, Math.min(this.pace.idleMs, latest)),
    )
  }

  act(act: Act): void {
    this.acts.push({ ...act, seq: ++this.lastSeq })
    this.backUp()
    this.send()
  }

  /** Carry out an act that has an answer. */
  ask(act: Act): Promise<Answer> {
    return new Promise((resolve) => {
      this.asked.set(this.lastSeq + 1, resolve)
      this.act(act)
    })
  }

  /** Have the text as it is now in the history when the next one is stored. */
  keep(): void {
    this.acts.push({ kind: "keep", text: this.ports.text(), seq: ++this.lastSeq })
  }

  /** Ask whether somebody else stored a newer text, where nothing is on its way anyway. */
  look(afterMs = LOOK_AT_MOST_MS): void {
    const isWaiting = this.idleTimer !== undefined
    if (!isWaiting && this.isStored && performance.now() - this.sentAt > afterMs) this.send()
  }

  /** Go on from a text somebody else stored, which is on the screen now. */
  rebase(version: number): void {
    this.baseVersion = version
    // Later, because Streamlit takes no message while it hands over an update.
    setTimeout(() => this.send(), 0)
  }

  /** Send the text now if Python does not have it yet. */
  flush(): void {
    if (this.sentRevision < this.revision) this.send()
  }

  /** Send the text now, whatever Python has. */
  resend(): void {
    this.send()
  }

  /** Take note of what Python heard and stored. */
  acknowledge(data: Data): void {
    this.pace = data
    this.saveFailed = data.save.state === "failed"
    if (data.heard.sessionId === this.sessionId) {
      this.heardRevision = Math.max(this.heardRevision, data.heard.revision)
      this.acts = this.acts.filter((act) => act.seq > data.heard.seq)
      for (const answer of data.answers) {
        this.answered = Math.max(this.answered, answer.seq)
        this.asked.get(answer.seq)?.(answer)
        this.asked.delete(answer.seq)
      }
    }
    if (data.server.sessionId === this.sessionId) {
      this.storedRevision = Math.max(this.storedRevision, data.server.revision)
      this.baseVersion = Math.max(this.baseVersion, data.server.version)
    }
    if (this.isStored) {
      this.unstoredSince = null
      this.backUp()
    }
    clearTimeout(this.pollTimer)
    if (data.poll) this.poll(POLL_AFTER_MS)
    this.ports.stateChanged()
  }

  /** A function that carries a position at `revision` to now, or null where it is too old. */
  since(revision: number): ((position: number, side: -1 | 1) => number) | null {
    if (revision > this.revision) return null
    const later = this.log.filter((entry) => entry.revision > revision)
    if (later.length < this.revision - revision) return null
    return (position, side) =>
      later.reduce((at, entry) => {
        // A position beyond the text it was computed for belongs to another text.
        return entry.changes.mapPos(Math.min(at, entry.changes.length), side)
      }, position)
  }

  /** Drop what was needed only to map positions of revisions before `revision`. */
  settleBefore(revision: number): void {
    this.log = this.log.filter((entry) => entry.revision > revision)
  }

  /** Carry out decisions again that an earlier editor of this browser could not deliver. */
  adopt(decisions: (Decided | Kept)[]): void {
    for (const decision of decisions) this.acts.push({ ...decision, seq: ++this.lastSeq })
  }

  /** Keep what is not stored where a reload or a crash cannot reach it, and only that. */
  backUp(): void {
    const decisions = this.acts.filter(isDecision)
    if (this.isStored && decisions.length === 0) {
      forget(this.draftId, this.sessionId)
      return
    }
    this.isKept = keep({
      draftId: this.draftId,
      sessionId: this.sessionId,
      revision: this.revision,
      baseVersion: this.baseVersion,
      text: this.isStored ? null : this.ports.text(),
      decisions,
      at: Date.now(),
    })
    this.ports.stateChanged()
  }

  dispose(): void {
    clearInterval(this.retryTimer)
    clearTimeout(this.idleTimer)
    clearTimeout(this.pollTimer)
    this.backUp()
  }

  private send(): void {
    clearTimeout(this.idleTimer)
    this.idleTimer = undefined
    this.firstUnsentAt = null
    if (!this.ports.isReady()) return
    this.sentRevision = this.revision
    this.sentAt = performance.now()
    this.ports.send({
      draftId: this.draftId,
      epoch: this.epoch,
      sessionId: this.sessionId,
      revision: this.revision,
      baseVersion: this.baseVersion,
      text: this.ports.text(),
      person: browserPerson(),
      acts: this.acts,
      answered: this.answered,
      attempt: ++this.attempt,
    })
  }

  /** Ask again until an answer ends it: one that changes nothing never reaches this page. */
  private poll(afterMs: number): void {
    this.pollTimer = window.setTimeout(() => {
      if (this.idleTimer === undefined) this.send()
      this.poll(Math.min(afterMs * 1.25, SLOWEST_POLL_MS))
    }, afterMs)
  }

  /** At least once: a lost message, a restarted server and a full disk are tried again. */
  private retry(): void {
    const isUnheard = this.heardRevision < this.revision || this.acts.length > 0
    const isDue = performance.now() - this.sentAt > RETRY_AFTER_MS
    const isWaiting = this.idleTimer !== undefined
    if (isDue && !isWaiting && (isUnheard || (this.saveFailed && !this.isStored))) this.send()
    if (document.visibilityState === "visible") this.look(LOOK_EVERY_MS)
    this.ports.stateChanged()
  }
}

function isDecision(act: NumberedAct): act is (Decided | Kept) & { seq: number } {
  return ["accept", "dismiss", "restore", "keep"].includes(act.kind)
}

function newSessionId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("")
}
