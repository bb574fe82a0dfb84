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
  // What grows after it was placed, with a longer hint, grows into the window.
  new ResizeObserver(() => keepInside(box)).observe(box)
  return box
}

function keepInside(box: HTMLElement): void {
  if (!isOpen(box) || box.getBoundingClientRect().top >= EDGE_PX) return
  box.style.top = `${EDGE_PX}px`
  box.style.bottom = "auto"
}

/**
 * Put the open box beside what opened it, where there is room for it and it covers nothing of
 * what is to be read along with it.
 */
export function placeBeside(box: HTMLElement, opener: HTMLElement, read: DOMRect[] = []): void {
  const around = opener.getBoundingClientRect()
  const { width, height } = box.getBoundingClientRect()
  const { innerWidth, innerHeight } = window
  const inside = (left: number, top: number) =>
    new DOMRect(
      Math.max(EDGE_PX, Math.min(left, innerWidth - EDGE_PX - width)),
      Math.max(EDGE_PX, Math.min(top, innerHeight - EDGE_PX - height)),
      width,
      height,
    )
  const highest = Math.min(around.top, ...read.map((one) => one.top))
  const lowest = Math.max(around.bottom, ...read.map((one) => one.bottom))
  const leftmost = Math.min(around.left, ...read.map((one) => one.left))
  const places = [
    inside(around.left, around.bottom + GAP_PX),
    inside(around.left, highest - GAP_PX - height),
    inside(leftmost - GAP_PX - width, around.top),
    inside(around.left - GAP_PX - width, around.bottom - height),
    inside(around.left, lowest + GAP_PX),
    inside(EDGE_PX, innerHeight),
    inside(innerWidth, innerHeight),
    inside(EDGE_PX, 0),
    inside(innerWidth, 0),
  ]
  // By the part of each that is covered: a short phrase counts as much as a wide card.
  const covered = (place: DOMRect) => [around, ...read].reduce((sum, one) => sum + shared(place, one), 0)
  const best = places.reduce((best, place) => (covered(place) < covered(best) ? place : best))
  // Above, it grows upwards: what it is about stays uncovered.
  const isAbove = best === places[1]
  box.style.top = isAbove ? "auto" : `${best.top}px`
  box.style.bottom = isAbove ? `${innerHeight - best.bottom}px` : "auto"
  box.style.left = `${best.left}px`
}

/** Which part of the second box the first covers. */
function shared(a: DOMRect, b: DOMRect): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left)
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
  return width > 0 && height > 0 ? (width * height) / (b.width * b.height) : 0
}

export function isOpen(box: HTMLElement): boolean {
  return box.matches(":popover-open")
}
