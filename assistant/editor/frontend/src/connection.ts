// Whether the page still reaches its server, and what Streamlit does when it does not: it
// opens a dialog that takes the keyboard from the author and makes the page inert. At the
// desk writing goes on, so that dialog is closed at once and the header says what it said.

import type { EditorSelection } from "@codemirror/state"
import type { EditorView } from "@codemirror/view"

const TITLE = "Connection error"
const MOST_FRAMES = 120
const CALM_FRAMES = 4
// The dialog may have taken the focus before it is noticed.
const JUST_NOW_MS = 300
// A server that was started again has run the page by then, or runs it no more.
const SETTLED_MS = 30_000
const RUNS_BY_ITSELF_MS = 500

export class Connection {
  /** When the server was lost, in ms since 1970, or null. */
  lostAt: number | null = null
  private readonly app = document.querySelector<HTMLElement>("[data-test-connection-state]")
  private readonly states = new MutationObserver(() => this.read())
  private readonly dialogs = new MutationObserver(() => this.dismiss())
  /** Where the author is typing, while the dialog has the keyboard. */
  private caret: EditorSelection | null = null
  private leftAt = -JUST_NOW_MS
  /** Since when the page is connected again without having been run, or null. */
  private foundAt: number | null = null
  private hasRun = false

  constructor(private readonly view: EditorView, private readonly changed: () => void) {
    if (this.app) this.states.observe(this.app, { attributeFilter: ["data-test-connection-state", "data-test-script-state"] })
    this.dialogs.observe(document.body, { childList: true })
    document.addEventListener("keydown", this.catchKey, true)
    view.contentDOM.addEventListener("blur", () => {
      this.leftAt = performance.now()
    })
    this.read()
  }

  /**
   * Whether a message can be answered. A server started again knows this editor only once
   * it has run the page; a message before that may take the place of that very run.
   */
  get isReady(): boolean {
    if (this.lostAt !== null) return false
    return this.foundAt === null || Date.now() - this.foundAt > SETTLED_MS
  }

  dispose(): void {
    this.states.disconnect()
    this.dialogs.disconnect()
    document.removeEventListener("keydown", this.catchKey, true)
  }

  private read(): void {
    const state = this.app?.dataset["testConnectionState"] ?? "CONNECTED"
    const isConnected = ["CONNECTED", "STATIC_CONNECTED"].includes(state)
    if (this.foundAt !== null) {
      const isRunning = this.app?.dataset["testScriptState"] === "running"
      if (this.hasRun && !isRunning) this.foundAt = null
      this.hasRun ||= isRunning
    }
    if (isConnected === (this.lostAt === null)) return
    this.lostAt = isConnected ? null : Date.now()
    this.foundAt = isConnected ? Date.now() : null
    this.hasRun = false
    if (isConnected) setTimeout(() => this.rerun(), RUNS_BY_ITSELF_MS)
    this.changed()
  }

  /**
   * Have the page run, unless it does already. After a break Streamlit runs it only where a
   * run was interrupted; a server that was started again would never learn of this editor.
   */
  private rerun(): void {
    if (this.lostAt !== null || this.foundAt === null || this.hasRun) return
    const key = { key: "r", code: "KeyR", keyCode: 82, bubbles: true }
    // Streamlit's own shortcut: it offers a page no other way to ask for a run.
    for (const type of ["keydown", "keyup"]) document.body.dispatchEvent(new KeyboardEvent(type, key))
  }

  private dismiss(): void {
    const dialog = findDialog()
    if (!dialog || this.caret) return
    const isTyping = this.view.hasFocus || performance.now() - this.leftAt < JUST_NOW_MS
    if (isTyping) this.caret = this.view.state.selection
    dialog.style.visibility = "hidden"
    let frames = 0
    let calm = 0
    const close = () => {
      const still = findDialog()
      still?.querySelector("button")?.click()
      // React gives the focus back some frames after the dialog has gone.
      calm = still ? 0 : calm + 1
      if (calm < CALM_FRAMES && frames++ < MOST_FRAMES) {
        requestAnimationFrame(close)
        return
      }
      if (still) still.style.visibility = ""
      this.giveBack()
      this.caret = null
    }
    close()
  }

  /** Put focus and caret where they were: the page was inert, and both went to its start. */
  private giveBack(): void {
    if (!this.caret) return
    this.view.focus()
    this.view.dispatch({ selection: this.caret })
  }

  /** Give the editor what is typed in the moment in which the dialog has the keyboard. */
  private readonly catchKey = (event: KeyboardEvent): void => {
    if (!this.caret) return
    this.giveBack()
    const isText = [...event.key].length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey
    if (!isText && event.key !== "Enter") return
    event.preventDefault()
    event.stopPropagation()
    const { state } = this.view
    this.view.dispatch(state.replaceSelection(isText ? event.key : state.lineBreak), {
      userEvent: "input.type",
    })
    this.caret = this.view.state.selection
  }
}

function findDialog(): HTMLElement | null {
  for (const dialog of document.querySelectorAll<HTMLElement>("body > [data-testid=stDialog]")) {
    if (dialog.querySelector("h2")?.textContent === TITLE) return dialog
  }
  return null
}
