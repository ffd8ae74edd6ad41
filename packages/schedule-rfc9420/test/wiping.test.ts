import { type EpochSecrets, noBytes, Secret, type Suite } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import { expect, it } from "vitest"
import { exportSecret, joinEpoch, nextEpoch, pskSecret, welcomeSecret } from "../src/index.ts"
import { externalKeyPair } from "../src/external.ts"

const suite = nobleSuite(1)
const secret = (byte: number) => new Secret(new Uint8Array(32).fill(byte))

/** A suite that remembers every secret it has derived. */
const recording = (): { readonly suite: Suite; readonly derived: ReadonlyArray<Secret> } => {
  const derived: Array<Secret> = []
  const keep = (s: Secret): Secret => {
    derived.push(s)
    return s
  }
  const kdf: Suite["kdf"] = {
    ...suite.kdf,
    extract: (salt, ikm) => keep(suite.kdf.extract(salt, ikm)),
    expand: (prk, info, length) => keep(suite.kdf.expand(prk, info, length))
  }
  return { suite: { ...suite, kdf }, derived }
}

const left = (derived: ReadonlyArray<Secret>, results: ReadonlyArray<Secret>) =>
  derived.filter((s) => !results.includes(s) && s.expose().some((byte) => byte !== 0)).length

it("wipes what it derives on the way and keeps nothing but the results (RFC 9420, 9.2)", () => {
  const input = { init: secret(1), commit: secret(2), psk: secret(3), groupContext: noBytes }
  const next = recording()
  const { epoch, handoff } = nextEpoch(next.suite, input)
  expect(next.derived.length).toBe(13)
  expect(left(next.derived, [handoff, ...Object.values(epoch)])).toBe(0)

  const join = recording()
  expect(left(join.derived, Object.values(joinEpoch(join.suite, { ...input, handoff })))).toBe(0)
  const welcome = recording()
  expect(left(welcome.derived, [welcomeSecret(welcome.suite, handoff, input.psk)])).toBe(0)
  const exported = recording()
  expect(left(exported.derived, [exportSecret(exported.suite, epoch, "label", noBytes, 16)])).toBe(0)
  const psk = recording()
  const list = [4, 5, 6].map((byte) => ({ id: Uint8Array.of(byte), secret: secret(byte) }))
  expect(left(psk.derived, [pskSecret(psk.suite, list)])).toBe(0)
  expect(list.map((p) => p.secret.expose()[0])).toEqual([4, 5, 6])
})

it("takes epoch secrets without an external secret for a programming error", () => {
  const { epoch } = nextEpoch(suite, { init: secret(1), commit: secret(2), psk: secret(3), groupContext: noBytes })
  const { external: _, ...foreign } = epoch
  const without: Pick<EpochSecrets, "external"> = foreign as object
  expect(() => externalKeyPair(suite, without)).toThrow("no external secret")
})
