import type { CipherSuite, Entropy } from "@copath/contracts"
import { seededEntropy } from "@copath/crypto-noble"
import { GroupOptions, type GroupState } from "@copath/group"
import {
  awakeCopy,
  type CopiedAct,
  type CopiedHolding,
  copyAttempts,
  type CopyServices,
  defaultStart,
  followWire,
  type Workload
} from "@copath/lab-core"
import { repeatable } from "@copath/profile-lab"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { composedOf, nameOf, play, type Played, type Stage, suiteId } from "./playing.ts"

/** What clones need of a composition. */
export type CloneServices = CopyServices | CipherSuite | Entropy

/** A history that was played, with everybody's written state after each step, and the means to wake copies of them up. */
export interface Kept extends Played {
  /** A member's state as it was written down after a step, by indices of `Trace.members` and `Trace.states`; `undefined`: it was not there. */
  readonly written: (member: number, state: number) => Uint8Array | undefined
  /** Runs something with the composition's parts, at the time at which the history ended. */
  readonly within: <A, E>(effect: Effect.Effect<A, E, CloneServices>) => Effect.Effect<A, E>
}

/** Plays a history and keeps what everybody writes down. */
export const playKept = (stage: Stage, workload: Workload): Effect.Effect<Kept> =>
  Effect.gen(function* () {
    const states: Array<Map<string, Uint8Array>> = []
    const played = yield* play(stage, workload, (watch) => ({
      ...watch,
      wantsPersisted: () => true,
      settled: (moment) => {
        const written = moment.present.flatMap(({ name, persisted }) => {
          const [state] = persisted ?? []
          return state === undefined ? [] : [[name, state] as const]
        })
        states.push(new Map(written))
        const asked = watch.wantsPersisted(moment.step)
        watch.settled(asked ? moment : { ...moment, present: moment.present.map((one) => ({ ...one, persisted: undefined })) })
      }
    }))
    return {
      ...played,
      written: (member, state) => states[state]?.get(played.trace.members[member]?.name ?? ""),
      within: (effect) => provided(stage, played, effect)
    }
  })

const stoppedAt = (ms: number): Clock.Clock => ({
  currentTimeMillisUnsafe: () => ms,
  currentTimeMillis: Effect.succeed(ms),
  currentTimeNanosUnsafe: () => BigInt(ms) * 1_000_000n,
  currentTimeNanos: Effect.succeed(BigInt(ms) * 1_000_000n),
  monotonicTimeNanosUnsafe: () => BigInt(ms) * 1_000_000n,
  monotonicTimeNanos: Effect.succeed(BigInt(ms) * 1_000_000n),
  sleep: () => Effect.void
})

const provided = <A, E>(stage: Stage, { trace }: Played, effect: Effect.Effect<A, E, CloneServices>): Effect.Effect<A, E> => {
  const composed = composedOf(stage)
  const base = Layer.mergeAll(repeatable(composed.suite(suiteId)), seededEntropy(`clones of ${nameOf(stage)}`), composed.delivery)
  return effect.pipe(
    Effect.provide(Layer.orDie(Layer.provideMerge(composed.protocol, base)), { local: true }),
    Effect.provideService(GroupOptions, { ...composed.choices, pastEpochs: stage.pastEpochs ?? 0 }),
    Effect.provideService(Clock.Clock, stoppedAt(defaultStart + (trace.states.at(-1)?.ms ?? 0)))
  )
}

/** A copy of a member's state, woken up; a member that was not there is a defect. */
export const awake = Effect.fnUntraced(function* ({ trace, written }: Kept, member: number, at: number) {
  const bytes = written(member, at)
  if (bytes === undefined) return yield* Effect.die(new RangeError(`${trace.members[member]?.name} is not there at state ${at}`))
  return yield* Effect.orDie(awakeCopy(bytes))
})

/** A copy of a member's state, fed with everything on the wire: see `followWire`. Its numbers of texts are those of `Trace.messages`. */
export const follow = Effect.fnUntraced(function* (kept: Kept, member: number, at: number, until = Number.POSITIVE_INFINITY) {
  const texts = kept.trace.messages.map(({ text }) => kept.bytesOf(text))
  return yield* followWire(yield* awake(kept, member, at), { at, until, texts, wire: kept.uploads })
})

/** What a copy of a state can still do in its member's name. */
export interface Abilities {
  /** Honest members open a text of its. */
  readonly speaks: boolean
  /** Honest members adopt a commit of its. */
  readonly commits: boolean
  /** Honest members take it in when it joins from outside, in its member's place. */
  readonly rejoins: boolean
}

/** Lets a copy of a member's state act at the end of the run, after it followed the wire as far as it can: what all honest members take, it can do. */
export const abilities = Effect.fnUntraced(function* (kept: Kept, member: number, at: number, holding: CopiedHolding = "everything") {
  const end = kept.trace.states.length - 1
  const honest: Array<GroupState> = []
  for (let other = 0; other < kept.trace.members.length; other++)
    if (other !== member && kept.written(other, end) !== undefined) honest.push(yield* awake(kept, other, end))
  const { state: copy } = yield* follow(kept, member, at)
  const since = kept.uploads.filter(({ kind, state }) => kind === "application" && state > at)
  const attempts = yield* copyAttempts({ copy, honest, behind: since.length, slot: BigInt(kept.uploads.length) })
  const can = (act: CopiedAct): boolean =>
    honest.length > 0 && attempts.some((one) => one.act === act && one.holding === holding && one.accepted === honest.length)
  return { speaks: can("speak"), commits: can("commit"), rejoins: can("re-join") } satisfies Abilities
})
