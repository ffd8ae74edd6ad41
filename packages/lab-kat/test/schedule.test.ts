import { derivation, recorder, type Recording, referenceClosure, replay, type ValueId } from "@copath/lab-adversary"
import { CipherSuite, Entropy, KeySchedule, Secret } from "@copath/contracts"
import { cipherSuite } from "@copath/crypto-noble"
import { seeded } from "@copath/lab-core"
import { layer as rfc9420 } from "@copath/schedule-rfc9420"
import { it } from "@effect/vitest"
import { Effect, Layer, Option, Result } from "effect"
import { describe, expect } from "vitest"

const utf8 = new TextEncoder()
const context = utf8.encode("the group context of the new epoch")

/** RFC 9420's schedule, computed by one member behind a recorder's eyes. */
const watched = Effect.gen(function* () {
  const { recording, watch } = recorder()
  watch.acts("m")
  const real = yield* Effect.provide(CipherSuite, cipherSuite(1))
  const lots = seeded("schedule", "bytes")
  const random = watch.random((length) => new Secret(Uint8Array.from({ length }, () => lots.below(256))))
  const below = Layer.mergeAll(Layer.succeed(CipherSuite, watch.suite(real)), Layer.succeed(Entropy, { secret: random }))
  const schedule = yield* Effect.provide(KeySchedule, Layer.provide(rfc9420, below))
  /** Randomness that is also kept beside, for the schedule may wipe it. */
  const fresh = (length = 32): Kept => kept(random(length))
  return { fresh, real, recording, schedule }
})

interface Kept {
  readonly secret: Secret
  readonly bytes: Uint8Array
}
const kept = (secret: Secret): Kept => ({ secret, bytes: secret.expose().slice() })

const valueOf = ({ bytesOf, trace }: Recording, { bytes }: Kept): ValueId => {
  const value = trace.values.findIndex(({ kind, length }, v) => length > 0 && kind !== "plaintext" && bytesOf(v).join() === bytes.join())
  if (value === -1) throw new Error("no such value")
  return value
}

/** Whether whoever has these has that; what is claimed is done again with real cryptography. */
const gives = (seen: Recording, real: CipherSuite["Service"], from: ReadonlyArray<Kept>, to: Kept): boolean => {
  const start = new Set([...seen.trace.open, ...from.map((one) => valueOf(seen, one))])
  const target = valueOf(seen, to)
  const edges = derivation(seen.trace.graph, start, target)
  expect(referenceClosure(seen.trace.graph, start).has(target)).toBe(edges !== undefined)
  if (edges === undefined) return false
  if (edges.length > 0) expect(Result.getOrThrow(replay(seen, real, edges, start)).get(target)).toEqual(to.bytes)
  return true
}

const copyOf = ({ bytes }: Kept): Secret => new Secret(bytes.slice())

describe("what falls with what, under RFC 9420's key schedule (section 8)", () => {
  it.effect("an epoch with pre-shared keys needs them all: who has init and commit secrets, or one key of two, is locked out (8.4)", () =>
    Effect.gen(function* () {
      const { fresh, real, recording, schedule } = yield* watched
      const [init, commit, one, two] = [fresh(), fresh(), fresh(), fresh(48)]
      const list = [one, two].map(({ secret }, i) => ({ id: Uint8Array.of(1, i, ...fresh().bytes.map((_, at) => at)), secret }))
      const psk = kept(schedule.psk(list))
      const { epoch, handoff } = yield* schedule.next({ init: init.secret, commit: commit.secret, psk: psk.secret, groupContext: context })
      const [encryption, joiner] = [kept(epoch.encryption), kept(handoff)]
      const welcome = kept(schedule.welcome(copyOf(joiner), copyOf(psk)))
      const seen = recording()
      expect(seen.trace.unexplained).toEqual([])
      expect(gives(seen, real, [init, commit], joiner)).toBe(true)
      const enough = [
        [init, commit, one, two],
        [joiner, psk],
        [joiner, one, two]
      ]
      const little = [[init, commit], [init, commit, one], [init, commit, two], [joiner], [joiner, one], [psk, commit], [one, two]]
      for (const known of enough) expect([gives(seen, real, known, encryption), gives(seen, real, known, welcome)]).toEqual([true, true])
      for (const known of little) expect([gives(seen, real, known, encryption), gives(seen, real, known, welcome)]).toEqual([false, false])
    })
  )

  it.effect("a key that was agreed upon elsewhere is unexplained: what follows lies between the bounds", () =>
    Effect.gen(function* () {
      const { fresh, recording, schedule } = yield* watched
      const [init, commit] = [fresh(), fresh()]
      const elsewhere = kept(new Secret(Uint8Array.from({ length: 32 }, (_, i) => (i * 41 + 3) & 0xff)))
      const psk = schedule.psk([{ id: Uint8Array.of(1, 2, 3), secret: elsewhere.secret }])
      const { epoch } = yield* schedule.next({ init: init.secret, commit: commit.secret, psk, groupContext: context })
      const encryption = kept(epoch.encryption)
      const seen = recording()
      expect(seen.trace.unexplained).toEqual([valueOf(seen, elsewhere)])
      const known = [init, commit].map((one) => valueOf(seen, one))
      const target = valueOf(seen, encryption)
      expect(referenceClosure(seen.trace.graph, [...seen.trace.open, ...known]).has(target)).toBe(false)
      expect(referenceClosure(seen.trace.graph, [...seen.trace.open, ...known, ...seen.trace.unexplained]).has(target)).toBe(true)
    })
  )

  it.effect("a resumption key gives a new group's epoch only together with that group's own secrets (8.6, 11.2, 11.3)", () =>
    Effect.gen(function* () {
      const { fresh, real, recording, schedule } = yield* watched
      const [init, commit] = [fresh(), fresh()]
      const none = schedule.psk([])
      const before = yield* schedule.next({ init: init.secret, commit: commit.secret, psk: none, groupContext: context })
      const [resumption, oldInit] = [kept(before.epoch.resumption ?? new Secret(new Uint8Array(0))), kept(before.epoch.init)]
      // The first epoch of the group that takes over: a random init secret, and the old group's word.
      const [newInit, newCommit] = [fresh(), fresh()]
      const psk = schedule.psk([{ id: Uint8Array.of(2, 9), secret: copyOf(resumption) }])
      const after = yield* schedule.next({
        init: newInit.secret,
        commit: newCommit.secret,
        psk,
        groupContext: utf8.encode("the new group")
      })
      const encryption = kept(after.epoch.encryption)
      const seen = recording()
      for (const known of [[resumption], [resumption, oldInit], [init, commit], [newInit, newCommit], [resumption, newCommit]])
        expect(gives(seen, real, known, encryption)).toBe(false)
      expect(gives(seen, real, [resumption, newInit, newCommit], encryption)).toBe(true)
      // The old group's past gives its word; its word does not give the old group away.
      expect(gives(seen, real, [init, commit], resumption)).toBe(true)
      expect(gives(seen, real, [resumption], kept(new Secret(oldInit.bytes)))).toBe(false)
    })
  )

  it.effect("whoever joins from outside shares the init secret with who has the external one, and with nobody who saw it come (8.3)", () =>
    Effect.gen(function* () {
      const { fresh, real, recording, schedule } = yield* watched
      const [init, commit] = [fresh(), fresh()]
      const { epoch } = yield* schedule.next({ init: init.secret, commit: commit.secret, psk: schedule.psk([]), groupContext: context })
      const [external, encryption, exporter] = [
        kept(epoch.external ?? new Secret(new Uint8Array(0))),
        kept(epoch.encryption),
        kept(epoch.exporter)
      ]
      const parts = Option.getOrThrow(schedule.external)
      const entered = kept((yield* parts.enter(parts.publicKey({ external: copyOf(external) }))).init)
      const exported = kept(schedule.export({ exporter: copyOf(exporter) }, "app", utf8.encode("context"), 32))
      const seen = recording()
      expect(gives(seen, real, [external], entered)).toBe(true)
      expect(gives(seen, real, [init, commit], entered)).toBe(true)
      for (const known of [[], [encryption], [exporter]]) expect(gives(seen, real, known, entered)).toBe(false)
      // Exported values follow from the epoch's exporter secret, and lead nowhere (8.5).
      expect(gives(seen, real, [exporter], exported)).toBe(true)
      for (const known of [[encryption], [external]]) expect(gives(seen, real, known, exported)).toBe(false)
      for (const target of [exporter, encryption]) expect(gives(seen, real, [exported], target)).toBe(false)
    })
  )
})
