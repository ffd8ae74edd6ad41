import { StateKeeping } from "@copath/client"
import type { CipherSuite, Entropy } from "@copath/contracts"
import { seededEntropy } from "@copath/crypto-noble"
import {
  type GroupServices,
  GroupOptions,
  type GroupState,
  type Identity,
  commit,
  externalJoin,
  makeGroupInfo,
  makeIdentity,
  receive,
  send
} from "@copath/group"
import type { Workload } from "@copath/lab-core"
import { repeatable } from "@copath/profile-lab"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { composedOf, nameOf, play, type Played, type Stage, suiteId } from "./playing.ts"

/** What clones need of a composition. */
export type CloneServices = GroupServices | StateKeeping | CipherSuite | Entropy

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

/** When a run without a start begins: as the runner has it. */
const start = Date.parse("2026-01-05T08:00:00Z")

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
    Effect.provideService(Clock.Clock, stoppedAt(start + (trace.states.at(-1)?.ms ?? 0)))
  )
}

/** A copy of a member's state, woken up; a member that was not there is a defect. */
export const awake = Effect.fnUntraced(function* ({ trace, written }: Kept, member: number, at: number) {
  const bytes = written(member, at)
  if (bytes === undefined) return yield* Effect.die(new RangeError(`${trace.members[member]?.name} is not there at state ${at}`))
  return (yield* Effect.orDie((yield* StateKeeping).read(bytes))).state
})

/** What a copy came to that was fed with the wire. */
export interface Followed {
  /** As far as it got. */
  readonly state: GroupState
  /** Indices of the messages that it read. */
  readonly read: ReadonlySet<number>
}

/**
 * A copy of a member's state that is fed with everything on the wire: with what went before, of which it should be able to read nothing, and then with the
 * rest, which it follows as the member would. It makes no commits of its own, so it stays behind where the member itself renewed its keys.
 */
export const follow = Effect.fnUntraced(function* (kept: Kept, member: number, at: number, until = Number.POSITIVE_INFINITY) {
  const texts = new Map(kept.trace.messages.map(({ text }, message) => [nameBytes(kept.bytesOf(text)), message]))
  const read = new Set<number>()
  let state = yield* awake(kept, member, at)
  for (const { accepted, kind, message, state: when } of kept.uploads) {
    if (!accepted || when > until || (kind !== "application" && kind !== "proposal" && kind !== "commit")) continue
    if (when <= at && kind !== "application") continue
    const taken = yield* Effect.option(receive(state, message))
    if (taken._tag === "None") continue
    if (taken.value._tag === "application") for (const text of textsIn(texts, taken.value.data)) read.add(text)
    if (when > at && "state" in taken.value) state = taken.value.state
  }
  return { state, read } satisfies Followed
})

const nameBytes = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")

/** Messages whose text stands in this data. */
const textsIn = (texts: ReadonlyMap<string, number>, data: Uint8Array): ReadonlyArray<number> => {
  const whole = nameBytes(data)
  const exact = texts.get(whole)
  return exact === undefined ? [...texts].flatMap(([text, message]) => (whole.includes(text) ? [message] : [])) : [exact]
}

/** What a copy of a state can still do in its member's name. */
export interface Abilities {
  /** Honest members open a text of its. */
  readonly speaks: boolean
  /** Honest members adopt a commit of its. */
  readonly commits: boolean
  /** Honest members take it in when it joins from outside, in its member's place. */
  readonly rejoins: boolean
}

/** Whether honest members take a message: all of them. */
const believed = Effect.fnUntraced(function* (honest: ReadonlyArray<GroupState>, message: Uint8Array) {
  for (const state of honest) if ((yield* Effect.option(receive(state, message)))._tag === "None") return false
  return honest.length > 0
})

/**
 * Lets a copy of a member's state act at the end of the run, after it followed the wire as far as it can.
 *
 * @param identity with what it tries to join from outside: the one in the state, unless it is said
 */
export const abilities = Effect.fnUntraced(function* (
  kept: Kept,
  member: number,
  at: number,
  identity: (state: GroupState) => Effect.Effect<Identity, unknown, CloneServices> = identityOf
) {
  const end = kept.trace.states.length - 1
  const honest: Array<GroupState> = []
  for (let other = 0; other < kept.trace.members.length; other++)
    if (other !== member && kept.written(other, end) !== undefined) honest.push(yield* awake(kept, other, end))
  const [witness] = honest
  const { state } = yield* follow(kept, member, at)
  const said = yield* Effect.option(send(state, new TextEncoder().encode("it is me")))
  const committed = yield* Effect.option(commit(state, { path: true }))
  const info = witness === undefined ? undefined : yield* Effect.option(makeGroupInfo(witness))
  const joined =
    info === undefined || info._tag === "None"
      ? undefined
      : yield* Effect.option(Effect.flatMap(identity(state), (me) => externalJoin({ groupInfo: info.value, identity: me, resync: true })))
  return {
    speaks: said._tag === "Some" && (yield* believed(honest, said.value.message)),
    commits: committed._tag === "Some" && (yield* believed(honest, committed.value.message)),
    rejoins: joined?._tag === "Some" && (yield* believed(honest, joined.value.message))
  } satisfies Abilities
})

/** Who a state says that its member is. */
export const identityOf = ({ identity, me, tree }: GroupState): Effect.Effect<Identity> => {
  const leaf = tree.leafAt(me)
  return leaf === undefined
    ? Effect.die(new RangeError("a member has a leaf"))
    : Effect.succeed({ credential: leaf.credential, signatureKey: identity })
}

/** The same name with a key of its own: what is left to who did not take the member's. */
export const pretender = (state: GroupState) => Effect.flatMap(identityOf(state), ({ credential }) => makeIdentity(credential))
