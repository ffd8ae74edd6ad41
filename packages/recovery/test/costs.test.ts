import { encode } from "@copath/codec"
import { Recovery, type Return } from "@copath/client"
import { CipherSuite, noBytes, type Suite } from "@copath/contracts"
import {
  commit,
  createGroup,
  defaultOptions,
  externalJoin,
  GroupOptions,
  type GroupState,
  makeGroupInfo,
  readKeyPackage
} from "@copath/group"
import { it } from "@effect/vitest"
import { Effect, Layer, Result } from "effect"
import { readFileSync } from "node:fs"
import { describe, expect } from "vitest"
import { externalRejoin, kitCodec, newBackupKey, none, readd, rejoinKit, resendOwn, sealKit } from "../src/index.ts"
import { asksFor, at, bytes, commits, groupOf, person, reads, says, sends, services } from "./world.ts"

const page = readFileSync(new URL("../README.md", import.meta.url), "utf8")

/** Lengths do not depend on whether signatures are checked, and checking all of a tree for each of its joiners takes a minute. */
const trusting = (suite: Suite): Suite => ({ ...suite, signature: { ...suite.signature, verify: () => true } })
const trusted = Layer.effect(CipherSuite, Effect.map(CipherSuite, trusting)).pipe(Layer.provideMerge(services))

/** A group that grows to n members, each of whom comes in by itself: every parent of the tree is set, and nobody is unmerged. */
const grownTo = Effect.fnUntraced(function* (n: number, from: GroupState | undefined) {
  let state = from ?? (yield* createGroup({ groupId: bytes("kitchen"), identity: yield* person("member 000") }))
  for (let i = state.tree.memberCount; i < n; i++) {
    const identity = yield* person(`member ${String(i).padStart(3, "0")}`)
    state = (yield* externalJoin({ groupInfo: yield* makeGroupInfo(state), identity })).state
  }
  return state
})

/** Bytes of each way back, as this member of the group sees them. */
const sizes = Effect.fnUntraced(function* (last: GroupState) {
  // Somebody else lost its state: the member at leaf 1, whose tree path is as long as everybody's. It has a new key, which is as long as the one it had.
  const credential = last.tree.leafAt(last.tree.members()[1] ?? last.me)?.credential
  if (credential === undefined) throw new Error("leaf 1 is taken")
  const identity = { ...(yield* person("")), credential }
  const leaf = last.tree.members()[1] ?? last.me
  const groupInfo = yield* makeGroupInfo(last)
  const lost = { identity, leaf, groupInfo: Effect.succeed(groupInfo) }
  const comeBack = (part: typeof none) =>
    Effect.provide(
      Effect.flatMap(Recovery, (recovery) => recovery.comeBack(lost)),
      part
    )
  const alone = lengthOf(yield* comeBack(externalRejoin))
  const asked = yield* comeBack(readd)
  if (asked?._tag !== "byAnother") throw new Error("readd needs another")
  const made = yield* commit(last, { remove: [leaf], add: [yield* readKeyPackage(asked.keyPackage)] })
  return {
    rejoin: { groupInfo: groupInfo.length, commit: alone },
    readd: { keyPackage: asked.keyPackage.length, commit: made.message.length, welcome: made.welcome?.length ?? 0 }
  }
})

const lengthOf = (back: Return | undefined): number => {
  if (back?._tag !== "byItself") throw new Error("external-rejoin needs nobody")
  return back.message.length
}

it.effect(
  "bytes of each way back in groups of 16, 64 and 256, as the README has them",
  () =>
    Effect.gen(function* () {
      let state: GroupState | undefined
      const rows: Array<string> = []
      for (const n of [16, 64, 256]) {
        state = yield* grownTo(n, state)
        const { readd: again, rejoin } = yield* sizes(state)
        const cells = [n, rejoin.commit, rejoin.groupInfo, again.keyPackage, again.commit, again.welcome]
        rows.push(`| ${cells.join(" | ")} |`)
      }
      expect(page).toContain(rows.join("\n"))
    }).pipe(Effect.provideService(GroupOptions, { ...defaultOptions, grease: "none" }), Effect.provide(trusted)),
  120_000
)

describe("what a message costs with resend-own, in bytes, as the README has them", () => {
  /** Alice says this, bob asks for it, alice sends it again: lengths of the three messages. */
  const exchange = Effect.fnUntraced(function* (text: string) {
    const group = yield* groupOf("alice", "bob")
    const first = yield* says(group, "alice", text)
    const asking = yield* asksFor(group, "bob", first)
    const { answer } = yield* reads(group, "alice", asking)
    const again = answer === undefined ? noBytes : yield* sends(group, "alice", answer.payload)
    return { first: first.length, asking: asking.length, again: again.length }
  })
  const bareLength = (text: string) =>
    Effect.provide(
      Effect.gen(function* () {
        return (yield* says(yield* groupOf("alice", "bob"), "alice", text)).length
      }),
      none
    )

  it.effect.each(["at nine", "x".repeat(63), "x".repeat(1000)])("of %s", (text) =>
    Effect.gen(function* () {
      const bare = yield* bareLength(text)
      const { again, asking, first } = yield* exchange(text)
      expect(page).toContain(`| ${[text.length, bare, first - bare, asking, again - bare].join(" | ")} |`)
    }).pipe(Effect.provide(Layer.mergeAll(services, resendOwn)))
  )
})

it.effect("bytes of a kit, as the README has them", () =>
  Effect.gen(function* () {
    const group = yield* groupOf("alice", "bob")
    yield* commits(group, "alice")
    const { state } = at(group, "bob")
    const key = yield* newBackupKey
    const [bare, demanded] = [undefined, { resumptionOf: 1n }].map((demand) => Result.getOrThrow(rejoinKit(state, demand)))
    if (bare === undefined || demanded === undefined) throw new Error("two kits")
    const lengths = [bare, demanded].map((kit) => encode(kitCodec, kit).length)
    const around = (yield* sealKit(bare, key)).length - (lengths[0] ?? 0)
    expect(page).toContain(`${lengths[0]} bytes, ${lengths[1]} with a resumption secret, and ${around} around them once sealed`)
  }).pipe(Effect.provide(Layer.mergeAll(services, none)))
)
