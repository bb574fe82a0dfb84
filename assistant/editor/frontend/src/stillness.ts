// Keeps what is under the pointer, or has the focus, where it is while the list around it
// changes: by scrolling the panel, and by an empty strip where there is no room to scroll.

export class Stillness {
  private over: HTMLElement | null = null
  private readonly head: HTMLElement
  private readonly tail: HTMLElement

  /**
   * @param node What holds everything that may move.
   * @param list The cards within it.
   * @param released Called when neither pointer nor focus is in `node` any more.
   */
  constructor(
    private readonly node: HTMLElement,
    list: HTMLElement,
    private readonly released: () => void,
  ) {
    this.head = strip()
    this.tail = strip()
    list.before(this.head)
    node.append(this.tail)
    const follow = (event: PointerEvent) => {
      if (event.pointerType === "touch") return
      const target = event.target as Element
      this.over = target.closest<HTMLElement>(".pm-card") ?? this.childAround(target)
    }
    node.addEventListener("pointerover", follow)
    node.addEventListener("pointermove", follow)
    node.addEventListener("pointerleave", () => {
      this.over = null
      this.release()
    })
    node.addEventListener("focusout", (event) => {
      if (!node.contains(event.relatedTarget as Node | null)) setTimeout(() => this.release(), 0)
    })
  }

  get isHeld(): boolean {
    return this.anchor !== null
  }

  /** What must not move: what the pointer is over, or else what has the focus. */
  get anchor(): HTMLElement | null {
    if (this.over?.isConnected) return this.over
    const focused = document.activeElement
    if (!focused || !this.node.contains(focused)) return null
    return focused.closest<HTMLElement>(".pm-card") ?? this.childAround(focused)
  }

  get isPointerHere(): boolean {
    return this.over !== null
  }

  /** Make a change without moving the anchor. */
  keep(change: () => void): void {
    const { anchor } = this
    const before = anchor?.getBoundingClientRect().top
    change()
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

  private release(): void {
    if (this.isHeld) return
    setHeight(this.head, 0)
    setHeight(this.tail, 0)
    this.released()
  }

  private childAround(target: Element): HTMLElement | null {
    let at: Element | null = target
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
