// The component's entry: Streamlit calls the default export at mount and at every update.

import { Desk } from "./desk"
import type { Args, Data, RawArgs } from "./protocol"
import compareCss from "./compare.css"
import findingsCss from "./findings.css"
import handoverCss from "./handover.css"
import historyCss from "./history.css"
import panelsCss from "./panels.css"
import pageCss from "./page.css"
import progressCss from "./progress.css"
import selectionCss from "./selection.css"
import sheetCss from "./sheet.css"
import css from "./style.css"
import writingCss from "./writing.css"

interface Mounted {
  desk: Desk
  generation: number
  release: () => void
}

const mounted = new WeakMap<Node, Mounted>()

export default function (raw: RawArgs): () => void {
  const data = JSON.parse(new TextDecoder().decode(raw.data)) as Data
  const args: Args = { ...raw, data }
  const { parentElement: parent } = raw
  let here = mounted.get(parent)
  if (here && here.desk.session.draftId !== data.draftId) {
    here.release()
    here = undefined
  }
  if (here) {
    here.generation++
    here.desk.update(args)
  } else {
    here = mount(args)
    mounted.set(parent, here)
  }
  const { generation } = here
  const that = here
  return () => {
    // Streamlit also calls this for an update it has overtaken, with the component still
    // on the page: only a component that stays off the page is released.
    setTimeout(() => {
      if (that.generation === generation && !that.desk.node.isConnected) that.release()
    }, 0)
  }
}

function mount(args: Args): Mounted {
  const { parentElement: parent } = args
  addStyle(parent)
  const host = document.createElement("div")
  parent.append(host)
  const desk = new Desk(args, host)
  const onSeen = () => desk.look()
  const onTurn = () => {
    if (document.visibilityState === "hidden") desk.hide()
    else desk.look()
  }
  const onLeave = () => desk.hide()
  document.addEventListener("visibilitychange", onTurn)
  window.addEventListener("pagehide", onLeave)
  window.addEventListener("focus", onSeen)
  return {
    desk,
    generation: 0,
    release() {
      document.removeEventListener("visibilitychange", onTurn)
      window.removeEventListener("pagehide", onLeave)
      window.removeEventListener("focus", onSeen)
      desk.dispose()
      host.remove()
      mounted.delete(parent)
    },
  }
}

function addStyle(parent: Node): void {
  const root = parent.getRootNode()
  const place = root instanceof ShadowRoot ? root : document.head
  if (place.querySelector("style[data-postmortem]")) return
  const style = document.createElement("style")
  style.dataset["postmortem"] = ""
  style.textContent = [
    css,
    panelsCss,
    findingsCss,
    progressCss,
    sheetCss,
    selectionCss,
    pageCss,
    historyCss,
    compareCss,
    handoverCss,
    writingCss,
  ].join("\n")
  place.append(style)
}
