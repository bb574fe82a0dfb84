// The CodeMirror view: Markdown, undo, search, the marks, and nothing about Streamlit.

import { defaultKeymap, historyKeymap } from "@codemirror/commands"
import { markdown, markdownKeymap } from "@codemirror/lang-markdown"
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language"
import { search, searchKeymap } from "@codemirror/search"
import { Annotation, EditorState, type Extension } from "@codemirror/state"
import {
  EditorView,
  type KeyBinding,
  drawSelection,
  highlightSpecialChars,
  keymap,
  placeholder,
  type ViewUpdate,
} from "@codemirror/view"
import { tags } from "@lezer/highlight"
import { rewriteMarks } from "./changed"
import { dialect } from "./dialect"
import { emphasisKeys } from "./emphasis"
import { findingMarks } from "./marks"
import { undoSteps } from "./undo_steps"
import { writing } from "./writing"

/** Marks a change that came from Python and is stored already. */
export const fromPython = Annotation.define<boolean>()

const highlight = HighlightStyle.define([
  { tag: tags.heading1, fontSize: "1.5em", fontWeight: "650", lineHeight: "1.35" },
  { tag: tags.heading2, fontSize: "1.25em", fontWeight: "650", lineHeight: "1.4" },
  { tag: tags.heading3, fontSize: "1.1em", fontWeight: "650" },
  { tag: tags.heading, fontWeight: "650" },
  { tag: tags.strong, fontWeight: "650" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: tags.strikethrough, textDecoration: "line-through" },
  { tag: [tags.link, tags.url], class: "pm-tok-link" },
  { tag: tags.monospace, class: "pm-tok-code" },
  { tag: [tags.processingInstruction, tags.meta, tags.comment], class: "pm-tok-quiet" },
  { tag: tags.quote, class: "pm-tok-quote" },
])

export interface EditorPorts {
  changed: (update: ViewUpdate) => void
  selected: (update: ViewUpdate) => void
  left: () => void
  clicked: (position: number) => void
  keys: KeyBinding[]
}

export function createEditor(text: string, label: string, ports: EditorPorts): EditorView {
  return new EditorView({ state: createState(text, label, ports) })
}

function createState(text: string, label: string, ports: EditorPorts): EditorState {
  return EditorState.create({
    doc: text,
    extensions: [
      baseExtensions(),
      findingMarks,
      rewriteMarks,
      writing(),
      placeholder("Write what happened."),
      keymap.of([...ports.keys, ...emphasisKeys, ...markdownKeymap, ...searchKeymap, ...historyKeymap, ...defaultKeymap]),
      EditorView.contentAttributes.of({
        "aria-label": label,
        "aria-multiline": "true",
        // Focusable without it too, but checkers of accessibility ask for it where text scrolls.
        tabindex: "0",
        spellcheck: "true",
        autocapitalize: "sentences",
      }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) ports.changed(update)
        if (update.selectionSet) ports.selected(update)
      }),
      EditorView.domEventHandlers({
        blur: () => ports.left(),
        // Not click: marking the phrase replaces the element that was pressed, and a
        // press and a release on different elements make no click.
        mouseup: (event, view) => {
          const position = view.posAtCoords({ x: event.clientX, y: event.clientY })
          if (position !== null) ports.clicked(position)
        },
      }),
    ],
  })
}

/** What the desk's editor and the two sides of a comparison have in common. */
export function baseExtensions(): Extension {
  return [
    undoSteps,
    drawSelection(),
    highlightSpecialChars(),
    search({ top: true }),
    EditorView.lineWrapping,
    EditorView.scrollMargins.of(() => ({ top: 24, bottom: 24 })),
    markdown({ extensions: dialect }),
    syntaxHighlighting(highlight),
  ]
}

/** The text as it may be sent and stored: no half characters and no NUL. */
export function textOf(view: EditorView): string {
  const text = view.state.doc.toString()
  return text.replace(/[\u{D800}-\u{DFFF}\0]/gu, "\uFFFD")
}
