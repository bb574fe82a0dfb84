// The Story panel: which parts of the story are told, and by which sentences; what the
// draft leaves out, as questions that can be put into the text.

import type { Answered } from "./answered"
import { button, count, element } from "./dom"
import { evidence, heading, lead, quotes, type Show, shower, tools } from "./panel_parts"
import type { Analysis, Blank, Part, Prompt } from "./protocol"

export interface StoryPorts {
  show: Show
  /** Put a question into the text, to be written over. */
  insert: (blank: Blank) => void
}

export function story(
  { parts, prompts, answered: known }: Pick<Analysis, "parts" | "prompts" | "answered">,
  answered: Answered,
  ports: StoryPorts,
): Node[] {
  const untold = parts.filter((part) => part.told.length === 0).length
  const nodes: Node[] = [
    lead(summarise(untold, parts.length, prompts.length)),
    element("ul", { class: "pm-signs" }, parts.map((part) => partItem(part, ports))),
  ]
  if (prompts.length > 0) {
    nodes.push(
      heading("Questions this draft leaves open"),
      element("ul", { class: "pm-list" }, prompts.map((prompt) => promptItem(prompt, answered, ports))),
    )
  }
  nodes.push(...answered.fold(known))
  return nodes
}

function summarise(untold: number, parts: number, open: number): string {
  const questions = count(open, "question stands open", "questions stand open")
  if (untold > 0) {
    const missing = `${untold} of ${parts} parts of the story ${untold === 1 ? "is" : "are"} not told yet`
    return open > 0 ? `${missing}, and ${questions}.` : `${missing}.`
  }
  if (open > 0) return `Something is told of each part, and ${questions}.`
  return "Every part of the story is told, and no question stands open."
}

function partItem(part: Part, ports: StoryPorts): HTMLElement {
  const isTold = part.told.length > 0
  const item = element("li", { class: isTold ? "pm-told" : "pm-untold", attributes: { "data-key": part.id } }, [
    element("p", { class: "pm-sign" }, [
      element("span", { class: "pm-sign-name", text: part.name }),
      element("span", { class: "pm-sign-state", text: isTold ? "told here" : "not told yet" }),
    ]),
  ])
  if (isTold) {
    item.append(quotes(part.told, ports.show))
    return item
  }
  if (part.elsewhere.length > 0) {
    item.append(
      element("p", { class: "pm-reason", text: "Touched on elsewhere; its own section is still empty:" }),
      quotes(part.elsewhere, ports.show),
    )
  }
  if (part.blamed.length > 0) {
    item.append(
      element("p", { class: "pm-reason", text: "Only touched where the text puts it on a person:" }),
      quotes(part.blamed, ports.show),
    )
  }
  item.append(element("p", { class: "pm-reason", text: part.hint }), ...tools(blank(part, part.hint, ports)))
  return item
}

function promptItem(prompt: Prompt, answered: Answered, ports: StoryPorts): HTMLElement {
  const shown = prompt.evidence ? evidence([prompt.evidence], ports.show) : []
  return element("li", { class: "pm-item", attributes: { "data-key": prompt.id } }, [
    element("h4", { class: "pm-question", text: prompt.question }),
    element("p", { class: "pm-reason", text: prompt.why }),
    ...tools([...shown, ...blank(prompt, prompt.question, ports), answered.button(prompt)]),
  ])
}

/** The way to put a question into the text, or to where it stands there already. */
function blank({ insert, asked }: Pick<Part, "insert" | "asked">, question: string, ports: StoryPorts): Node[] {
  if (asked) return [shower("Answer it in the text", asked, ports.show)]
  if (!insert) return []
  return [
    button("Put into the text", () => ports.insert(insert), {
      class: "pm-button pm-small",
      attributes: { "aria-label": `Put into the text: ${question}` },
    }),
  ]
}
