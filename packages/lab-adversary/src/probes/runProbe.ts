import {
  type Cell,
  type Damage,
  neverPolicy,
  type Notice,
  type Noticing,
  type ProbeOutcome,
  runCell,
  type Watch,
  type Workload,
  workload
} from "@copath/lab-core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { type Built, declaredBy } from "../declared.ts"
import { lying } from "./mischief.ts"
import { type Expected, people, type Probe, round } from "./probes.ts"
import { Witness } from "./witness.ts"

/** What a probe is run over. */
export interface ProbeInput extends Built {
  /** Fixes all randomness. */
  readonly seed: string
}

/** Lies to the members of a composition, and tells what came of it. Parts that cannot work together are a defect here: see `runCell`. */
export const runProbe: (probe: Probe, input: ProbeInput) => Effect.Effect<ProbeOutcome> = Effect.fnUntraced(function* (probe, input) {
  const story = storyOf(probe)
  const lie = probe.lie()
  const witness = new Witness(lie)
  const honest = yield* play(input, story)
  const lied = { ...input, composed: { ...input.composed, delivery: lying(input.composed.delivery, lie) } }
  const cell = yield* play(lied, story, witness)
  const damage: Damage = {
    accepted: witness.accepted,
    read: cell.health.failures.filter(isReading).length,
    unread: Math.max(0, honest.counts.deliveries - cell.counts.deliveries),
    lost: cell.health.lostMembers,
    agreed: cell.agreement.agreed
  }
  const notices = noticesOf(story, witness, cell)
  const noticed = whenFirst(notices)
  const foreseen = probe.expected(yield* declaredBy(input))
  const surprises = surprisesOf(foreseen, noticed, damage)
  return { probe: probe.name, about: probe.about, composition: input.composed.name, noticed, notices, damage, foreseen, surprises }
})

/** All talk once, before anything happens. */
const storyOf = ({ events, name }: Probe): Workload => {
  const [by, ...others] = people
  const all = [{ t: 0, do: "create", by, with: others } as const, ...round(10), ...events]
  return Result.getOrThrow(workload({ lab: "workload/1", name, members: people }, all))
}

const play = Effect.fnUntraced(function* ({ composed, seed, suite }: ProbeInput, story: Workload, watch?: Watch) {
  const looking = watch === undefined ? {} : { watch }
  const run = { composed, suite, seed, workload: story, policy: neverPolicy, repeat: 0, stopwatch: () => 0, shadowed: true, ...looking }
  const outcome = yield* runCell(run)
  return outcome._tag === "cell" ? outcome.cell : yield* Effect.die(new Error(outcome.refused.reason))
})

type Failure = Cell["health"]["failures"][number]

/** Not a member's failure: somebody who was removed has read something. */
const isReading = ({ reason }: Failure): boolean => reason.startsWith("OpenedByRemoved")

/** Who noticed something, each once: by a message that it did not take in, or where none was opened, by what it complained of. */
const noticesOf = ({ events }: Workload, { before, refusals }: Witness, { health }: Cell): ReadonlyArray<Notice> => {
  const failures = health.failures.filter((failure) => !isReading(failure))
  const textsUntil = (event: number): number => events.slice(0, event + 1).filter((one) => one.do === "say").length
  const complaints = failures.map(({ member, step }) => ({ by: member, after: Math.max(0, textsUntil(step) - before) }))
  const notices = new Map<string, Notice>()
  for (const { after, by } of [...refusals, ...complaints]) {
    const reason = failures.find(({ member }) => member === by)?.reason ?? "held back until it fitted"
    if (!notices.has(by)) notices.set(by, { by, after, reason })
  }
  return [...notices.values()].toSorted((a, b) => a.after - b.after)
}

const whenFirst = ([first]: ReadonlyArray<Notice>): Noticing => {
  if (first === undefined) return "never"
  return first.after === 0 ? "at once" : first.after === 1 ? "at the first text" : "later"
}

const surprisesOf = (expected: Expected, noticed: Noticing, damage: Damage): ReadonlyArray<string> => {
  const late = expected.noticed.includes(noticed) ? [] : [`noticed ${noticed}, not ${expected.noticed.join(" or ")}`]
  const facts = Object.entries(expected.damage).flatMap(([what, value]) => {
    const found = damage[what as keyof Damage]
    return found === value ? [] : [`${what} is ${String(found)}, not ${String(value)}`]
  })
  return [...late, ...facts]
}
