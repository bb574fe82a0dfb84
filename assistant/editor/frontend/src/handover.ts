// What an author does with a finished draft: have it reviewed, print it, take it along, put
// it where everybody finds it. Open at any time; what is missing is said, never in the way.

import type { EditorView } from "@codemirror/view"
import { button, element, setText } from "./dom"
import { textOf } from "./editor"
import type { Act, Answer, Step } from "./protocol"
import { pageOf, saveFile, withoutComments } from "./takeaway"

export interface HandOverPorts {
  view: EditorView
  title: string
  steps: Step[]
  left: Step | null
  /** Show what is open still. */
  go: (step: Step) => void
  ask: (act: Act) => Promise<Answer>
  review: () => void
}

const SMALL = "pm-button pm-small"

let instances = 0

/** Open the ways to go on with a draft in a dialog above `host`. */
export function openHandOver(host: HTMLElement, ports: HandOverPorts): void {
  const name = `pm-hand-over-${++instances}`
  const close = () => dialog.close()
  const review = button("Review it", () => {
    close()
    ports.review()
  }, { class: `${SMALL} pm-primary` })
  const print = button("Print", () => {
    close()
    window.print()
  }, { class: SMALL })
  const { left } = ports
  const open = left
    ? [
        element("p", { class: "pm-lead" }, [
          element("span", { text: `${left.detail} ` }),
          button("See them", () => {
            close()
            ports.go(left)
          }, { class: "pm-link" }),
        ]),
      ]
    : []
  const dialog = element(
    "dialog",
    { class: "pm-dialog pm-hand-over", attributes: { "aria-labelledby": name } },
    [
      element("h3", { text: "What now?", attributes: { id: name } }),
      element("p", { class: "pm-lead", text: standing(ports) }),
      ...open,
      element("ul", {}, [
        way("Review it", "Read it as a reviewer will: what closes the story, who is not heard yet.", [review]),
        way("Print, or save as PDF", "The draft on paper, without the underlines.", [print]),
        download(ports),
        shelving(ports),
      ]),
      element("div", { class: "pm-row" }, [button("Back to the draft", close, { class: "pm-button" })]),
    ],
  )
  dialog.addEventListener("close", () => dialog.remove())
  // Keys typed here are none of the page's shortcuts.
  dialog.addEventListener("keydown", (event) => event.stopPropagation())
  host.append(dialog)
  dialog.showModal()
}

function standing({ steps, left }: HandOverPorts): string {
  const missing = steps.filter((step) => !step.isThere).map((step) => step.name)
  if (steps.length === 0) return "The draft is saved, whatever you do here."
  if (missing.length === 0 && left) return "Every step is there, and it is saved. You can go on as it is."
  if (missing.length === 0) return "Everything is there, and it is saved."
  return `Not there yet: ${missing.join(", ")}. You can go on all the same.`
}

function way(title: string, words: string, buttons: HTMLElement[], said?: HTMLElement): HTMLElement {
  const told = element("div", {}, [element("h4", { text: title }), element("p", { class: "pm-reason", text: words })])
  if (said) told.append(said)
  return element("li", {}, [told, element("div", { class: "pm-row" }, buttons)])
}

function download(ports: HandOverPorts): HTMLElement {
  const said = status()
  const save = (suffix: "md" | "html") => {
    const text = suffix === "md" ? withoutComments(textOf(ports.view)) : pageOf(ports.view, ports.title)
    setText(said, `Saved as ${saveFile(text, ports.title, suffix)}, where your browser keeps downloads.`)
  }
  return way(
    "Download for colleagues",
    "A file to send or publish. The notes of the template and other comments are left out.",
    [
      button("Markdown", () => save("md"), { class: SMALL, attributes: { "aria-label": "Download as Markdown" } }),
      button("HTML", () => save("html"), { class: SMALL, attributes: { "aria-label": "Download as HTML" } }),
    ],
    said,
  )
}

function shelving(ports: HandOverPorts): HTMLElement {
  const said = status()
  const put = button("Put into the library", () => ask(), { class: SMALL })
  const confirm = button("Yes, put it in", () => void shelve(), { class: SMALL })
  const leave = button("Not now", () => show(false), { class: SMALL })
  const show = (isAsking: boolean) => {
    put.hidden = isAsking
    confirm.hidden = leave.hidden = !isAsking
    setText(said, isAsking ? "Put it in as it is now? Everybody who uses this program can then read it." : "")
    ;(isAsking ? confirm : put).focus()
  }
  const ask = () => show(true)
  const shelve = async () => {
    confirm.disabled = leave.disabled = true
    setText(said, "Putting it in …")
    const { text, error } = await ports.ask({ kind: "put-in-library" })
    confirm.disabled = leave.disabled = false
    if (text === null) {
      show(false)
      return setText(said, error)
    }
    confirm.hidden = leave.hidden = true
    const link = element("a", {
      class: "pm-title-link",
      text: "See it on the Search page",
      attributes: { href: `search?incident=${encodeURIComponent(text)}` },
    })
    said.replaceChildren("It is in the library, and Search finds it. Putting it in again replaces it. ", link)
    link.focus()
  }
  confirm.hidden = leave.hidden = true
  return way(
    "Put into the library",
    "Among the finished postmortems: Search finds it, and it is shown beside drafts like it.",
    [put, confirm, leave],
    said,
  )
}

function status(): HTMLElement {
  return element("p", { class: "pm-said", attributes: { role: "status" } })
}
