import { type Attacker, certificate, initial, replay } from "@copath/lab-adversary"
import { CipherSuite, equalBytes } from "@copath/contracts"
import { seeded } from "@copath/lab-core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { follow, type Kept, playKept } from "./clone.ts"
import { anyHistory } from "./laws/histories.ts"
import type { Stage } from "./playing.ts"
import { readBy } from "./reading.ts"

/** How much to try. */
export interface Effort {
  /** Histories drawn by lot. */
  readonly workloads: number
  /** Events of each, the creation not counted. */
  readonly events: number
  /** Copies that are woken up, for each history. */
  readonly clones: number
  /** Derivations that are done again, for each history. */
  readonly certificates: number
}

/** A copy that read what the closure says it cannot, or a derivation that does not do what it says. */
export interface Discrepancy {
  /** Which of the two it is. */
  readonly kind: "clone" | "certificate"
  /** Of the history: the same seed and stage give it again. */
  readonly seed: string
  /** Who, when and what. */
  readonly detail: string
}

/** What the adversary's word was worth, on histories drawn by lot. */
export interface Differential {
  /** Histories that were played. */
  readonly workloads: number
  /** Copies that were woken up. */
  readonly clones: number
  /** Messages that copies read, all of which the closure must have. */
  readonly read: number
  /** Derivations that were done again, all of which must end in the text. */
  readonly certificates: number
  /** Must be none. */
  readonly discrepancies: ReadonlyArray<Discrepancy>
}

const nothing: Differential = { workloads: 0, clones: 0, read: 0, certificates: 0, discrepancies: [] }

const sum = (a: Differential, b: Differential): Differential => ({
  workloads: a.workloads + b.workloads,
  clones: a.clones + b.clones,
  read: a.read + b.read,
  certificates: a.certificates + b.certificates,
  discrepancies: [...a.discrepancies, ...b.discrepancies]
})

/**
 * Holds the closure against the world, in both directions: whatever a copy of a seized state really decrypts must be in the closure, and whatever the closure
 * claims must be obtained when its derivation is done with real bytes by the composition's own provider.
 */
export const differential: (stage: Stage, effort: Effort, seed: string) => Effect.Effect<Differential> = Effect.fnUntraced(function* (
  stage: Stage,
  effort: Effort,
  seed: string
) {
  let all = nothing
  for (let i = 0; i < effort.workloads; i++) all = sum(all, yield* once(stage, effort, `${seed}/${i}`))
  return all
})

const once = Effect.fnUntraced(function* (stage: Stage, effort: Effort, seed: string) {
  // Who fails is where it is: a copy of it fails as well.
  const lots = seeded(seed, "history")
  const history = anyHistory(lots, { members: 3 + lots.below(3), steps: effort.events, sleepers: true })
  const kept = yield* playKept({ ...stage, ailing: true, seed }, history)
  return yield* heldAgainst(kept, effort, seed)
})

/** One history held against the world; see `differential`. */
export const heldAgainst = Effect.fnUntraced(function* (kept: Kept, effort: Pick<Effort, "clones" | "certificates">, seed: string) {
  const lots = seeded(seed, "differential")
  const seizures = kept.trace.members.flatMap(({ spans }, who) =>
    spans.flatMap(({ from, to }) =>
      Array.from({ length: Math.min(to, kept.trace.states.length) - from }, (_, i): Seizure => ({
        as: "seize",
        who,
        at: from + i,
        takes: "all"
      }))
    )
  )
  const drawn = lots.distinct(effort.clones, seizures.length).flatMap((index) => seizures[index] ?? [])
  const closed = readBy(kept.trace, drawn)
  return yield* kept.within(
    Effect.gen(function* () {
      const cloned = yield* Effect.forEach(drawn, (seizure, i) => compared(kept, seizure, closed[i] ?? new Set(), seed))
      const claims = drawn.flatMap((seizure, i) => [...(closed[i] ?? [])].map((message): Claim => ({ seizure, message })))
      const again = lots.distinct(effort.certificates, claims.length).flatMap((index) => claims[index] ?? [])
      const replayed = yield* Effect.forEach(again, (claim) => doneAgain(kept, claim, seed))
      return [...cloned, ...replayed].reduce(sum, { ...nothing, workloads: 1 })
    })
  )
})

type Seizure = Extract<Attacker, { readonly as: "seize" }>

/** That who took this state reads that message. */
interface Claim {
  readonly seizure: Seizure
  readonly message: number
}

const compared = Effect.fnUntraced(function* (kept: Kept, { at, who }: Seizure, closed: ReadonlySet<number>, seed: string) {
  if (kept.written(who, at) === undefined) return nothing
  const { read } = yield* follow(kept, who, at)
  const escaped = [...read].filter((message) => !closed.has(message))
  const discrepancies = escaped.map((message): Discrepancy => ({
    kind: "clone",
    seed,
    detail: `a copy of ${who} at state ${at} read message ${message}, which is not in the closure`
  }))
  return { ...nothing, clones: 1, read: read.size, discrepancies }
})

const doneAgain = Effect.fnUntraced(function* (kept: Kept, { message, seizure: attacker }: Claim, seed: string) {
  const { trace } = kept
  const done = (detail?: string): Differential => ({
    ...nothing,
    certificates: 1,
    discrepancies:
      detail === undefined
        ? []
        : [{ kind: "certificate", seed, detail: `${attacker.who} at state ${attacker.at}, message ${message}: ${detail}` }]
  })
  const found = certificate(trace, attacker, message)
  const text = trace.messages[message]?.text
  if (found === undefined || text === undefined) return done("no derivation was found")
  // A text that stands in clear, or that the state itself holds, needs none.
  if (found.edges.length === 0) return done()
  const made = replay(kept, yield* CipherSuite, found.edges, initial(trace, attacker))
  if (Result.isFailure(made)) return done(`the derivation is ${made.failure.reason} at edge ${made.failure.edge}`)
  const bytes = made.success.get(text)
  return done(bytes !== undefined && equalBytes(bytes, kept.bytesOf(text)) ? undefined : "the derivation does not end in the text")
})
