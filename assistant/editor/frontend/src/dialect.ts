// The Markdown of the desk: CommonMark with tables, task lists, strikethrough and bare
// addresses, and front matter, which no Markdown parser expects.

import type { Text } from "@codemirror/state"
import type { Tree } from "@lezer/common"
import { tags } from "@lezer/highlight"
import {
  Autolink,
  type MarkdownConfig,
  type MarkdownExtension,
  parser,
  Strikethrough,
  Table,
  TaskList,
} from "@lezer/markdown"

const frontMatter: MarkdownConfig = {
  defineNodes: [{ name: "FrontMatter", block: true, style: tags.meta }],
  parseBlock: [
    {
      name: "FrontMatter",
      before: "HorizontalRule",
      parse(context, line) {
        // A rule at the top of a text is not followed by a name and a colon.
        const opens = context.lineStart === 0 && /^\uFEFF?---[ \t]*$/.test(line.text)
        if (!opens || !/^[\w-]+[ \t]*:/.test(context.peekLine())) return false
        // A parser cannot go back, so front matter not closed yet ends at an empty line.
        while (context.nextLine() && line.text.trim() !== "") {
          if (!/^(?:---|\.\.\.)[ \t]*$/.test(line.text)) continue
          context.nextLine()
          break
        }
        context.addElement(context.elt("FrontMatter", 0, context.prevLineEnd()))
        return true
      },
    },
  ],
}

/** For the editor's language and for the preview: both read a text alike. */
export const dialect: MarkdownExtension = [Table, TaskList, Strikethrough, Autolink, frontMatter]

const reader = parser.configure(dialect)
let last: { doc: Text; text: string; tree: Tree } | null = null

/** The text and its tree; remembered for the text read last, which several parts ask for. */
export function readMarkdown(doc: Text): { text: string; tree: Tree } {
  if (last?.doc !== doc) {
    const text = doc.toString()
    last = { doc, text, tree: reader.parse(text) }
  }
  return last
}
