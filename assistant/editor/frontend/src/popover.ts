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
  const all = [around, ...read]
  const lefts = [around.left, ...all.map((one) => one.left - GAP_PX - width), EDGE_PX, innerWidth]
  // One that stands above what is read grows upwards: what it is about stays uncovered.
  const tops: [top: number, growsUp: boolean][] = [
    [around.bottom + GAP_PX, false],
    [around.top, false],
    [around.bottom - height, true],
    ...all.map((one): [number, boolean] => [one.top - GAP_PX - height, true]),
    ...read.map((one): [number, boolean] => [one.bottom + GAP_PX, false]),
    [0, false],
    [innerHeight, false],
  ]
  const places = lefts.flatMap((left) =>
    tops.map(([top, growsUp]) => {
      const place = inside(left, top)
      // By the part of each that is covered: a short phrase counts as much as a wide card.
      const covered = all.reduce((sum, one) => sum + shared(place, one), 0)
      // Over the list the pointer stays in it; beside the list comes after that.
      const isAside = left !== around.left
      return { place, growsUp, covered, far: distance(place, around) + (isAside ? innerWidth : 0) }
    }),
  )
  const best = places.reduce((best, one) =>
    one.covered < best.covered || (one.covered === best.covered && one.far < best.far) ? one : best,
  )
  box.style.top = best.growsUp ? "auto" : `${best.place.top}px`
  box.style.bottom = best.growsUp ? `${innerHeight - best.place.bottom}px` : "auto"
  box.style.left = `${best.place.left}px`
}

/** How far apart two boxes are. */
function distance(a: DOMRect, b: DOMRect): number {
  return Math.hypot(
    Math.max(0, a.left - b.right, b.left - a.right),
    Math.max(0, a.top - b.bottom, b.top - a.bottom),
  )
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
