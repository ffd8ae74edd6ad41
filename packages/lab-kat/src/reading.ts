import { type Attacker, type Bound, closeEach, fieldOf, knowsValue, taken, type Trace } from "@copath/lab-adversary"

/** Which messages each of these attackers can read, by their indices in `Trace.messages`. */
export const readBy = (trace: Trace, attackers: ReadonlyArray<Attacker>, bound: Bound = "lower"): ReadonlyArray<ReadonlySet<number>> => {
  const field = fieldOf(trace, bound)
  const read = attackers.map(() => new Set<number>())
  closeEach(
    field,
    attackers.map((attacker) => taken(trace, attacker)),
    (knowledge, first, count) => {
      for (let a = 0; a < count; a++)
        for (const [message, { text }] of trace.messages.entries())
          if (knowsValue(field.focus, knowledge, text, a)) read[first + a]?.add(message)
    }
  )
  return read
}

/** How many of the messages from state `from` to before state `to` one attacker reads, of how many. */
export const share = (trace: Trace, attacker: Attacker, from = 0, to = Number.POSITIVE_INFINITY): string => {
  const [read = new Set<number>()] = readBy(trace, [attacker])
  const asked = trace.messages.flatMap(({ state }, message) => (state >= from && state < to ? [message] : []))
  return `${asked.filter((message) => read.has(message)).length}/${asked.length}`
}

/** Who is called so. */
export const memberOf = (trace: Trace, name: string): number => {
  const member = trace.members.findIndex((one) => one.name === name)
  if (member === -1) throw new RangeError(`nobody in this run is called ${name}`)
  return member
}

/** Takes all that this member's state holds, once. */
export const seize = (trace: Trace, name: string, at: number): Attacker => ({ as: "seize", who: memberOf(trace, name), at, takes: "all" })
