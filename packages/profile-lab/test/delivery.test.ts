import { decode, encode } from "@copath/codec"
import { layer as basic } from "@copath/credential-basic"
import { type Delivered, DeliveryService } from "@copath/contracts"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import { layerWith, relabelling } from "@copath/delivery-memory"
import {
  adopt,
  commit,
  createGroup,
  type GroupServices,
  type GroupState,
  joinGroup,
  makeGroupInfo,
  makeIdentity,
  makeKeyPackage,
  observeFrom,
  persist,
  receive,
  send,
  type Watch,
  watchGroups
} from "@copath/group"
import { rfc9420 } from "@copath/profile-rfc9420"
import { rfc9420Wire } from "@copath/wire"
import { it } from "@effect/vitest"
import { Effect, Layer, Option, Result, Stream } from "effect"
import { describe, expect } from "vitest"

const utf8 = new TextEncoder()
const engine: Layer.Layer<GroupServices> = Layer.provideMerge(
  Layer.mergeAll(rfc9420, basic),
  Layer.mergeAll(cipherSuite(1), seededEntropy("delivery"))
)

const identityOf = (name: string) => makeIdentity({ _tag: "basic", identity: utf8.encode(name) })

/** Ann, Bob and Cat in a group of this name. */
const three = Effect.fnUntraced(function* (name: string) {
  const first = yield* createGroup({ groupId: utf8.encode(name), identity: yield* identityOf("ann") })
  const bob = yield* makeKeyPackage(yield* identityOf("bob"))
  const cat = yield* makeKeyPackage(yield* identityOf("cat"))
  const added = yield* commit(first, { add: [bob.keyPackage, cat.keyPackage] })
  const welcome = added.welcome ?? new Uint8Array(0)
  return [
    (yield* adopt(added.state)).state,
    yield* joinGroup({ welcome, keyPackage: bob.secrets }),
    yield* joinGroup({ welcome, keyPackage: cat.secrets })
  ] as const
})

/** The message itself, and before and after it the same under other labels: another sender's leaf, another epoch, another group. */
const underOtherNames = (message: Uint8Array): ReadonlyArray<Uint8Array> => {
  const read = Result.getOrThrow(decode(rfc9420Wire.mlsMessage, message))
  if (read._tag === "privateMessage") {
    const { privateMessage } = read
    const relabelled = [
      { epoch: privateMessage.epoch + 1n },
      { groupId: utf8.encode(String.fromCharCode(...privateMessage.groupId) === "red" ? "blue" : "red") },
      { authenticatedData: utf8.encode("said by bob") }
    ].map((label) => encode(rfc9420Wire.mlsMessage, { ...read, privateMessage: { ...privateMessage, ...label } }))
    return [...relabelled, message, message, ...relabelled]
  }
  if (read._tag !== "publicMessage") return [message]
  const { publicMessage } = read
  const { content } = publicMessage
  const relabelled = [
    { sender: { _tag: "member", leafIndex: 1 } as const },
    { sender: { _tag: "newMemberCommit" } as const },
    { sender: { _tag: "external", senderIndex: 0 } as const },
    { epoch: content.epoch + 1n },
    { groupId: utf8.encode("red") }
  ]
    .map((label) => ({ ...content, ...label }))
    .filter((changed) => encode(rfc9420Wire.framedContent, changed).join() !== encode(rfc9420Wire.framedContent, content).join())
    .map((changed) => {
      const tag = changed.sender._tag === "member" ? publicMessage.membershipTag : undefined
      return encode(rfc9420Wire.mlsMessage, { ...read, publicMessage: { ...publicMessage, content: changed, membershipTag: tag } })
    })
  return [...relabelled, message, message, ...relabelled]
}

/** What a member makes of all that a service hands out: what it read by whom, and why it refused the rest. */
const reads = Effect.fnUntraced(function* (start: GroupState, delivered: ReadonlyArray<Delivered>) {
  let state = start
  const said: Array<string> = []
  const refused = new Set<string>()
  for (const { message } of delivered) {
    const before = yield* persist(state)
    const got = yield* Effect.result(receive(state, message))
    if (Result.isFailure(got)) {
      refused.add("reason" in got.failure ? `${got.failure._tag}/${got.failure.reason}` : got.failure._tag)
      expect(yield* persist(state)).toEqual(before)
      continue
    }
    if (got.success._tag === "application") said.push(`leaf ${got.success.sender}: ${new TextDecoder().decode(got.success.data)}`)
    if (got.success._tag !== "removed") state = got.success.state
  }
  return { state, said, refused }
})

describe("a delivery service that lies", () => {
  it.live(
    "V319: sender, group, epoch and order as the service labels them are rejected or ignored; what is signed and sealed decides",
    () =>
      Effect.gen(function* () {
        const { publish, subscribe } = yield* DeliveryService
        const rooms = ["red", "blue"] as const
        const ends: Array<readonly [GroupState, GroupState]> = []
        for (const name of rooms) {
          const [ann, bob] = yield* three(name)
          const said = yield* send(ann, utf8.encode(`${name} one`))
          yield* publish(name, said.message, Option.none())
          const made = yield* commit(said.state)
          yield* publish(name, made.message, Option.some(made.state.context.epoch))
          const after = yield* send((yield* adopt(made.state)).state, utf8.encode(`${name} two`))
          yield* publish(name, after.message, Option.none())
          ends.push([after.state, bob])
        }
        for (const [at, name] of rooms.entries()) {
          const [ann, bob] = ends[at] ?? []
          if (ann === undefined || bob === undefined) throw new Error("two rooms")
          const most = 6 * 12
          const all: Array<Delivered> = []
          const record = Stream.runForEach(Stream.take(subscribe(name, 3n), most), (one) => Effect.sync(() => void all.push(one)))
          yield* Effect.timeoutOption(record, "200 millis")
          expect(all.length).toBeGreaterThan(40)
          expect(all.map(({ position }) => position)).not.toEqual(all.map((_, place) => BigInt(place)))
          const seen = yield* reads(bob, all)
          expect(seen.said).toEqual([`leaf 0: ${name} one`, `leaf 0: ${name} two`])
          expect(seen.state.confirmationTag).toEqual(ann.confirmationTag)
          // Nobody is accused of what only a label says, as of a commit in our own name (V212).
          expect([...seen.refused].toSorted()).toEqual([
            "BadSignature",
            "BadTag",
            "FrameRejected/FutureEpoch",
            "FrameRejected/StaleEpoch",
            "FrameRejected/UnknownGroup",
            "FrameRejected/UnknownSender",
            "Unprotectable/BadCiphertext",
            "Unprotectable/KeyConsumed"
          ])
        }
      }).pipe(Effect.provide(Layer.merge(engine, relabelling({ rewrite: underOtherNames }))))
  )
})

describe("a delivery service that watches its groups", () => {
  it.live("V318: hands out nothing of what members would refuse, and everything that they take", () =>
    Effect.gen(function* () {
      const watch: Watch = yield* watchGroups
      yield* Effect.gen(function* () {
        const { publish, subscribe } = yield* DeliveryService
        const [ann, bob, cat] = yield* three("g")
        watch.follow("g", yield* observeFrom({ groupInfo: yield* makeGroupInfo(ann) }))
        const at = Option.some(ann.context.epoch)
        const made = yield* commit(ann, { remove: [cat.me] })
        for (const forged of underOtherNames(made.message).filter((m) => m !== made.message)) {
          const refused = yield* Effect.flip(publish("g", forged, at))
          expect(refused).toMatchObject({ _tag: "DeliveryRefused", reason: "Invalid" })
        }
        yield* publish("g", made.message, at)
        const late = yield* commit(bob)
        expect(yield* Effect.flip(publish("g", late.message, at))).toMatchObject({ reason: "StaleEpoch", epoch: 2n })
        const said = yield* send((yield* adopt(made.state)).state, utf8.encode("without cat"))
        yield* publish("g", said.message, Option.none())
        const [first, second] = yield* Stream.runCollect(Stream.take(subscribe("g", 0n), 2))
        const seen = yield* reads(
          bob,
          [first, second].filter((one) => one !== undefined)
        )
        expect([seen.said, seen.refused.size]).toEqual([["leaf 0: without cat"], 0])
      }).pipe(Effect.provide(layerWith({ check: watch.check })))
    }).pipe(Effect.provide(engine))
  )
})
