import type { Varied } from "@copath/profile-lab"
import type { Offer } from "../core/offer.ts"
import { byId, element, option } from "./dom.ts"

/** What is compared when the page opens: the standard, its ancestor, and the way of a messenger of today. */
const begin: ReadonlySet<string> = new Set(["rfc9420", "art-2018", "whatsapp-sender-keys"])

/** The part of the form that says what is compared. */
export interface CompositionForm {
  readonly profiles: () => ReadonlyArray<string>
  readonly vary: () => ReadonlyArray<Varied>
}

type OfferedAxis = Offer["axes"][number]

/** Fills that part in from what is offered. `changed` is called when axes were added or taken away. */
export const compositionForm = ({ axes, profiles }: Offer, changed: () => void): CompositionForm => {
  byId("profiles").append(...profiles.map(profileCard))
  const rows = byId("vary")
  const taken = (): ReadonlyArray<string> => [...rows.querySelectorAll("select")].map(({ value }) => value)
  byId("add-axis").addEventListener("click", () => {
    const free = axes.find(({ axis }) => !taken().includes(axis))
    if (free === undefined) return
    rows.append(axisRow(axes, free, taken, changed))
    rows.lastElementChild?.querySelector("select")?.focus()
    changed()
  })
  return {
    profiles: () => [...byId("profiles").querySelectorAll<HTMLInputElement>("input:checked")].map(({ value }) => value),
    vary: () =>
      [...rows.children].map((row) => ({
        axis: (row.querySelector("select")?.value ?? "") as Varied["axis"],
        ids: [...row.querySelectorAll<HTMLInputElement>("input:checked")].map(({ value }) => value)
      }))
  }
}

const profileCard = ({ differs, name, title }: Offer["profiles"][number]): HTMLElement => {
  const input = element("input", { type: "checkbox", value: name, ...(begin.has(name) ? { checked: "" } : {}) })
  return element(
    "label",
    { title: differs === "" ? "every part as in RFC 9420" : differs },
    input,
    element("span", {}, element("b", {}, name), element("small", {}, title))
  )
}

const axisRow = (
  axes: ReadonlyArray<OfferedAxis>,
  first: OfferedAxis,
  taken: () => ReadonlyArray<string>,
  changed: () => void
): HTMLElement => {
  const parts = element("div", { class: "parts", role: "group", tabindex: "0" })
  const select = element("select", {}, ...axes.map(({ axis, title }) => option(axis, `${axis}: ${title}`, axis === first.axis)))
  const remove = element("button", { type: "button" }, "Take away")
  const row = element(
    "div",
    { class: "axis" },
    element("div", { class: "row" }, element("label", { class: "field" }, "Axis", select), remove),
    parts
  )
  let current = first
  const show = (): void => {
    parts.setAttribute("aria-label", `Parts of ${current.axis}`)
    parts.replaceChildren(
      ...current.parts.map(({ id, source, title }, i) =>
        element(
          "label",
          {},
          element("input", { type: "checkbox", value: id, ...(i < 2 ? { checked: "" } : {}) }),
          element("span", {}, element("b", {}, id), ` ${title} `, element("small", {}, source))
        )
      )
    )
  }
  select.addEventListener("change", () => {
    const others = taken().filter((axis) => axis === select.value).length > 1
    const chosen = axes.find(({ axis }) => axis === select.value)
    // Each axis is varied once.
    if (others || chosen === undefined) select.value = current.axis
    else current = chosen
    show()
  })
  remove.addEventListener("click", () => {
    row.remove()
    byId("add-axis").focus()
    changed()
  })
  show()
  return row
}
