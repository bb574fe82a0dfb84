// A small box above everything: it moves nothing, Escape or a click elsewhere closes it, and
// the focus returns to what opened it.

import { element } from "./dom"

const GAP_PX = 6
const EDGE_PX = 8

/** Make an empty box; its place in the document decides what styles it has. */
export function popover(label: string): HTMLElement {
  const box = element("div", {
    class: "pm-popover",
    attributes: { popover: "auto", role: "dialog", "aria-label": label },
  })
  // Escape closes the box and is not also the way back to the text.
  box.addEventListener("keydown", (event) => event.stopPropagation())
  return box
}

/** Put the open box beside what opened it, where there is room for it. */
export function placeBeside(box: HTMLElement, opener: HTMLElement): void {
  const around = opener.getBoundingClientRect()
  const { width, height } = box.getBoundingClientRect()
  const below = around.bottom + GAP_PX
  const fitsBelow = below + height <= window.innerHeight - EDGE_PX
  const top = fitsBelow ? below : Math.max(EDGE_PX, around.top - GAP_PX - height)
  const left = Math.min(around.left, window.innerWidth - EDGE_PX - width)
  box.style.top = `${top}px`
  box.style.left = `${Math.max(EDGE_PX, left)}px`
}

export function isOpen(box: HTMLElement): boolean {
  return box.matches(":popover-open")
}
