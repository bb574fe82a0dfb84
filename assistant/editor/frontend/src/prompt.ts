// Grey words where the author is to write. They are display only: no part of the text.

import { WidgetType } from "@codemirror/view"

export class Prompt extends WidgetType {
  constructor(private readonly words: string) {
    super()
  }

  override eq(other: Prompt): boolean {
    return other.words === this.words
  }

  toDOM(): HTMLElement {
    const made = document.createElement("span")
    made.className = "pm-prompt"
    made.textContent = this.words
    return made
  }

  /** The caret before a prompt of several lines is as high as one of them. */
  override coordsAt(dom: HTMLElement): { left: number; right: number; top: number; bottom: number } | null {
    const rect = dom.getClientRects()[0]
    return rect ? { left: rect.left, right: rect.left, top: rect.top, bottom: rect.bottom } : null
  }

  override ignoreEvent(): boolean {
    return false
  }
}
