// The draft on paper: whoever prints the page while a draft is open gets the draft.

import { element } from "./dom"

/** Print `render()` in place of the page until the returned function is called. */
export function printInstead(render: () => HTMLElement): () => void {
  let sheet: HTMLElement | null = null
  const lay = () => {
    sheet?.remove()
    sheet = element("div", { class: "pm-print" }, [render()])
    document.body.append(sheet)
  }
  const clear = () => {
    sheet?.remove()
    sheet = null
  }
  window.addEventListener("beforeprint", lay)
  window.addEventListener("afterprint", clear)
  return () => {
    clear()
    window.removeEventListener("beforeprint", lay)
    window.removeEventListener("afterprint", clear)
  }
}
