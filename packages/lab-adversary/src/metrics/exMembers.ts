import type { Leaks } from "@copath/lab-core"
import type { Field } from "../attacker/field.ts"
import { type Bystander, leaks } from "./leaks.ts"

/**
 * Messages said after a member's removal, and before it came back, that fall to it if it remembers everything that it ever held or used: must be none. What
 * was still said in an epoch before the removal does not count, for it was meant for the removed member too.
 */
export const exMembers = (field: Field): Leaks => {
  const { members, states, messages } = field.trace
  const bystanders = members.flatMap(({ spans }, member) =>
    spans.flatMap(({ to: state }, index): ReadonlyArray<Bystander> => {
      if (state >= states.length) return []
      const back = spans[index + 1]?.from ?? Infinity
      const { epoch } = states[state]!
      const forbidden = messages.flatMap((one, i) => (one.state > state && one.state < back && one.epoch >= epoch ? [i] : []))
      return [{ member, from: 0, to: state, state, forbidden }]
    })
  )
  return leaks(field, bystanders)
}
