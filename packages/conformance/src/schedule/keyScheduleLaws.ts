import { encode } from "@copath/codec"
import {
  type CgkaRejected,
  CipherSuite,
  type Entropy,
  type EpochSecrets,
  KeySchedule,
  type Psk,
  Secret,
  type Suite
} from "@copath/contracts"
import { type GroupContext, groupContext as groupContextCodec } from "@copath/wire"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { assert } from "vitest"
import { type Law, register } from "../law.ts"
import { type CryptoUnderTest, flipped, hexOf, type Make, makerOf, namedSecret, textBytes } from "./crypto.ts"

/** What the laws of the key schedule are about. */
export class ScheduleUnderTest extends Context.Service<
  ScheduleUnderTest,
  { readonly make: Make<KeySchedule["Service"]>; readonly suite: Suite }
>()("@copath/conformance/ScheduleUnderTest") {}

type Check = Law<ScheduleUnderTest>["check"]

const start = Effect.gen(function* () {
  const { make, suite } = yield* ScheduleUnderTest
  return { schedule: yield* make("one"), other: yield* make("two"), suite }
})

const names = [
  "init",
  "encryption",
  "senderData",
  "confirmation",
  "membership",
  "exporter",
  "authenticator",
  "external",
  "resumption"
] as const

/** Every secret of an epoch, in hex, by name. */
const shown = (epoch: EpochSecrets): Readonly<Record<string, string>> =>
  Object.fromEntries(names.flatMap((name) => (epoch[name] === undefined ? [] : [[name, hexOf(epoch[name].expose())]])))

const plainContext: GroupContext = {
  version: 1,
  cipherSuite: 1,
  groupId: textBytes("group"),
  epoch: 7n,
  treeHash: textBytes("tree hash"),
  confirmedTranscriptHash: textBytes("confirmed transcript hash"),
  extensions: []
}

/** An encoded group context, but for what `change` says. */
const contextWith = (change: Partial<GroupContext> = {}): Uint8Array => encode(groupContextCodec, { ...plainContext, ...change })

/** One for each field: a context that differs in that field alone; of an epoch number and an id also in parts that a short field would lose. */
const otherContexts: ReadonlyArray<readonly [string, Uint8Array]> = [
  ["version", contextWith({ version: 2 })],
  ["cipher suite", contextWith({ cipherSuite: 2 })],
  ["group id", contextWith({ groupId: textBytes("Group") })],
  ["epoch", contextWith({ epoch: 8n })],
  ["upper half of the epoch", contextWith({ epoch: 7n + (1n << 40n) })],
  ["tree hash", contextWith({ treeHash: textBytes("Tree hash") })],
  ["confirmed transcript hash", contextWith({ confirmedTranscriptHash: textBytes("Confirmed transcript hash") })],
  ["extensions", contextWith({ extensions: [{ extensionType: 0xf000, extensionData: textBytes("x") }] })],
  ["long group id", contextWith({ groupId: new Uint8Array(70_000) })],
  ["end of a long group id", contextWith({ groupId: Uint8Array.of(...new Uint8Array(69_999), 1) })]
]

const input = (suite: Suite) => ({
  init: namedSecret(suite, "init"),
  commit: namedSecret(suite, "commit"),
  psk: namedSecret(suite, "psk"),
  groupContext: contextWith()
})

/** The epoch after `epoch`, as another commit makes it. */
const following = (suite: Suite, { init }: EpochSecrets) => ({
  ...input(suite),
  init,
  commit: namedSecret(suite, "next commit"),
  groupContext: contextWith({ epoch: 8n })
})

const pskOf = (suite: Suite, name: string): Psk => ({ id: textBytes(`id of ${name}`), secret: namedSecret(suite, name) })

const joinersAgree: Check = Effect.gen(function* () {
  const { other, schedule, suite } = yield* start
  const { epoch, handoff } = yield* schedule.next(input(suite))
  const { groupContext, psk } = input(suite)
  assert.deepStrictEqual(shown(yield* other.join({ handoff, psk, groupContext })), shown(epoch))
  assert.deepStrictEqual(other.welcome(handoff, psk).expose(), schedule.welcome(handoff, psk).expose())
})

const everyInputCounts: Check = Effect.gen(function* () {
  const { schedule, suite } = yield* start
  const base = yield* schedule.next(input(suite))
  const psk = { psk: namedSecret(suite, "another psk") }
  const contexts = otherContexts.map(([field, groupContext]) => [`the context's ${field}`, { groupContext }] as const)
  const changes = [["commit", { commit: namedSecret(suite, "another commit") }], ["psk", psk], ...contexts] as const
  // Where nothing leads from one epoch into the next, the init secret is a constant.
  const dependent = Object.entries(shown(base.epoch)).filter(([name]) => schedule.chained || name !== "init")
  const seen: Array<string> = []
  for (const [what, change] of changes) {
    const changed = shown((yield* schedule.next({ ...input(suite), ...change })).epoch)
    for (const [name, secret] of dependent) assert.notStrictEqual(changed[name], secret, `${name} does not depend on ${what}`)
    seen.push(changed["encryption"] as string)
  }
  assert.strictEqual(new Set(seen).size, seen.length, "two contexts are one")
  // A joiner brings the psk and the context itself.
  const joined = (change: { readonly psk?: Secret; readonly groupContext?: Uint8Array }) =>
    schedule.join({ handoff: base.handoff, psk: namedSecret(suite, "psk"), groupContext: contextWith(), ...change })
  assert.deepStrictEqual(shown(yield* joined({})), shown(base.epoch))
  for (const [what, change] of [["psk", psk] as const, ...contexts]) {
    const changed = shown(yield* joined(change))
    for (const name of ["encryption", "confirmation", "membership"])
      assert.notStrictEqual(changed[name], shown(base.epoch)[name], `a joiner's ${what} is not used`)
  }
})

const secretsApart: Check = Effect.gen(function* () {
  const { schedule, suite } = yield* start
  const given = input(suite)
  const { epoch, handoff } = yield* schedule.next(given)
  const all = [
    ...Object.values(shown(epoch)),
    hexOf(handoff.expose()),
    hexOf(schedule.welcome(handoff, given.psk).expose()),
    ...[given.init, given.commit, given.psk].map((secret) => hexOf(secret.expose()))
  ]
  assert.strictEqual(new Set(all).size, all.length, "two names for one secret")
  for (const name of names.slice(0, 6)) assert.strictEqual(epoch[name]?.length, suite.kdf.size, `${name} has Nh bytes`)
})

const chainedAsDeclared: Check = Effect.gen(function* () {
  const { other, schedule, suite } = yield* start
  const next = (init: Secret) => schedule.next({ ...input(suite), init })
  const base = yield* next(namedSecret(suite, "init"))
  // Who knows the commit secret, but not the init secret: a thief of a root.
  const thief = yield* other.next({ ...input(suite), init: namedSecret(suite, "a guess") })
  if (!schedule.chained) {
    assert.deepStrictEqual(shown(thief.epoch), shown(base.epoch), "the init secret is needed")
    assert.strictEqual(hexOf(thief.handoff.expose()), hexOf(base.handoff.expose()))
    const later = yield* schedule.next(following(suite, base.epoch))
    assert.strictEqual(hexOf(later.epoch.init.expose()), hexOf(base.epoch.init.expose()), "an init secret that is no constant")
    return
  }
  for (const [name, secret] of Object.entries(shown(base.epoch)))
    assert.notStrictEqual(shown(thief.epoch)[name], secret, `${name} does not depend on the init secret`)
  assert.notStrictEqual(hexOf(thief.handoff.expose()), hexOf(base.handoff.expose()), "the handoff does not depend on the init secret")
  const seen = new Set<string>()
  let init = namedSecret(suite, "init")
  let count = 0
  // The same commit secret and context over and over: only the chain tells the epochs apart.
  for (let i = 0; i < 5; i++) {
    const { epoch } = yield* next(init)
    for (const secret of Object.values(shown(epoch))) seen.add(secret)
    count += Object.keys(shown(epoch)).length
    init = epoch.init
  }
  assert.strictEqual(seen.size, count, "a secret came back")
})

const anyHandoff: Check = Effect.gen(function* () {
  const { schedule, suite } = yield* start
  const { epoch } = yield* schedule.next(input(suite))
  const { groupContext } = input(suite)
  const none = schedule.psk([])
  for (const length of [0, 1, suite.kdf.size - 1, suite.kdf.size + 1, 1000])
    for (const psk of [none, namedSecret(suite, "psk")]) {
      const handoff = new Secret(new Uint8Array(length).fill(length))
      const opened = schedule.welcome(handoff, psk)
      assert.strictEqual(opened.length, suite.kdf.size)
      const joined = yield* Effect.result(schedule.join({ handoff, psk, groupContext }))
      if (Result.isSuccess(joined)) assert.notStrictEqual(shown(joined.success)["confirmation"], shown(epoch)["confirmation"])
    }
})

const inputsStay: Check = Effect.gen(function* () {
  const { schedule, suite } = yield* start
  const given = input(suite)
  const { epoch, handoff } = yield* schedule.next(given)
  const welcome = schedule.welcome(handoff, given.psk)
  const before = [shown(epoch), hexOf(handoff.expose()), hexOf(welcome.expose())]
  assert.deepStrictEqual(
    [given.init, given.commit, given.psk].map((s) => hexOf(s.expose())),
    [input(suite).init, input(suite).commit, input(suite).psk].map((s) => hexOf(s.expose())),
    "an input was changed"
  )
  for (const secret of [given.init, given.commit, given.psk]) secret.wipe()
  given.groupContext.fill(0)
  assert.deepStrictEqual([shown(epoch), hexOf(handoff.expose()), hexOf(welcome.expose())], before, "a result shares bytes with an input")
  handoff.wipe()
  const { init } = epoch
  init.wipe()
  assert.deepStrictEqual(
    { ...shown(epoch), init: "" },
    { ...(before[0] as Readonly<Record<string, string>>), init: "" },
    "two secrets share bytes"
  )
})

const psksCombine: Check = Effect.gen(function* () {
  const { schedule, suite } = yield* start
  const of = (...list: ReadonlyArray<Psk>): string => hexOf(schedule.psk(list).expose())
  const [a, b] = [pskOf(suite, "a"), pskOf(suite, "b")]
  const all = [of(), of(a), of(b), of(a, b), of(b, a), of(a, a), of(a, b, a), of({ ...a, id: b.id }), of({ ...a, secret: b.secret })]
  assert.strictEqual(new Set(all).size, all.length, "two lists of keys give one secret")
  assert.strictEqual(of(), of(), "none give a constant")
  assert.strictEqual(of(a, b), of(pskOf(suite, "a"), pskOf(suite, "b")))
  assert.strictEqual(hexOf(a.secret.expose()), hexOf(pskOf(suite, "a").secret.expose()), "a key was changed")
  const none = schedule.psk([])
  none.wipe()
  schedule.psk([]).expose().fill(7)
  assert.strictEqual(of(), all[0], "the constant is one object")
})

const exportsApart: Check = Effect.gen(function* () {
  const { other, schedule, suite } = yield* start
  const { epoch } = yield* schedule.next(input(suite))
  const next = (yield* schedule.next(following(suite, epoch))).epoch
  const exported = (from: EpochSecrets, label: string, context: string, length: number): string =>
    hexOf(schedule.export(from, label, textBytes(context), length).expose())
  const all = [
    exported(epoch, "a", "", 32),
    exported(epoch, "b", "", 32),
    exported(epoch, "a", "x", 32),
    exported(epoch, "ax", "", 32),
    exported(next, "a", "", 32)
  ]
  assert.strictEqual(new Set(all).size, all.length, "two exports are one")
  const short = exported(epoch, "a", "", 16)
  assert.strictEqual(short.length, 32)
  assert.isFalse(all[0]?.startsWith(short), "the length is bound")
  assert.strictEqual(exported(epoch, "a", "", 32), all[0], "an export is the same each time")
  assert.strictEqual(hexOf(other.export(epoch, "a", textBytes(""), 32).expose()), all[0])
  assert.isFalse(Object.values(shown(epoch)).includes(exported(epoch, "a", "", suite.kdf.size)))
})

const externalAgrees: Check = Effect.gen(function* () {
  const { other, schedule, suite } = yield* start
  const [inside, outside] = [Option.getOrUndefined(schedule.external), Option.getOrUndefined(other.external)]
  assert.strictEqual(inside === undefined, outside === undefined)
  if (inside === undefined || outside === undefined) return
  const { epoch } = yield* schedule.next(input(suite))
  const next = (yield* schedule.next(following(suite, epoch))).epoch
  const publicKey = inside.publicKey(epoch)
  assert.deepStrictEqual(outside.publicKey(epoch), publicKey, "every member publishes one key")
  assert.notDeepEqual(inside.publicKey(next), publicKey, "a key for each epoch")
  const entered = yield* outside.enter(publicKey)
  assert.deepStrictEqual((yield* inside.admit(epoch, entered.kemOutput)).expose(), entered.init.expose())
  const again = yield* outside.enter(publicKey)
  assert.notDeepEqual(again.init.expose(), entered.init.expose(), "an init secret is fresh")
  const foreign = yield* Effect.result(inside.admit(next, entered.kemOutput))
  if (Result.isSuccess(foreign)) assert.notDeepEqual(foreign.success.expose(), entered.init.expose(), "another epoch's key opens it")
  const refusedBy = (result: Result.Result<unknown, CgkaRejected | { readonly _tag: string }>): string =>
    Result.isFailure(result) ? result.failure._tag : "taken"
  for (const bytes of [new Uint8Array(0), publicKey.slice(1), Uint8Array.of(...publicKey, 0)]) {
    assert.strictEqual(refusedBy(yield* Effect.result(outside.enter(bytes))), "CgkaRejected", "a malformed key")
    assert.strictEqual(refusedBy(yield* Effect.result(inside.admit(epoch, bytes))), "CgkaRejected", "a malformed encapsulation")
  }
  // Every byte of a curve's point; of longer encapsulations, as many spread over them.
  const stride = Math.ceil(entered.kemOutput.length / 133)
  for (let at = 0; at < entered.kemOutput.length; at += stride) {
    const result = yield* Effect.result(inside.admit(epoch, flipped(entered.kemOutput, at)))
    if (Result.isSuccess(result)) assert.notDeepEqual(result.success.expose(), entered.init.expose())
  }
})

const exportRootOnDemand: Check = Effect.gen(function* () {
  const { other, schedule, suite } = yield* start
  const plain = yield* schedule.next(input(suite))
  assert.isUndefined(plain.epoch.applicationExport, "nobody asked for it")
  const { groupContext, psk } = input(suite)
  const asked = yield* schedule.next({ ...input(suite), applicationExport: true })
  const joined = yield* other.join({ handoff: asked.handoff, psk, groupContext, applicationExport: true })
  assert.deepStrictEqual(shown(asked.epoch), shown(plain.epoch), "the other secrets are as ever")
  const root = asked.epoch.applicationExport
  assert.strictEqual(root === undefined, joined.applicationExport === undefined)
  if (root === undefined || joined.applicationExport === undefined) return
  assert.strictEqual(hexOf(joined.applicationExport.expose()), hexOf(root.expose()))
  assert.strictEqual(root.length, suite.kdf.size)
  assert.isFalse(Object.values(shown(plain.epoch)).includes(hexOf(root.expose())), "two names for one secret")
  const next = (yield* schedule.next({ ...following(suite, plain.epoch), applicationExport: true })).epoch
  assert.notStrictEqual(hexOf(next.applicationExport?.expose() ?? new Uint8Array(0)), hexOf(root.expose()))
})

/** What every key schedule does. */
export const scheduleLaws: ReadonlyArray<Law<ScheduleUnderTest>> = [
  { title: "members and joiners come to the same epoch", check: joinersAgree },
  { title: "every secret depends on the commit, the pre-shared keys and each field of the context (R044)", check: everyInputCounts },
  { title: "no two secrets of an epoch are equal", check: secretsApart },
  {
    title: "epochs are chained through the init secret if the schedule says so, and else follow from their commits",
    check: chainedAsDeclared
  },
  { title: "what a peer hands a joiner may have any length", check: anyHandoff },
  { title: "inputs are left as they were, and results are nobody else's bytes", check: inputsStay },
  { title: "pre-shared keys count by value, by id and by place", check: psksCombine },
  { title: "exports are bound to epoch, label, context and length", check: exportsApart },
  { title: "an external joiner and the members come to one fresh init secret", check: externalAgrees },
  { title: "the root of a forward-secure exporter is derived on demand alone, and shared with joiners", check: exportRootOnDemand }
]

/** A layer as the laws want it. */
export const scheduleUnderTest = (
  layer: Layer.Layer<KeySchedule, never, CipherSuite | Entropy>,
  crypto: CryptoUnderTest
): Layer.Layer<ScheduleUnderTest> =>
  Layer.effect(
    ScheduleUnderTest,
    Effect.map(CipherSuite, (suite) => ({ make: makerOf(KeySchedule, layer, crypto), suite }))
  ).pipe(Layer.provide(crypto.suite))

/** Registers a test for every law of {@link KeySchedule}. */
export const keyScheduleLaws = (
  name: string,
  layer: Layer.Layer<KeySchedule, never, CipherSuite | Entropy>,
  crypto: CryptoUnderTest
): void => register(name, scheduleLaws, scheduleUnderTest(layer, crypto))
