// Elements with text only: nothing here, or anywhere in the component, parses HTML.

type Options = {
  class?: string
  text?: string
  attributes?: Record<string, string>
}

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  options: Options = {},
  children: Node[] = [],
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  if (options.class) made.className = options.class
  if (options.text !== undefined) made.textContent = options.text
  for (const [name, value] of Object.entries(options.attributes ?? {})) {
    made.setAttribute(name, value)
  }
  made.append(...children)
  return made
}

export function button(
  text: string,
  onClick: () => void,
  options: Options = {},
): HTMLButtonElement {
  const made = element("button", { ...options, text, attributes: { type: "button", ...options.attributes } })
  made.addEventListener("click", onClick)
  return made
}

/** Set the text only where it differs, so that a live region speaks only of changes. */
export function setText(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text
}

export function count(n: number, one: string, many: string): string {
  return n === 1 ? `1 ${one}` : `${n} ${many}`
}
