import type { Offer, OfferedSetting } from "../core/offer.ts"
import type { WorkloadWish } from "../core/wish.ts"
import { byId, control, element, option, radio } from "./dom.ts"
import { example } from "./example.ts"

/** What a page begins with: people who talk, come and go. */
const begin = "team-50"

/** The part of the form that says what people do. */
export interface WorkloadForm {
  readonly read: () => WorkloadWish
}

/** Fills that part in from what is offered. `changed` is called when it was changed otherwise than by typing. */
export const workloadForm = ({ workloads }: Offer, changed: () => void): WorkloadForm => {
  const select = control("workload", HTMLSelectElement)
  const text = control("text", HTMLTextAreaElement)
  let fileName = "pasted.jsonl"
  select.append(...workloads.map(({ name }) => option(name, name, name === begin)))
  const show = (): void => {
    const chosen = workloads.find(({ name }) => name === select.value)
    byId("workload-about").textContent = `${sentence(chosen?.about ?? "")}.`
    byId("settings").replaceChildren(...(chosen?.settings ?? []).map(settingField))
    summarize()
  }
  const summarize = (): void => {
    byId("settings-summary").textContent = settings()
      .flatMap(({ key, value }) => (["members", "days", "operations", "messages", "perDay"].includes(key) ? [`${key} ${value}`] : []))
      .join(", ")
  }
  select.addEventListener("change", show)
  byId("settings").addEventListener("input", summarize)
  for (const one of document.querySelectorAll<HTMLInputElement>('input[name="kind"]')) one.addEventListener("change", showKind)
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return
    fileName = file.name
    text.value = await file.text()
    changed()
  }
  control("file", HTMLInputElement).addEventListener("change", ({ target }) => void take((target as HTMLInputElement).files?.[0]))
  byId("example").addEventListener("click", () => {
    fileName = "picnic.jsonl"
    text.value = example
    changed()
  })
  droppable(byId("drop"), take)
  show()
  showKind()
  return {
    read: () =>
      radio("kind") === "text"
        ? { kind: "text", name: fileName, text: text.value }
        : { kind: "named", name: select.value, settings: Object.fromEntries(settings().map(({ key, value }) => [key, value])) }
  }
}

const showKind = (): void => {
  const kind = radio("kind")
  byId("kind-named").hidden = kind !== "named"
  byId("kind-text").hidden = kind !== "text"
}

const settings = (): ReadonlyArray<{ readonly key: string; readonly value: string }> =>
  [...byId("settings").querySelectorAll("input")].map(({ name, value }) => ({ key: name, value }))

const sentence = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

const settingField = ({ about, begins, key, least, most, whole, zero }: OfferedSetting): HTMLElement => {
  const input = element("input", {
    name: key,
    value: String(begins),
    inputmode: whole ? "numeric" : "decimal",
    "aria-describedby": `error-set.${key}`
  })
  const range = `${least} to ${most.toLocaleString("en")}`
  const meaning = zero === undefined || about.includes("0 for") ? about : `${about}; 0 for ${zero}`
  const label = element("label", { class: "field" }, key, element("small", {}, `${meaning} (${range})`), input)
  return element("div", {}, label, element("p", { class: "error", id: `error-set.${key}`, hidden: "" }))
}

const droppable = (place: HTMLElement, take: (file: File | undefined) => Promise<void>): void => {
  for (const kind of ["dragover", "dragleave", "drop"] as const) {
    place.addEventListener(kind, (event) => {
      event.preventDefault()
      place.classList.toggle("over", kind === "dragover")
      if (kind === "drop") void take(event.dataTransfer?.files[0])
    })
  }
}
