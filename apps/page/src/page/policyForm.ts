import type { Offer } from "../core/offer.ts"
import { byId, control, element, option } from "./dom.ts"

const own = "own settings"

/** Named policies in words; one that is not here is shown by its settings. */
const words: Readonly<Record<string, string>> = {
  default:
    "A member renews its keys before every 25th message of its own, and when it is back after 30 days; whoever speaks commits changes.",
  never: "Nobody renews keys of its own accord.",
  daily: "Each member renews its keys once a day.",
  weekly: "Each member renews its keys once a week.",
  "each-epoch": "A member renews its keys before its first message in an epoch that another began.",
  admin: "As default, but the eldest member commits all changes."
}

/** Fills in the part of the form that says when keys are renewed, and gives what reads it. */
export const policyForm = ({ policies, policySettings }: Offer): (() => string) => {
  const select = control("policy", HTMLSelectElement)
  const text = control("policy-text", HTMLInputElement)
  select.append(...policies.map(({ name }) => option(name, name)), option(own, "own settings, or several to compare"))
  byId("policy-settings").append(
    ...policySettings.flatMap(([key, takes]) => [element("dt", {}, key), element("dd", {}, takes)]),
    element("dt", {}, "rekey.every=1d,7d,never"),
    element("dd", {}, "several values of one setting are as many policies, and each is run")
  )
  const show = (): void => {
    const isOwn = select.value === own
    byId("policy-own").hidden = !isOwn
    byId("policy-help").hidden = !isOwn
    byId("policy-about").textContent = isOwn ? "" : (words[select.value] ?? policies.find(({ name }) => name === select.value)?.text ?? "")
  }
  select.addEventListener("change", show)
  show()
  return () => (select.value === own ? text.value.trim() : select.value)
}
