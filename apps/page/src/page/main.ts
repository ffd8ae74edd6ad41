import type { Offer } from "../core/offer.ts"
import type { Base, Wish } from "../core/wish.ts"
import { showComplaints, toFirstComplaint } from "./complaints.ts"
import { compositionForm } from "./compositionForm.ts"
import { byId, control, copy, option, radio, save } from "./dom.ts"
import { measureView } from "./measureView.ts"
import { policyForm } from "./policyForm.ts"
import { showLook } from "./preview.ts"
import { startRun } from "./runView.ts"
import { tabbed } from "./tabs.ts"
import { startThread } from "./thread.ts"
import { workloadForm } from "./workloadForm.ts"

/** Milliseconds of rest after the last key before a form is judged. */
const REST = 200

/* One thread answers what the form wants to know; each run has another, which can be ended. */
const desk = startThread((told) => {
  switch (told.tell) {
    case "offer":
      return opened(told.offer)
    case "look":
      if (told.turn === turn) {
        showLook(told.look)
        control("go", HTMLButtonElement).disabled = false
      }
      return
    case "workload":
      return save(told.fileName, "application/jsonl", told.text)
    case "broken":
      return showComplaints(byId("wish"), [{ field: "run", text: `The lab itself failed, and should not have: ${told.text}` }], "error-run")
    default:
      return
  }
})

let turn = 0
let wait: ReturnType<typeof setTimeout> | undefined

const opened = (offer: Offer): void => {
  const form = control("wish", HTMLFormElement)
  const ask = (): void => desk.ask({ ask: "look", turn: ++turn, wish: wish() })
  const soon = (): void => {
    clearTimeout(wait)
    wait = setTimeout(ask, REST)
  }
  const workload = workloadForm(offer, soon)
  const compositions = compositionForm(offer, soon)
  const policy = policyForm(offer)
  byId("suite").append(...offer.suites.map(({ id, name }) => option(String(id), `${id} ${name}`)))
  const wish = (): Wish => ({
    workload: workload.read(),
    events: control("events", HTMLInputElement).value,
    profiles: compositions.profiles(),
    vary: compositions.vary(),
    policy: policy(),
    base: radio("base") as Base,
    suite: Number(control("suite", HTMLSelectElement).value),
    seed: control("seed", HTMLInputElement).value,
    adversary: control("adversary", HTMLInputElement).checked
  })
  form.addEventListener("input", soon)
  form.addEventListener("change", soon)
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    if (form.querySelector(".error:not([hidden])") === null) startRun(wish())
    else toFirstComplaint(form)
  })
  byId("save-workload").addEventListener("click", () => desk.ask({ ask: "workload", wish: wish() }))
  byId("copy-command").addEventListener("click", () => void copy(byId("copy-command"), byId("command").textContent))
  measureView(offer)
  ask()
}

tabbed()
desk.ask({ ask: "offer" })
