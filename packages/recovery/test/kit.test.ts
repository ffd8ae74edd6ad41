import { encode } from "@copath/codec"
import { Recovery, type Return } from "@copath/client"
import { CipherSuite, noBytes, PskStore, Secret } from "@copath/contracts"
import { exportSecret, GroupPolicy, joinGroup, makeGroupInfo, permissive, persist, readKeyPackage, storedName } from "@copath/group"
import { it } from "@effect/vitest"
import { Effect, Layer, Option, Result } from "effect"
import { describe, expect } from "vitest"
import {
  BackupKey,
  comeBackWith,
  demandPsk,
  externalRejoin,
  kitCodec,
  newBackupKey,
  openKit,
  readd,
  rejoinKit,
  sealKit,
  whatItShows
} from "../src/index.ts"
import { secretsOf, standingIn } from "./secretsOf.ts"
import { agree, at, bytes, commits, type Group, groupOf, hears, reads, says, sends, services, talks } from "./world.ts"

const here = Effect.provide(Layer.mergeAll(services, externalRejoin))

/** A group in its third epoch, with ratchets in use and a late text of Carol's that bob could still open. */
const lively = Effect.fnUntraced(function* () {
  const group = yield* groupOf("alice", "bob", "carol")
  for (const name of ["alice", "carol"]) yield* reads(group, "bob", yield* says(group, name, "hello"))
  yield* says(group, "bob", "hello")
  yield* commits(group, "bob")
  yield* commits(group, "carol")
  yield* sends(group, "bob", bytes("again"))
  return group
})

const made = (...input: Parameters<typeof rejoinKit>) => Result.getOrThrow(rejoinKit(...input))
const byItself = (back: Return | undefined) => {
  if (back?._tag !== "byItself") throw new Error("a way back by itself")
  return back
}

/** Bob, with nothing but this kit. */
const returns = Effect.fnUntraced(function* (group: Group, sealed: Uint8Array, noted: Uint8Array) {
  const kit = yield* openKit(sealed, BackupKey.noted(noted))
  group.delete("bob")
  const back = byItself(yield* comeBackWith(kit, makeGroupInfo(at(group, "alice").state)))
  yield* hears(group, back.message)
  group.set("bob", { state: back.state, letters: (yield* Recovery).begin })
  return back
})

describe("what a kit holds", () => {
  it.effect("R130: of all secrets of the state the signature key alone; a written state holds nearly all of them", () =>
    Effect.gen(function* () {
      const { state } = at(yield* lively(), "bob")
      const secrets = secretsOf(state)
      expect(secrets.size).toBeGreaterThan(20)
      // The search finds what is there: in a written state, all but what follows from something else.
      expect(standingIn(yield* persist(state), secrets).length).toBeGreaterThan(secrets.size / 2)
      const found = new Set(standingIn(encode(kitCodec, made(state)), secrets).map((path) => secrets.get(path)))
      expect([...found]).toEqual([state.identity.secretKey.expose()])
      // Whoever put in another one would be found out, whatever field it hides in.
      for (const [path, secret] of secrets)
        expect(standingIn(encode(kitCodec, { ...made(state), groupId: secret }), secrets)).toContain(path)
    }).pipe(here)
  )

  it.effect("R130: and the one key of a past epoch that the application asked for; none of a live epoch", () =>
    Effect.gen(function* () {
      const { state } = at(yield* lively(), "bob")
      const secrets = secretsOf(state)
      const [past] = state.past
      if (past?.resumption === undefined) throw new Error("an epoch is over")
      const kit = encode(kitCodec, made(state, { resumptionOf: past.epoch }))
      const found = standingIn(kit, secrets).map((path) => secrets.get(path))
      expect(new Set(found)).toEqual(new Set([state.identity.secretKey.expose(), past.resumption.expose()]))
      // Its neighbour of the same epoch, the ratchets that open late texts, is not in it.
      expect(standingIn(kit, secretsOf(past.protection))).toEqual([])
      expect(secretsOf(past.protection).size).toBeGreaterThan(0)
    }).pipe(here)
  )

  it.effect("R130: a key of the present epoch is refused, by whatever name it comes, and one that is not remembered", () =>
    Effect.gen(function* () {
      const { state } = at(yield* lively(), "bob")
      const { epoch } = state.context
      const refused = (demand: Parameters<typeof rejoinKit>[1]) => Result.getOrThrow(Result.flip(rejoinKit(state, demand)))
      expect(refused({ resumptionOf: epoch })).toMatchObject({ _tag: "KitRefused", reason: "LiveEpoch" })
      expect(refused({ resumptionOf: epoch + 1n }).reason).toBe("Unknown")
      expect(refused({ resumptionOf: 0n }).reason).toBe("Unknown")
      for (const secret of Object.values(state.secrets)) {
        if (!(secret instanceof Secret)) continue
        const copy = new Secret(secret.expose().slice())
        expect(refused({ pskId: bytes("own"), secret: copy }).reason).toBe("LiveEpoch")
      }
      expect(made(state, { pskId: bytes("own"), secret: new Secret(bytes("of the house")) }).demanded?._tag).toBe("external")
    }).pipe(here)
  )

  it.effect("R130: it says what is lost with it", () =>
    Effect.gen(function* () {
      const { state } = at(yield* lively(), "bob")
      const without = whatItShows(made(state)).join(" ")
      expect(without).toContain("leaf 1, and its epoch 3")
      expect(without).toContain("signs in your name")
      expect(without).not.toContain("resumption")
      expect(without).toContain("wherever a signature is enough")
      expect(whatItShows(made(state, { resumptionOf: 2n })).join(" ")).toContain("even where the resumption secret of epoch 2 is demanded")
      const own = { pskId: Uint8Array.of(0xab), secret: new Secret(bytes("of the house")) }
      expect(whatItShows(made(state, own)).join(" ")).toContain("even where the pre-shared key ab is demanded")
    }).pipe(here)
  )
})

describe("how it is kept", () => {
  it.effect("R130: a backup key is random and comes from nothing in the group", () =>
    Effect.gen(function* () {
      const group = yield* lively()
      const [one, two] = [yield* newBackupKey, yield* newBackupKey]
      expect(one.secret.expose()).not.toEqual(two.secret.expose())
      expect(one.secret.length).toBe((yield* CipherSuite).aead.keySize)
      for (const { state } of group.values()) expect(standingIn(one.secret.expose(), secretsOf(state))).toEqual([])
      // Whoever has all of the group's secrets, exported ones too, does not open the kit.
      const { state } = at(group, "bob")
      const sealed = yield* sealKit(made(state), one)
      const size = one.secret.length
      const exported = yield* exportSecret(state, "backup", noBytes, size)
      for (const secret of [...secretsOf(state).values(), exported.expose()]) {
        const tried = openKit(sealed, BackupKey.noted(secret.subarray(0, size)))
        expect(yield* Effect.flip(tried)).toMatchObject({ reason: "WrongKey" })
      }
    }).pipe(here)
  )

  it.effect("sealed and opened it is the same, and sealed twice it is not", () =>
    Effect.gen(function* () {
      const { state } = at(yield* lively(), "bob")
      const key = yield* newBackupKey
      for (const demand of [undefined, { resumptionOf: 2n }, { pskId: bytes("own"), secret: new Secret(bytes("of the house")) }]) {
        const kit = made(state, demand)
        const sealed = yield* sealKit(kit, key)
        const opened = yield* openKit(sealed, BackupKey.noted(key.secret.expose()))
        expect(encode(kitCodec, opened)).toEqual(encode(kitCodec, kit))
        expect(yield* sealKit(kit, key)).not.toEqual(sealed)
        // Nothing of it can be read without the key.
        expect(standingIn(sealed, secretsOf(kit))).toEqual([])
        expect(Buffer.from(sealed).includes(Buffer.from(kit.groupId))).toBe(false)
      }
    }).pipe(here)
  )

  it.effect("another key, another suite, changed or other bytes are refused, each by its reason", () =>
    Effect.gen(function* () {
      const { state } = at(yield* lively(), "bob")
      const key = yield* newBackupKey
      const sealed = yield* sealKit(made(state), key)
      const why = (input: Uint8Array, opener = key) => Effect.map(Effect.flip(openKit(input, opener)), ({ reason }) => reason)
      expect(yield* why(sealed, yield* newBackupKey)).toBe("WrongKey")
      expect(yield* why(sealed, BackupKey.noted(bytes("short")))).toBe("WrongKey")
      expect(yield* why(bytes("no kit"))).toBe("Malformed")
      expect(yield* why(sealed.subarray(0, -1))).toBe("Malformed")
      const changed = (i: number) => sealed.map((byte, at) => (at === i ? byte ^ 1 : byte))
      expect(yield* why(changed(1))).toBe("Malformed")
      expect(yield* why(changed(3))).toBe("OtherSuite")
      // A nonce that is a byte too short, taken off its end.
      expect(yield* why(Uint8Array.from([...sealed.subarray(0, 4), 11, ...sealed.subarray(5, 16), ...sealed.subarray(17)]))).toBe(
        "Malformed"
      )
      for (const i of [6, sealed.length - 1, 40]) expect(yield* why(changed(i))).toBe("WrongKey")
      // The suite is authenticated: who says that it is another one opens nothing with it either.
      const suite = yield* CipherSuite
      const liar = Effect.provideService(openKit(changed(3), key), CipherSuite, { ...suite, id: 1 ^ 1 })
      expect((yield* Effect.flip(liar)).reason).toBe("WrongKey")
    }).pipe(here)
  )
})

describe("the way back from a kit alone", () => {
  it.effect("R129, R130: by external-rejoin, epochs later", () =>
    Effect.gen(function* () {
      const group = yield* lively()
      const { state: old } = at(group, "bob")
      const key = yield* newBackupKey
      const sealed = yield* sealKit(made(old), key)
      yield* commits(group, "alice")
      const back = yield* returns(group, sealed, key.secret.expose())
      expect(back.state.me).toBe(old.me)
      expect(agree(group)).toBe(true)
      expect((yield* talks(group, "bob")) && (yield* talks(group, "alice"))).toBe(true)
    }).pipe(here)
  )

  it.effect("R129, R130: by readd", () =>
    Effect.gen(function* () {
      const group = yield* lively()
      const kit = made(at(group, "bob").state)
      const back = yield* comeBackWith(kit, Effect.fail({ _tag: "NotAsked" }))
      if (back?._tag !== "byAnother") throw new Error("bob is to be readded")
      const add = [yield* readKeyPackage(back.keyPackage)]
      const { welcome } = yield* commits(group, "alice", { remove: [at(group, "bob").state.me], add })
      const state = yield* joinGroup({ welcome: welcome ?? noBytes, keyPackage: back.secrets })
      group.set("bob", { state, letters: (yield* Recovery).begin })
      expect(agree(group)).toBe(true)
    }).pipe(Effect.provide(Layer.mergeAll(services, readd)))
  )

  it.effect("R129, R130: where a resumption secret is demanded the kit that has it gets in, and the one without it does not", () =>
    Effect.gen(function* () {
      const group = yield* lively()
      const { state } = at(group, "bob")
      const key = yield* newBackupKey
      const groupInfo = makeGroupInfo(at(group, "alice").state)
      expect(yield* Effect.flip(comeBackWith(made(state), groupInfo))).toMatchObject({ _tag: "PolicyRefused", rule: "V188" })
      yield* returns(group, yield* sealKit(made(state, { resumptionOf: 2n }), key), key.secret.expose())
      expect(agree(group)).toBe(true)
    }).pipe(
      Effect.provideService(
        GroupPolicy,
        demandPsk((psk) => psk._tag === "resumption")
      ),
      here
    )
  )

  it.effect("R129, R130: a key from outside works as well, whatever the program's own store holds, and nothing is written there", () =>
    Effect.gen(function* () {
      const group = yield* lively()
      const { state } = at(group, "bob")
      const house = { pskId: bytes("house"), secret: new Secret(bytes("of the house")) }
      const name = storedName({ _tag: "external", pskId: house.pskId, pskNonce: noBytes })
      const writes: Array<string> = []
      const members: PskStore["Service"] = {
        get: (id) => Effect.succeed(id === name ? Option.some(house.secret.expose()) : Option.none()),
        put: (id) => Effect.sync(() => void writes.push(id)),
        remove: (id) => Effect.sync(() => void writes.push(id))
      }
      const kit = made(state, house)
      const groupInfo = makeGroupInfo(at(group, "alice").state)
      // The members know the key by their stores; bob, whose store is empty, by his kit.
      const empty: PskStore["Service"] = { ...members, get: () => Effect.succeedNone }
      const back = byItself(yield* Effect.provideService(comeBackWith(kit, groupInfo), PskStore, empty))
      group.delete("bob")
      yield* Effect.provideService(hears(group, back.message), PskStore, members)
      group.set("bob", { state: back.state, letters: (yield* Recovery).begin })
      expect(agree(group)).toBe(true)
      expect(writes).toEqual([])
    }).pipe(
      Effect.provideService(
        GroupPolicy,
        demandPsk((psk) => psk._tag === "external", permissive)
      ),
      here
    )
  )

  it.effect("V272: a GroupInfo older than the kit is refused", () =>
    Effect.gen(function* () {
      const group = yield* lively()
      const stale = yield* makeGroupInfo(at(group, "alice").state)
      yield* commits(group, "alice")
      const back = comeBackWith(made(at(group, "bob").state), Effect.succeed(stale))
      expect(yield* Effect.flip(back)).toMatchObject({ _tag: "ExternalJoinRejected", reason: "Rollback", rule: "V272" })
    }).pipe(here)
  )
})
