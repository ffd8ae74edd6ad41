import type { Complaint } from "../core/wish.ts"
import { byId } from "./dom.ts"

const slot = (field: string): HTMLElement | null => document.getElementById(`error-${field}`)

/** The fields that an error's text belongs to: those that name it as their description. */
const fieldsOf = (id: string): ReadonlyArray<HTMLElement> => [...document.querySelectorAll<HTMLElement>(`[aria-describedby~="${id}"]`)]

/** Shows each complaint beside its field, and takes away those of other fields within `form`. What belongs nowhere goes to `rest`. */
export const showComplaints = (form: HTMLElement, complaints: ReadonlyArray<Complaint>, rest: string): void => {
  for (const old of form.querySelectorAll<HTMLElement>(".error:not([hidden])")) say(old, "")
  const homeless: Array<string> = []
  for (const { field, text } of complaints) {
    const place = slot(field)
    if (place === null) homeless.push(text)
    else say(place, text)
  }
  if (homeless.length > 0) say(byId(rest), homeless.join("; "))
}

const say = (place: HTMLElement, text: string): void => {
  place.textContent = text
  place.hidden = text === ""
  for (const field of fieldsOf(place.id)) {
    if (text === "") field.removeAttribute("aria-invalid")
    else field.setAttribute("aria-invalid", "true")
  }
}

/** Brings whoever fills in a form to the first field that is wrong. */
export const toFirstComplaint = (form: HTMLElement): void => {
  const place = form.querySelector<HTMLElement>(".error:not([hidden])")
  if (place === null) return
  place.closest("details")?.setAttribute("open", "")
  const [field] = fieldsOf(place.id)
  if (field === undefined) place.scrollIntoView({ block: "center" })
  else field.focus()
}
