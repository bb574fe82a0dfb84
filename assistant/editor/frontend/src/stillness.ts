// Keeps what is under the pointer, or has the focus, where it is while the list around it
// changes: by scrolling the panel, and by an empty strip where there is no room to scroll.

export class Stillness {
  // Where the mouse is while it is over the node.
  private pointer: { x: number; y: number } | null = null
  private readonly head: HTMLElement
  private readonly tail: HTMLElement

  /**
   * @param node What holds everything that may move.
   * @param list The cards within it.
   * @param left Called when the pointer or the focus has left `node`.
   */
  constructor(
    private readonly node: HTMLElement,
    list: HTMLElement,
    private readonly left: () => void,
  ) {
    this.head = strip()
    this.tail = strip()
    list.before(this.head)
    node.append(this.tail)
    const follow = (event: PointerEvent) => {
      if (event.pointerType === "touch") return
      // A box above the page is not the list: where it closes, nobody has left the list.
      const isAbove = event.target instanceof Element && event.target.closest("[popover]") !== null
      this.pointer = isAbove ? null : { x: event.clientX, y: event.clientY }
    }
    node.addEventListener("pointerover", follow)
    node.addEventListener("pointermove", follow)
    node.addEventListener("pointerleave", () => {
      if (!this.pointer) return
      this.pointer = null
      // What has the focus may move now: nobody is about to click it.
      this.left()
      this.close()
    })
    node.addEventListener("focusout", (event) => {
      if (!node.contains(event.relatedTarget as Node | null)) setTimeout(() => this.leave(), 0)
    })
  }

  /** What must not move: what the pointer is over, or else what has the focus. */
  private get anchor(): HTMLElement | null {
    const under = this.pointer && document.elementFromPoint(this.pointer.x, this.pointer.y)
    return this.movable(under) ?? this.movable(document.activeElement)
  }

  get isPointerHere(): boolean {
    return this.pointer !== null
  }

  /** Make a change without moving the anchor, which it is told. */
  keep(change: (anchor: HTMLElement | null) => void): void {
    const { anchor } = this
    const before = anchor?.getBoundingClientRect().top
    change(anchor)
    if (!anchor?.isConnected || before === undefined || !anchor.offsetParent) return
    const panel = this.node.closest<HTMLElement>(".pm-panel")
    if (!panel) return
    // Twice: making room may itself change what the panel can scroll.
    for (let round = 0; round < 2; round++) {
      const moved = anchor.getBoundingClientRect().top - before
      if (Math.abs(moved) < 0.5) return
      if (moved > 0) this.pullUp(panel, moved)
      else this.pushDown(panel, -moved)
    }
  }

  private pullUp(panel: HTMLElement, by: number): void {
    const taken = Math.min(by, height(this.head))
    setHeight(this.head, height(this.head) - taken)
    const room = panel.scrollHeight - panel.clientHeight - panel.scrollTop
    const missing = by - taken - room
    if (missing > 0) setHeight(this.tail, height(this.tail) + missing)
    panel.scrollTop += by - taken
  }

  private pushDown(panel: HTMLElement, by: number): void {
    const scrolled = Math.min(by, panel.scrollTop)
    panel.scrollTop -= scrolled
    if (by > scrolled) setHeight(this.head, height(this.head) + by - scrolled)
  }

  private leave(): void {
    // The focus may leave while the pointer stays: then there is still something to keep.
    if (this.pointer) return
    if (!this.node.contains(document.activeElement)) this.close()
    this.left()
  }

  /** Take the strips away. */
  private close(): void {
    setHeight(this.head, 0)
    setHeight(this.tail, 0)
  }

  /** The card an element belongs to, or else the part of the node. */
  private movable(element: Element | null): HTMLElement | null {
    if (!element || !this.node.contains(element)) return null
    const card = element.closest<HTMLElement>(".pm-card")
    if (card) return card
    let at: Element | null = element
    while (at && at.parentElement !== this.node) at = at.parentElement
    return at as HTMLElement | null
  }
}

function strip(): HTMLElement {
  const made = document.createElement("div")
  made.className = "pm-strip"
  return made
}

function height(node: HTMLElement): number {
  return parseFloat(node.style.height) || 0
}

function setHeight(node: HTMLElement, px: number): void {
  node.style.height = px > 0 ? `${px}px` : ""
}
