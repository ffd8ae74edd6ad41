import {
  adopt,
  commit,
  createGroup,
  GroupOptions,
  type GroupServices,
  type GroupState,
  joinGroup,
  type KeyPackageSecrets,
  makeIdentity,
  makeKeyPackage,
  persist,
  receive,
  send
} from "@copath/group"
import type { Composed } from "@copath/profile-lab"
import { Effect, Layer, ManagedRuntime } from "effect"
import { timed } from "./unit.ts"

/** What one device has to bear. Bytes are exact; times are in u. */
export interface Borne {
  /** A commit with new keys for its committer's whole path. */
  readonly commitBytes: number
  /** The Welcome of one who joins. */
  readonly welcomeBytes: number
  /** The state as it is written down, once the device has said something itself. */
  readonly stateBytes: number
  /** To process that commit. */
  readonly processU: number
  /** To open a text of 64 bytes. */
  readonly receiveU: number
  /** To join. */
  readonly joinU: number
  /** u, in microseconds. */
  readonly unitMicroseconds: number
}

/** Texts in a row, of which each is timed as one of so many. */
const ROW = 20

const someone = Effect.fnUntraced(function* (i: number) {
  const identity = new TextEncoder().encode(`member ${String(i).padStart(9, "0")}`)
  const { secrets } = yield* makeKeyPackage(yield* makeIdentity({ _tag: "basic", identity }))
  return secrets
})

/** Adds these, and goes on into the epoch that begins. */
const adding = Effect.fnUntraced(function* (state: GroupState, added: ReadonlyArray<KeyPackageSecrets>) {
  const { state: pending, welcome } = yield* commit(state, { add: added.map(({ keyPackage }) => keyPackage), path: true })
  if (welcome === undefined) throw new Error("an add makes a Welcome")
  return { state: (yield* adopt(pending)).state, welcome }
})

const row = Effect.fnUntraced(function* (from: GroupState) {
  const messages: Array<Uint8Array> = []
  for (let state = from; messages.length < ROW;) {
    const sent = yield* send(state, new Uint8Array(64).fill(0x61))
    messages.push(sent.message)
    state = sent.state
  }
  return messages
})

const openAll = Effect.fnUntraced(function* (to: GroupState, messages: ReadonlyArray<Uint8Array>) {
  let state = to
  for (const message of messages) {
    const received = yield* receive(state, message)
    if (received._tag !== "application") throw new Error("a text was sent")
    state = received.state
  }
})

/**
 * A group of `n` that one commit made of all but the last, who was then added by another. The last is the device: it joins, takes in a commit of the group's creator,
 * opens what that one says, and says something itself. Nobody else has a state.
 */
export const device = async (composed: Composed, n: number, enough: number): Promise<Borne> => {
  const base = Layer.mergeAll(composed.suite(1), composed.parts.provider.entropy, composed.delivery)
  const runtime = ManagedRuntime.make(Layer.provideMerge(composed.protocol, base))
  const run = <A, E>(effect: Effect.Effect<A, E, GroupServices>): Promise<A> =>
    runtime.runPromise(effect.pipe(Effect.provideService(GroupOptions, composed.choices)))
  try {
    const [others, last] = await run(Effect.all([Effect.forEach(Array.from({ length: n - 2 }), (_, i) => someone(i + 1)), someone(n - 1)]))
    const creator = await run(
      Effect.gen(function* () {
        const identity = yield* makeIdentity({ _tag: "basic", identity: new TextEncoder().encode("member 000000000") })
        const alone = yield* createGroup({ identity })
        return others.length === 0 ? alone : (yield* adding(alone, others)).state
      })
    )
    const { state: before, welcome } = await run(adding(creator, [last]))
    const join = joinGroup({ welcome, keyPackage: last })
    const joined = await run(join)
    const renewed = await run(commit(before, { path: true }))
    const after = (await run(adopt(renewed.state))).state
    const taken = await run(receive(joined, renewed.message))
    if (!("state" in taken)) throw new Error("a commit was sent")
    const texts = await run(row(after))
    // Who has spoken holds what it takes to speak to everybody, where that is a key for each of them.
    const spoken = (await run(send(taken.state, new Uint8Array(64).fill(0x62)))).state
    const [joining, processing, opening] = [
      await timed(() => run(join), enough),
      await timed(() => run(receive(joined, renewed.message)), enough),
      await timed(() => run(openAll(taken.state, texts)), enough, ROW)
    ]
    return {
      commitBytes: renewed.message.length,
      welcomeBytes: welcome.length,
      stateBytes: (await run(persist(spoken))).length,
      processU: processing.units,
      receiveU: opening.units,
      joinU: joining.units,
      unitMicroseconds: processing.unit
    }
  } finally {
    await runtime.dispose()
  }
}
