// The draft as a file for colleagues: without comments, and with no trace of the desk.

import type { EditorView } from "@codemirror/view"
import { element } from "./dom"
import { renderForPrint } from "./preview"

// As in assistant/draft/comments.py: code shows a comment instead of being one.
const PIECE =
  /(^ {0,3}(`{3,}|~{3,})[^]*?(?:^ {0,3}\2|$(?![^]))|`[^`\n]+`)|^[ \t]*<!--[^]*?-->[ \t]*(?:\n(?:[ \t]*\n)?|$(?![^]))|[ \t]?<!--[^]*?-->/gm

const PAGE_CSS = `
body { max-width: 46rem; margin: 2rem auto; padding: 0 1.25rem; font: 16px/1.6 system-ui, sans-serif; color: #1d2527; background: #fff; overflow-wrap: break-word; }
h1, h2, h3 { line-height: 1.3; margin: 1.6em 0 0.5em; } h1 { font-size: 1.75rem; margin-top: 0; }
table { width: 100%; border-collapse: collapse; font-size: 0.94em; }
.pm-table { overflow-x: auto; }
th, td { padding: 0.4rem 0.6rem; border: 1px solid #d9d5cc; text-align: left; vertical-align: top; }
th { background: #f3f1ec; }
blockquote { margin-left: 0; padding-left: 1rem; border-left: 3px solid #d9d5cc; color: #566063; }
pre { padding: 0.7em 0.9em; background: #f3f1ec; white-space: pre-wrap; }
.pm-task { list-style: none; } .pm-ticked::after { content: "✓ "; } .pm-sr { display: none; }
`

/** Return a text without its comments. */
export function withoutComments(text: string): string {
  // Below the line of the last end there is no comment, however many seem to begin there.
  const last = text.lastIndexOf("-->")
  if (last < 0) return text
  const rest = /^[^\n]*\n(?:[ \t]*\n)?/.exec(text.slice(last))?.[0]
  const end = rest === undefined ? text.length : last + rest.length
  const kept = text.slice(0, end).replace(PIECE, (piece, code: string | undefined) => (code === undefined ? "" : piece))
  return kept + text.slice(end)
}

/** Return the draft as a page that needs nothing beside itself. */
export function pageOf(view: EditorView, title: string): string {
  const page = document.implementation.createHTMLDocument(title)
  page.documentElement.lang = document.documentElement.lang || "en"
  page.head.append(
    element("meta", { attributes: { charset: "utf-8" } }),
    element("meta", { attributes: { name: "viewport", content: "width=device-width, initial-scale=1" } }),
    element("style", { text: PAGE_CSS }),
  )
  const article = renderForPrint(view, false)
  for (const one of article.querySelectorAll<HTMLElement>("[data-from]")) delete one.dataset["from"]
  page.body.append(article)
  return `<!doctype html>\n${page.documentElement.outerHTML}\n`
}

/** Hand a file to the browser's downloads and return its name. */
export function saveFile(text: string, title: string, suffix: "md" | "html"): string {
  const stem = title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 80)
  const name = `${stem || "draft"}.${suffix}`
  const type = suffix === "md" ? "text/markdown" : "text/html"
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }))
  element("a", { attributes: { href: url, download: name } }).click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
  return name
}
