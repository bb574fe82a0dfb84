// What travels between this component and Python (assistant/editor/__init__.py holds the
// same contract in words). Offsets are UTF-16 code units of the text with LF line ends.
//
// The rules that keep every character:
// - While the editor is mounted the browser owns the text. Python replaces it only by
//   raising `epoch`, and the replacement is one undoable change.
// - Every change has a revision, counted from 0 within one `sessionId` (one mounted
//   editor). Positions from Python name the revision they were computed for and are
//   mapped through everything typed since.
// - What Python has not acknowledged stays in the browser's storage and is sent again.
// - A save names the version it is based on. Where another one came first, both are kept.

export type Group = "blame" | "hindsight" | "shallow"

export interface Range {
  from: number
  to: number
}

export interface Finding extends Range {
  fingerprint: string
  category: string
  label: string
  group: Group
  text: string
  /** The text as it is compared: in the same category, equal phrases are one card. */
  phrase: string
  question: string
  why: string
  source: string
  rewrite: string | null
  origin: "rules" | "scorer" | "model"
  /** Id of what raised it. */
  rule: string
  /** How often its rule was right, in words, or "" where nobody measured it. */
  measured: string
  /** A comment that hides this finding and breaks nothing, in the analysed text, or null;
   * looked for where "offer-comment" asked. */
  comment: { at: number; text: string } | null
}

export interface Perspective {
  department: string
  name: string
  /** "unaffected": left out of this draft by the author. */
  status: "silent" | "speaking" | "unaffected"
  why: string
  questions: string[]
  /** The place that the questions quote first. */
  evidence: Range[]
  /** Why the author left it out: "checked", "mentioned", "absent" or "". */
  reason: string
}

/** A sentence of the text, by its first words. */
export interface Quote extends Range {
  quote: string
}

/** A question in square brackets to be put into the text, which waits there for its answer. */
export type Blank = Change

interface Askable {
  /** What puts the question into the text; null where it has no place there. */
  insert: Blank | null
  /** Where it stands in the text already. */
  asked: Range | null
}

/** One thing a full story tells. */
export interface Part extends Askable {
  id: string
  name: string
  hint: string
  /** The sentences that tell it. */
  told: Quote[]
  /** Sentences that touch on it while its own section is empty. */
  elsewhere: Quote[]
  /** Sentences that would, did they not put it on a person. */
  blamed: Quote[]
}

export interface Prompt extends Askable {
  id: string
  question: string
  why: string
  /** The passage that raises the question, or null where something is missing. */
  evidence: Range | null
}

export interface Action extends Range {
  text: string
  strength: "strong" | "medium" | "weak"
  owner: string | null
  due: string | null
  /** What stands there and names nobody, or no day: "all", "asap"; or "". */
  vagueOwner: string
  vagueDue: string
}

/** One thing a draft needs on its way to review. */
export interface Step {
  id: string
  name: string
  isThere: boolean
  /** What is there, or what is missing and what to do. */
  detail: string
  /** Where it stands or belongs in the text, or null. */
  at: number | null
  /** The panel that helps with it, or "". */
  panel: string
}

/** What the rules say about one revision of the text. */
export interface Analysis {
  /** "" where it was computed for `Data.text` itself, before any editor reported. */
  sessionId: string
  revision: number
  findings: Finding[]
  perspectives: Perspective[]
  parts: Part[]
  prompts: Prompt[]
  actions: Action[]
  steps: Step[]
  /** What is open still once every step is there: empty sections, questions; or null. */
  left: Step | null
  /** The questions of which the author said that the text answers them. */
  answered: { id: string; question: string }[]
  /** What the author should know about how the text was read. */
  notices: string[]
}

export interface Sibling {
  id: string
  title: string
  date: string | null
  departments: string[]
  why: string
  passage: string
  /** Fictional, it came with the program. */
  isSample: boolean
  /** Address of the incident, relative to the page or http(s). */
  url: string
}

export interface Siblings {
  state: "loading" | "ready" | "off" | "failed"
  message: string
  matches: Sibling[]
}

export interface Model {
  /** "off": none configured; "idle": may be asked; the rest is about the last pass. */
  status: "off" | "idle" | "running" | "done" | "failed"
  name: string
  reason: string
  /** Exactly what would be sent, once asked for, or "". */
  preview: string
}

/** Why a finding was dismissed: a quotation, a plain fact, meant so, the checker is wrong. */
export type Reason = "quoted" | "fact" | "meant" | "wrong"

/** Where a dismissal holds: one draft, a person's drafts, or a comment in the text. */
export type Scope = "draft" | "person" | "text"

export interface Decision {
  action: "accepted" | "dismissed"
  reason: Reason | ""
  /** With "text", a comment hides the finding, not this decision. */
  scope: "draft" | "text"
}

/** A phrase the author dismissed in all their drafts. */
export interface Dismissal {
  category: string
  phrase: string
  reason: Reason | ""
}

/** The text another author stored since the version this editor is based on. */
export interface Theirs {
  version: number
  text: string
  /** In ms since 1970. */
  savedAt: number
  /** The editor that stored it, "" where it was none. */
  sessionId: string
}

export interface Save {
  /** "gone": the draft was deleted somewhere else. */
  state: "saved" | "conflict" | "failed" | "gone"
  message: string
  /** When the stored version was written, in ms since 1970, or null. */
  savedAt: number | null
  /** Beside "saved": somebody stored a newer text while this editor had nothing to store. */
  theirs: Theirs | null
}

/** One text of the draft that was kept. */
export interface Version {
  version: number
  /** In ms since 1970. */
  savedAt: number
  words: number
  /** Words it has, and lacks, against the version before it. */
  added: number
  removed: number
  /** The latest earlier version with the very same text, or null. */
  sameAs: number | null
  /** The editor that stored it, "" where it was none. */
  sessionId: string
}

/** To the act of the same number. Sent until `Doc.answered` says that it has arrived. */
export interface Answer {
  seq: number
  /** Why there is no answer, or "". */
  error: string
  /** To "list-versions": the newest first. */
  versions: Version[] | null
  /** To "read-version"; to "rewrite", the new wording; to "put-in-library", the incident's id. */
  text: string | null
  /** To "read-passage"; null where the selection is no prose, or changed on the way. */
  passage: Passage | null
}

/** A piece of the text and what is to stand there instead. */
export interface Change extends Range {
  insert: string
}

/** The sentences a selection touches, at one revision, and what can be done with them. */
export interface Passage extends Range {
  revision: number
  /** Each with the blank that may be put into the text after the sentences. */
  questions: { question: string; blank: string }[]
  /** What moves the sentences there, or nothing where they stand there already. */
  timeline: Change[]
  action: Change[]
}

export interface Data {
  draftId: string
  epoch: number
  text: string
  /** The stored version and the editor session and revision that wrote it. */
  server: { version: number; sessionId: string; revision: number }
  /** The last message Python received, stored or not, and the last act it carried out. */
  heard: { sessionId: string; revision: number; seq: number }
  analysis: Analysis | null
  /** Why there is no analysis, or "". */
  notice: string
  siblings: Siblings
  decisions: Record<string, Decision>
  dismissals: Dismissal[]
  save: Save
  model: Model
  answers: Answer[]
  /** Something is running in the background: ask again soon. */
  poll: boolean
  /** Browser copies that became drafts of their own and may be forgotten. */
  adopted: { draftId: string; sessionId: string }[]
  /** The title a new draft starts with, which counts as none. */
  placeholderTitle: string
  idleMs: number
  maxMs: number
}

export interface Decided {
  kind: "accept" | "dismiss" | "restore"
  fingerprint: string
  category: string
  quote: string
  rule: string
  /** Of a finding, a `Reason`. */
  reason: string
  scope: Scope
  phrase: string
}

/** A text the author replaced: to be in the history below the text that comes with it. */
export interface Kept {
  kind: "keep"
  text: string
}

/** Something the author did beside typing. Sent until acknowledged, in order, numbered. */
export type Act =
  | Decided
  | Kept
  | { kind: "list-versions" }
  | { kind: "read-version"; version: number }
  | { kind: "read-passage" | "rewrite"; start: number; end: number; quote: string }
  | { kind: "keep-as-new"; text: string; of: string }
  | { kind: "ask-model" | "preview-model" }
  /** The findings with these fingerprints, apart by spaces, are about to be dismissed. */
  | { kind: "offer-comment"; text: string }
  | { kind: "put-in-library" }
  | { kind: "review" | "close" }

export type NumberedAct = Act & { seq: number }

/** The state value "doc": the whole text at one revision, and the acts still unanswered. */
export interface Doc {
  draftId: string
  epoch: number
  sessionId: string
  revision: number
  baseVersion: number
  text: string
  /** The anonymous name of this browser, for what a person dismissed in all their drafts. */
  person: string
  acts: NumberedAct[]
  /** The last act whose answer has arrived. */
  answered: number
  /** Grows with every message, so that sending the same text again is a change. */
  attempt: number
}

/** What Streamlit hands to the component's default export; `data` is JSON in UTF-8. */
export interface RawArgs extends Omit<Args, "data"> {
  data: Uint8Array
}

export interface Args {
  data: Data
  key: string
  parentElement: HTMLElement | ShadowRoot
  setStateValue: (name: string, value: unknown) => void
  setTriggerValue: (name: string, value: unknown) => void
}
