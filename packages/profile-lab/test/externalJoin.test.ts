import { KeySchedule, SignatureScheme } from "@copath/contracts"
import {
  commit,
  externalJoin,
  adopt,
  createGroup,
  GroupOptions,
  type GroupState,
  joinGroup,
  makeGroupInfo,
  makeIdentity,
  makeKeyPackage,
  receive,
  send
} from "@copath/group"
import { it } from "@effect/vitest"
import { Effect, Layer, Option, Result } from "effect"
import { describe, expect } from "vitest"
import { catalog, type Spec } from "../src/index.ts"

const utf8 = new TextEncoder()
const parts = catalog()
const named = (name: string) => makeIdentity({ _tag: "basic", identity: utf8.encode(name) })

/** Each part that has a say in it, among default ones. */
const specs: ReadonlyArray<Spec> = (
  ["cgka", "double-join", "init", "schedule", "protection", "nonce", "sender-data", "signature", "aead"] as const
).flatMap((axis) => parts.of(axis).map(({ id }): Spec => ({ [axis]: id })))

/** Whether anybody outside could come in at all. */
const open = Effect.gen(function* () {
  const { external } = yield* KeySchedule
  const { facts } = yield* SignatureScheme
  return Option.isSome(external) && facts.verifiers === "anybody"
})

const digest = (state: GroupState): string => [state.context.epoch, ...state.secrets.exporter.expose()].join()

/** Hands a commit to everybody but `by`; those it removes are gone. */
const spread = Effect.fnUntraced(function* (members: Map<string, GroupState>, by: string, next: GroupState, message: Uint8Array) {
  for (const [name, state] of members) {
    if (name === by) continue
    const got = yield* receive(state, message)
    if (got._tag === "commit") members.set(name, got.state)
    else if (got._tag === "removed") members.delete(name)
    else throw new Error(got._tag)
  }
  members.set(by, next)
  expect(new Set([...members.values()].map(digest)).size).toBe(1)
})

describe("joining by oneself, in any composition", () => {
  it.effect.each(specs.map((spec) => ({ title: Object.values(spec).join(", "), spec })))(
    "R129: $title: a stranger joins and a member takes its own place again, or the way is closed by name",
    ({ spec }) => {
      const composed = Result.getOrThrow(parts.compose(spec))
      const base = Layer.mergeAll(composed.suite(1), composed.parts.provider.entropy, composed.delivery)
      return Effect.gen(function* () {
        const members = new Map<string, GroupState>()
        const alice = yield* createGroup({ groupId: utf8.encode("g"), identity: yield* named("alice") })
        const others = []
        for (const name of ["bob", "carol", "dave"]) others.push({ name, made: yield* makeKeyPackage(yield* named(name)) })
        const first = yield* commit(alice, { add: others.map(({ made }) => made.keyPackage) })
        for (const { made, name } of others) {
          members.set(name, yield* joinGroup({ welcome: first.welcome ?? new Uint8Array(0), keyPackage: made.secrets }))
        }
        members.set("alice", (yield* adopt(first.state)).state)
        for (const [name, resync] of [
          ["erin", false],
          ["dave", true]
        ] as const) {
          const state = members.get("bob")
          if (state === undefined) throw new Error("bob is a member")
          if (!(yield* open)) {
            expect(yield* Effect.flip(makeGroupInfo(state))).toMatchObject({ _tag: "SendRejected", reason: "Incompatible" })
            return
          }
          const groupInfo = yield* makeGroupInfo(state)
          const made = yield* externalJoin({ groupInfo, identity: yield* named(name), resync })
          yield* spread(members, name, made.state, made.message)
          for (const by of ["alice", name]) {
            const speaker = members.get(by)
            if (speaker === undefined) throw new Error(`${by} is a member`)
            const next = yield* commit(speaker, { path: true, slot: 0n })
            yield* spread(members, by, (yield* adopt(next.state)).state, next.message)
          }
        }
        const speaker = members.get("dave")
        if (speaker === undefined) throw new Error("dave is back")
        const said = yield* send(speaker, utf8.encode("here again"), { slot: 0n })
        for (const [name, state] of members) {
          if (name !== "dave") expect((yield* receive(state, said.message))._tag).toBe("application")
        }
        expect(members.size).toBe(5)
      }).pipe(Effect.provideService(GroupOptions, composed.choices), Effect.provide(Layer.provideMerge(composed.protocol, base)))
    }
  )
})
