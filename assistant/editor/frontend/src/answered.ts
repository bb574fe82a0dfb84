// Questions of which the author says that the text answers them: they are asked no more in
// this draft, until they are brought back.

import { button, element } from "./dom"
import type { Act, Analysis, Prompt } from "./protocol"

export interface AnsweredPorts {
  act: (act: Act) => void
  announce: (words: string) => void
  /** What is shown has changed. */
  changed: () => void
}

type Known = Pick<Analysis, "prompts" | "answered">

const KEPT_AS = "question:"

export class Answered {
  // What was just decided, by question, until Python says the same; null is asked again.
  private readonly decided = new Map<string, string | null>()
  private isUnfolded = false

  constructor(private readonly ports: AnsweredPorts) {}

  /** The questions that are open, with what was just decided. */
  open({ prompts, answered }: Known): Prompt[] {
    const settled = this.settled(answered)
    return prompts.filter((one) => !settled.has(one.id))
  }

  /** The questions called answered, by id. */
  settled(answered: Known["answered"]): Map<string, string> {
    const settled = new Map(answered.map(({ id, question }) => [id, question]))
    for (const [id, question] of this.decided) {
      if (settled.has(id) === (question !== null)) this.decided.delete(id)
      else if (question === null) settled.delete(id)
      else settled.set(id, question)
    }
    return settled
  }

  button(prompt: Prompt): HTMLElement {
    return button("Answered", () => this.decide(prompt.id, prompt.question, true), {
      class: "pm-button pm-small pm-quiet",
      attributes: { "aria-label": `Answered in the text: ${prompt.question}` },
    })
  }

  /** The questions called answered, folded, each with the way back. */
  fold(answered: Known["answered"]): Node[] {
    const settled = Array.from(this.settled(answered))
    if (settled.length === 0) return []
    const items = settled.map(([id, question]) =>
      element("li", { attributes: { "data-key": id } }, [
        element("div", { class: "pm-entry" }, [element("p", { text: question })]),
        button("Ask again", () => this.decide(id, question, false), {
          class: "pm-button pm-small",
          attributes: { "aria-label": `Ask again: ${question}` },
        }),
      ]),
    )
    const fold = element("details", { class: "pm-dismissed" }, [
      element("summary", { text: `${settled.length} answered, as you said` }),
      element("ul", {}, items),
    ])
    fold.open = this.isUnfolded
    fold.addEventListener("toggle", () => (this.isUnfolded = fold.open))
    return [fold]
  }

  private decide(id: string, question: string, isAnswered: boolean): void {
    this.decided.set(id, isAnswered ? question : null)
    this.ports.act({
      kind: isAnswered ? "dismiss" : "restore",
      fingerprint: `${KEPT_AS}${id}`,
      category: "question",
      quote: question,
      rule: "",
      scope: "draft",
      phrase: "",
      reason: isAnswered ? "answered" : "",
    })
    this.ports.announce(isAnswered ? "The question counts as answered." : "The question is asked again.")
    this.ports.changed()
  }
}
