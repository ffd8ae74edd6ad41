import { CommitAdoption } from "@copath/client"
import { DeliveryService } from "@copath/contracts"
import { layerWith } from "@copath/delivery-memory"
import { adopt, commit, drop, type GroupState, makeIdentity, makeKeyPackage, receive, send } from "@copath/group"
import { it } from "@effect/vitest"
import { Effect, Layer, Option, Stream } from "effect"
import { describe, expect } from "vitest"
import { adoptionOf, complaint, eviction, judge, watchProven } from "../src/index.ts"
import { falseKey, forged, liesIn, unrelated } from "./liar.ts"
import { observed, toy } from "./proofs.ts"
import { at, bytes, groupOf, type Members, services } from "./world.ts"

const GROUP = "g"

/** What a service that watches the group asks a proof of. */
const proving = Effect.gen(function* () {
  const { hash, prove, validator } = yield* toy
  const watch = yield* watchProven(validator, hash)
  return { prove, watch, delivery: layerWith({ check: watch.check }) }
})

/** The proof of who holds the keys that its commit publishes. */
const proven = (made: { readonly proof: Uint8Array | undefined }): Uint8Array => {
  if (made.proof === undefined) throw new Error("the committer holds its own keys")
  return made.proof
}

/** Everything that the service has handed out under a name, from a position on. */
const handed = Effect.fnUntraced(function* (name: string, from: number, count: number) {
  const { subscribe } = yield* DeliveryService
  const all = yield* Stream.runCollect(Stream.take(subscribe(name, BigInt(from)), count))
  return [...all].map(({ message }) => message)
})

/** Members take what they were handed; the committer its own. */
const takenBy = Effect.fnUntraced(function* (members: Members, messages: ReadonlyArray<Uint8Array>) {
  const next = new Map(members)
  for (const message of messages) {
    for (const [leaf, state] of next) {
      const got = yield* receive(state, message)
      if (got._tag !== "removed") next.set(leaf, got.state)
    }
  }
  return next
})

const epochs = (members: Members): ReadonlySet<string> =>
  new Set([...members.values()].map(({ confirmationTag }) => confirmationTag.join()))

describe("R115: proofs through a delivery service", () => {
  it.live("commits with a path and without a proof that holds get no place, and nobody is handed one", () =>
    Effect.gen(function* () {
      const { delivery, prove, watch } = yield* proving
      yield* Effect.gen(function* () {
        const { publish } = yield* DeliveryService
        let members: Members = yield* groupOf(4)
        const [first] = members.values()
        watch.follow(GROUP, yield* observed(first as GroupState))
        const expected = () => Option.some(at(members, 2).context.epoch)
        const refused = Effect.fnUntraced(function* (message: Uint8Array, proof?: Uint8Array) {
          const error = yield* Effect.flip(publish(GROUP, message, expected(), proof === undefined ? {} : { proof }))
          return `${error.reason}: ${error.detail}`
        })

        const liar = yield* liesIn(at(members, 1), falseKey(0))
        expect(yield* refused(liar.message, proven(yield* prove(at(members, 1), liar)))).toBe("Proof: key-possession")
        const honest = yield* commit(at(members, 2))
        const proof = proven(yield* prove(at(members, 2), honest))
        expect(yield* refused(honest.message)).toBe("Proof: key-possession")
        expect(yield* refused((yield* commit(at(members, 2))).message, proof)).toBe("Proof: key-possession")

        // A refused one leaves no trace: the same commit with its proof takes the place, and only one does.
        yield* publish(GROUP, honest.message, expected(), { proof })
        expect((yield* Effect.flip(publish(GROUP, liar.message, expected(), {}))).reason).toBe("StaleEpoch")
        const said = yield* send((yield* adopt(honest.state)).state, bytes("after it"))
        yield* publish(GROUP, said.message, Option.none())
        const messages = yield* handed(GROUP, 0, 2)
        expect(messages).toEqual([honest.message, said.message])
        members = yield* takenBy(new Map([...members, [2, honest.state]]), messages.slice(0, 1))
        expect(epochs(members).size).toBe(1)

        // The service followed: the next epoch's commits are judged too. One without a path has nothing to prove.
        const { keyPackage } = yield* makeKeyPackage(yield* makeIdentity({ _tag: "basic", identity: bytes("eve") }))
        const adding = yield* commit(at(members, 0), { add: [keyPackage] })
        yield* publish(GROUP, adding.message, expected(), {})
        members = yield* takenBy(new Map([...members, [0, adding.state]]), yield* handed(GROUP, 2, 1))
        const healing = yield* commit(at(members, 3))
        expect(yield* refused(healing.message, proof)).toBe("Proof: key-possession")
        yield* publish(GROUP, healing.message, expected(), { proof: proven(yield* prove(at(members, 3), healing)) })
        members = yield* takenBy(new Map([...members, [3, healing.state]]), yield* handed(GROUP, 3, 1))
        expect(epochs(members).size).toBe(1)
      }).pipe(Effect.provide(delivery))
    }).pipe(Effect.provide(services()))
  )

  it.live(
    "what such a proof does not say, a complaint does: the service judges it as members do, goes a step back, and takes the eviction",
    () =>
      Effect.gen(function* () {
        const { delivery, prove, watch } = yield* proving
        const { consider } = yield* CommitAdoption
        yield* Effect.gen(function* () {
          const { publish } = yield* DeliveryService
          const members: Members = yield* groupOf(4)
          const before = yield* observed(at(members, 2))
          watch.follow(GROUP, before)
          const { epoch } = at(members, 2).context
          // It holds all the keys that it publishes, and tells leaf 0 something else.
          const made = yield* liesIn(at(members, 1), forged(unrelated(0)))
          yield* publish(GROUP, made.message, Option.some(epoch), { proof: proven(yield* prove(at(members, 1), made)) })
          const [message = made.message] = yield* handed(GROUP, 0, 1)
          const trials = new Map([...members].map(([leaf, state]) => [leaf, consider(leaf === 1 ? made.state : state, message)]))
          // Statements are no messages of the group: they go by another name, which nobody watches.
          const aside = `${GROUP} statements`
          let said = 0
          for (const trial of trials.values()) {
            for (const statement of (yield* trial).statements) {
              yield* publish(aside, statement, Option.none())
              said++
            }
          }
          const statements = yield* handed(aside, 0, said)
          const seats = new Map<number, GroupState>()
          for (const [leaf, looking] of trials) {
            let trial = yield* looking
            for (const statement of statements) trial = yield* trial.hear(statement)
            expect(trial.verdict).toMatchObject({ _tag: "refused", error: { _tag: "Condemned", evict: [1] } })
            seats.set(leaf, drop(leaf === 1 ? made.state : at(members, leaf)).state)
          }
          const verdicts = yield* Effect.forEach(statements, (statement) => judge(before, message, statement))
          const intent = verdicts.map(eviction).find((one) => one !== undefined)
          expect(intent).toEqual({ remove: [1] })

          // The log counts refused commits too: what is expected is the service's count, one ahead of the group's.
          watch.follow(GROUP, before)
          const evicting = yield* commit(at(seats, 3), intent)
          const proof = proven(yield* prove(at(seats, 3), evicting))
          yield* publish(GROUP, evicting.message, Option.some(epoch + 1n), { proof })
          seats.delete(1)
          const after = yield* takenBy(new Map([...seats, [3, evicting.state]]), yield* handed(GROUP, 1, 1))
          expect([...after.keys()]).toEqual([0, 2, 3])
          expect(epochs(after).size).toBe(1)
        }).pipe(Effect.provide(delivery))
      }).pipe(Effect.provide(Layer.provideMerge(adoptionOf(complaint), services())))
  )
})
