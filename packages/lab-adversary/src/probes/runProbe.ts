import { CommitAdoption } from "@copath/client"
import { Cgka, DeliveryService, MessageProtection, SignatureScheme } from "@copath/contracts"
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
import type { Composed } from "@copath/profile-lab"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { lying } from "./mischief.ts"
import { type Declared, type Expected, people, type Probe, round } from "./probes.ts"
import { Witness } from "./witness.ts"

/** What a probe is run over. */
export interface ProbeInput {
  /** The composition that is lied to. */
  readonly composed: Composed
  /** A registered cipher suite (RFC 9420, 17.1). */
  readonly suite: number
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
  const surprises = surprisesOf(probe.expected(yield* declaredBy(input)), noticed, damage)
  return { probe: probe.name, composition: input.composed.name, noticed, notices, damage, surprises }
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

const declaredBy = ({ composed, suite }: ProbeInput): Effect.Effect<Declared> => {
  const below = Layer.mergeAll(composed.suite(suite), composed.parts.provider.entropy, composed.delivery)
  const declared = Effect.gen(function* () {
    const { needs } = yield* MessageProtection
    const { groupSecret } = yield* Cgka
    const { attributable } = (yield* SignatureScheme).facts
    const { ordering } = yield* DeliveryService
    const { waits } = yield* CommitAdoption
    return { needs, groupSecret, attributable, ordering, waits }
  })
  return Effect.orDie(Effect.provide(declared, Layer.provideMerge(composed.protocol, below)))
}

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
