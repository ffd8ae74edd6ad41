import type { Expectation, Pinned, Script, Workload, WorkloadEvent } from "@copath/lab-core"
import { runLengths } from "@copath/lab-core"
import type { Attacker } from "./attacker/attacker.ts"
import { setColumns } from "./closure/bitMatrix.ts"
import { closeEach, fieldOf, readers } from "./attacker/field.ts"
import { type Bound, type Deletion, taken } from "./attacker/knowledge.ts"
import { defaultSeizures, type SeizureOptions, type Seizures, seizures } from "./attacker/seizures.ts"
import type { Trace } from "./graph/trace.ts"

type Event<K extends WorkloadEvent["do"]> = Extract<WorkloadEvent, { readonly do: K }>

/** An event that is nobody's doing, and the state after it, in which nothing has changed. */
interface Noted<E> {
  readonly event: E
  /** Its index in the workload. */
  readonly index: number
  readonly state: number
}

/** Messages that fall, for each attacker, by number. */
type Fallen = ReadonlyArray<ReadonlySet<number>>

/**
 * What falls to the attackers that a workload pins to its members, and whether it falls out as the workload expects; `undefined` where it asks nothing. What is expected is
 * asked of all who were pinned before, together; where nobody was, it is the mean over all seizures. `takes` and what follows in `options` is for these; `deletion` is for all.
 */
export const scriptOf = (trace: Trace, workload: Workload, options: SeizureOptions = defaultSeizures): Script | undefined => {
  const notes = noted(trace, workload)
  const pins = notes.filter(isOf("compromise"))
  const hopes = notes.filter(isOf("expect")).filter(({ event }) => event.exposed !== undefined)
  if (pins.length === 0 && hopes.length === 0) return undefined
  const attackers = pins.map((pin) => pinnedBy(trace, pin))
  const before = hopes.map(({ index }) => attackers.filter((_, i) => (pins[i]?.index ?? 0) < index))
  const asked = [...attackers, ...before.map((of): Attacker => ({ as: "coalition", of }))]
  const lower = fallen(trace, "lower", asked, options.deletion)
  const upper = trace.unexplained.length === 0 ? lower : fallen(trace, "upper", asked, options.deletion)
  const all = before.some((of) => of.length === 0) ? seizures(trace, options) : undefined
  return {
    pinned: pins.map((pin, i): Pinned => {
      const { from, to } = stretch(trace, pin)
      const runs = [...(lower[i] ?? [])]
      return { event: pin.index, member: pin.event.by, from, to, messages: runs.length, runs: runLengths(runs) }
    }),
    expected: hopes.map((hope, i): Expectation => {
      const place = attackers.length + i
      const shareOf = (of: Fallen, bound: Bound) => (said: ReadonlyArray<number>) =>
        before[i]?.length === 0 && all !== undefined
          ? meanOf(all, bound, said)
          : said.filter((message) => of[place]?.has(message) === true).length / said.length
      return judged(trace, hope, shareOf(lower, "lower"), shareOf(upper, "upper"))
    })
  }
}

const isOf =
  <K extends "compromise" | "expect">(kind: K) =>
  (one: Noted<WorkloadEvent>): one is Noted<Event<K>> =>
    one.event.do === kind

/** Such events are steps of their own, which people and policies add nothing to and take nothing from. */
const noted = ({ states }: Trace, { events }: Workload): ReadonlyArray<Noted<WorkloadEvent>> => {
  const places = states.flatMap(({ did }, state) => (did === "note" ? [state] : []))
  return events
    .flatMap((event, index) => (event.do === "compromise" || event.do === "expect" || event.do === "partition" ? [{ event, index }] : []))
    .map((one, i) => ({ ...one, state: places[i] ?? states.length - 1 }))
}

/** The states in which a member's devices are somebody else's too. */
const stretch = ({ states }: Trace, { event, state }: Noted<Event<"compromise">>): { readonly from: number; readonly to: number } => {
  const { until } = event
  const end = until === undefined ? 0 : states.filter(({ ms }) => ms < until).length
  return { from: state, to: Math.max(state + 1, end) }
}

/** All leaves of the member: without an end they are copied once, and with one they are sat on. */
const pinnedBy = (trace: Trace, pin: Noted<Event<"compromise">>): Attacker => {
  const { by, takes = "state", until } = pin.event
  const { from, to } = stretch(trace, pin)
  const leaves = trace.members.flatMap(({ name }, who) => (name === by || name.startsWith(`${by}/`) ? [who] : []))
  return {
    as: "coalition",
    of: leaves.map((who): Attacker =>
      until === undefined ? { as: "seize", who, at: from, takes: takes === "state" ? "all" : takes } : { as: "resident", who, from, to }
    )
  }
}

const fallen = (trace: Trace, bound: Bound, attackers: ReadonlyArray<Attacker>, deletion: Deletion): Fallen => {
  const field = fieldOf(trace, bound)
  const found = attackers.map(() => new Set<number>())
  const known = attackers.map((attacker) => taken(trace, attacker, deletion))
  closeEach(field, known, (knowledge, first, count) => {
    for (let a = 0; a < count; a++) {
      for (const message of trace.messages.keys()) {
        if (((readers(field, knowledge, message, a >>> 5) >>> (a & 31)) & 1) === 1) found[first + a]?.add(message)
      }
    }
  })
  return found
}

/** The share of these messages that falls, in the mean over all members and states. */
const meanOf = ({ lower, pairs, rows, upper }: Seizures, bound: Bound, said: ReadonlyArray<number>): number => {
  const { read } = bound === "lower" ? lower : upper
  const asked = new Set(said)
  const sum = rows.reduce((all, { weight }, row) => all + weight * setColumns(read, row).filter((message) => asked.has(message)).length, 0)
  return pairs === 0 ? 0 : Math.min(1, sum / (pairs * said.length))
}

type Share = (said: ReadonlyArray<number>) => number

const judged = (trace: Trace, { event, index }: Noted<Event<"expect">>, least: Share, most: Share): Expectation => {
  const { from, share, to } = event.exposed ?? { from: 0, to: 0, share: [0, 1] as const }
  const said = trace.messages.flatMap(({ state }, message) => {
    const ms = trace.states[state]?.ms ?? -1
    return from <= ms && ms <= to ? [message] : []
  })
  const [found, upper] = said.length === 0 ? [0, 0] : [least(said), most(said)]
  const met = said.length > 0 && share[0] <= found && upper <= share[1]
  return { event: index, from, to, share, messages: said.length, found, ...(upper === found ? {} : { most: upper }), met }
}
