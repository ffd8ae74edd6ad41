import { CipherSuite } from "@copath/contracts"
import { layer as basic } from "@copath/credential-basic"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import { adopt, commit, createGroup, type GroupState, joinGroup, makeIdentity, makeKeyPackage, receive, send } from "@copath/group"
import { rfc9420 } from "@copath/profile-rfc9420"
import { it } from "@effect/vitest"
import { Effect, Layer, Result } from "effect"
import { expect } from "vitest"
import { ask, compose, defaultLimits, emptyResender, type Here, type Resender, take, wentOut } from "../src/index.ts"

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const services = Layer.provideMerge(Layer.mergeAll(rfc9420, basic), Layer.mergeAll(cipherSuite(1), seededEntropy("resend")))

/** One client: its place in the group and its memory. */
interface Client {
  readonly name: string
  group: GroupState
  memory: Resender
}

const nameAt = (leaf: number): Uint8Array => bytes(["alice", "bob"][leaf] ?? "nobody")

it.effect("R131, R132: the delivery service withholds a message, provokes its resending, and releases it: it is delivered once", () =>
  Effect.gen(function* () {
    const suite = yield* CipherSuite
    const hash = suite.hash.digest
    const identity = (name: string) => makeIdentity({ _tag: "basic", identity: bytes(name) })
    const bobs = yield* makeKeyPackage(yield* identity("bob"))
    const alone = yield* createGroup({ groupId: bytes("kitchen"), identity: yield* identity("alice") })
    const added = yield* commit(alone, { add: [bobs.keyPackage] })
    const alice: Client = { name: "alice", group: (yield* adopt(added.state)).state, memory: emptyResender }
    const joined = yield* joinGroup({ welcome: added.welcome ?? new Uint8Array(0), keyPackage: bobs.secrets })
    const bob: Client = { name: "bob", group: joined, memory: emptyResender }

    const here = (client: Client): Here => ({
      me: bytes(client.name),
      epoch: client.group.context.epoch,
      newestJoin: 1n,
      now: 1000n,
      hash
    })
    const say = (client: Client, payload: Uint8Array) =>
      Effect.map(send(client.group, payload), ({ message, state }) => {
        client.group = state
        return message
      })
    const hear = (client: Client, message: Uint8Array) =>
      Effect.map(receive(client.group, message), (got) => {
        if (got._tag !== "application") throw new Error(got._tag)
        client.group = got.state
        const arrived = { author: nameAt(got.sender), epoch: got.epoch, payload: got.data }
        const { outcome, state } = Result.getOrThrow(take(client.memory, defaultLimits, here(client), arrived))
        client.memory = state
        return outcome
      })

    const id = new Uint8Array(16).fill(7)
    const composed = compose(alice.memory, defaultLimits, { body: bytes("meet at nine"), id, epoch: alice.group.context.epoch, now: 1000n })
    const withheld = yield* say(alice, composed.payload)
    alice.memory = wentOut(composed.state, id, hash(withheld))

    // Bob knows the message by its hash alone: a gap that the service shows, or bytes that did not open.
    const answer = yield* hear(alice, yield* say(bob, ask(hash(withheld))))
    if (answer._tag !== "answer") throw new Error(answer._tag)
    const again = yield* say(alice, answer.payload)
    alice.memory = wentOut(alice.memory, id, hash(again))
    const first = yield* hear(bob, again)
    expect(first).toMatchObject({ _tag: "deliver", again: true })
    expect(yield* hear(bob, withheld)).toMatchObject({ _tag: "duplicate" })
  }).pipe(Effect.provide(services))
)
