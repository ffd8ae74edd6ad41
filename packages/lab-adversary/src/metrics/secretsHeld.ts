import type { Field } from "../attacker/field.ts"
import { everybody } from "../closure/focus.ts"

/** How many values a member's state holds that not everybody knows: the mean over all (member, state) pairs while it is in the group, and the maximum. */
export const secretsHeld = ({ trace, focus }: Field): { readonly mean: number; readonly max: number } => {
  let [total, pairs, max] = [0, 0, 0]
  const end = trace.states.length
  for (const [member, { spans }] of trace.members.entries()) {
    const change = new Int32Array(end + 1)
    trace.held.of(member, (value, from, to) => {
      if (focus.place[value] === everybody || from >= end) return
      change[from] = change[from]! + 1
      change[Math.min(to, end)] = change[Math.min(to, end)]! - 1
    })
    let held = 0
    for (let state = 0; state < end; state++) {
      held += change[state]!
      if (!spans.some(({ from, to }) => from <= state && state < to)) continue
      total += held
      pairs++
      max = Math.max(max, held)
    }
  }
  return { mean: pairs === 0 ? 0 : total / pairs, max }
}
