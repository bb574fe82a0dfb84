// What the model may add, below the cards: asking it, and exactly what it would be sent.

import { button, element } from "./dom"
import type { Model } from "./protocol"

export interface ModelPorts {
  askModel: () => void
  previewModel: () => void
}

export class ModelBox {
  readonly node = element("div", { class: "pm-model" })
  private shown = ""

  constructor(private readonly ports: ModelPorts) {}

  render(model: Model): void {
    const key = JSON.stringify(model)
    if (this.shown === key) return
    this.shown = key
    this.node.hidden = model.status === "off"
    const words: Record<Model["status"], string> = {
      off: "",
      idle: `${model.name} can read this draft too.`,
      running: `${model.name} is reading. You can go on writing.`,
      done: `${model.name} has read this draft. ${model.reason}`,
      failed: `${model.name} gave no answer: ${model.reason} Everything else still works.`,
    }
    this.node.replaceChildren(element("p", { text: words[model.status] }))
    if (model.status !== "running" && model.status !== "off") {
      const label = model.status === "idle" ? "Ask the model" : "Ask again"
      const small = { class: "pm-button pm-small" }
      this.node.append(
        element("div", { class: "pm-row" }, [
          button(label, () => this.ports.askModel(), small),
          button("What will be sent?", () => this.ports.previewModel(), small),
        ]),
      )
    }
    if (model.preview) {
      this.node.append(
        element("details", { class: "pm-preview", attributes: { open: "" } }, [
          element("summary", { text: "This, and nothing else, will be sent" }),
          element("pre", { text: model.preview, attributes: { tabindex: "0" } }),
        ]),
      )
    }
  }
}
