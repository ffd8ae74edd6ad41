import type { Leaks } from "@copath/lab-core"
import type { Field } from "../attacker/field.ts"
import { type Bystander, leaks } from "./leaks.ts"

/**
 * Messages said before a member joined, and after it was removed if it had been there before, that fall to it if it remembers everything since: must be none.
 * Founders have nothing to be kept from.
 */
export const newcomers = (field: Field): Leaks => {
  const { members, messages } = field.trace
  const bystanders = members.flatMap(({ spans }, member) =>
    spans.flatMap(({ from: state }, index): ReadonlyArray<Bystander> => {
      if (state === 0) return []
      const left = spans[index - 1]?.to ?? -1
      const forbidden = messages.flatMap((one, i) => (one.state < state && one.state > left ? [i] : []))
      return [{ member, from: state, to: Infinity, state, forbidden }]
    })
  )
  return leaks(field, bystanders)
}
