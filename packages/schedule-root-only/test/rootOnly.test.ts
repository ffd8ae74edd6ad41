import { encode } from "@copath/codec"
import { type EpochSecrets, noBytes, Secret, type Suite } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import { groupContext } from "@copath/wire"
import { createHmac } from "node:crypto"
import { describe, expect, it } from "vitest"
import { exportSecret, joinEpoch, pskSecret, rootEpoch, welcomeSecret } from "../src/index.ts"

const suite = nobleSuite(1)
const secret = (byte: number): Secret => new Secret(new Uint8Array(32).fill(byte))
const shown = (epoch: EpochSecrets): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(epoch).map(([name, s]) => [name, Buffer.from(s.expose()).toString("hex")]))
const contextAt = (epoch: number): Uint8Array =>
  encode(groupContext, {
    version: 1,
    cipherSuite: 1,
    groupId: Uint8Array.of(1),
    epoch: BigInt(epoch),
    treeHash: new Uint8Array(32).fill(epoch),
    confirmedTranscriptHash: new Uint8Array(32).fill(epoch),
    extensions: []
  })
const none = pskSecret(suite, [])

describe("epochs from their roots alone", () => {
  // A group's history: each epoch from its own commit.
  const numbers = [1, 2, 3, 4, 5]
  const history = numbers.map((n) => rootEpoch(suite, { commit: secret(n), psk: none, groupContext: contextAt(n) }).epoch)

  it("are open to whoever finds their roots, however old: nothing that was deleted is missing", () => {
    // What an attacker has kept is public; the roots it finds in the device that it takes today.
    for (const [at, n] of numbers.entries()) {
      const found = rootEpoch(suite, { commit: secret(n), psk: none, groupContext: contextAt(n) }).epoch
      expect(shown(found)).toEqual(shown(history[at] as EpochSecrets))
    }
  })

  it("owe nothing to each other: one root opens no other epoch, and a lost one hinders none", () => {
    const keys = history.map((epoch) => shown(epoch)["encryption"])
    expect(new Set(keys).size).toBe(numbers.length)
    const wrong = rootEpoch(suite, { commit: secret(2), psk: none, groupContext: contextAt(3) }).epoch
    expect(keys).not.toContain(shown(wrong)["encryption"])
  })

  it("lie open to all who know the context if their commit has no path", () => {
    const pathless = rootEpoch(suite, { commit: secret(0), psk: none, groupContext: contextAt(6) })
    const stranger = rootEpoch(suite, { commit: new Secret(new Uint8Array(32)), psk: pskSecret(suite, []), groupContext: contextAt(6) })
    expect(shown(stranger.epoch)).toEqual(shown(pathless.epoch))
  })

  it("have an init secret of zeros, and no external secret", () => {
    for (const epoch of history) {
      expect(epoch.init.expose()).toEqual(new Uint8Array(32))
      expect("external" in epoch).toBe(false)
    }
  })
})

it("is RFC 9420's section 8 with zeros for the init secret, written down once more", () => {
  const hmac = (key: Uint8Array, ...data: ReadonlyArray<Uint8Array>): Buffer =>
    createHmac("sha256", key).update(Buffer.concat(data)).digest()
  const context = contextAt(1)
  const expand = (prk: Uint8Array, text: string, info: Uint8Array): Buffer => {
    const label = Buffer.from(`MLS 1.0 ${text}`)
    const length = info.length < 64 ? Uint8Array.of(info.length) : Uint8Array.of(0x40, info.length)
    return hmac(prk, Uint8Array.of(0, 32, label.length), label, length, info, Uint8Array.of(1))
  }
  const joiner = expand(hmac(new Uint8Array(32), new Uint8Array(32).fill(7)), "joiner", context)
  const member = hmac(joiner, new Uint8Array(32).fill(9))
  const epochSecret = expand(member, "epoch", context)
  const labels = {
    senderData: "sender data",
    encryption: "encryption",
    exporter: "exporter",
    confirmation: "confirm",
    membership: "membership",
    resumption: "resumption",
    authenticator: "authentication",
    applicationExport: "application_export"
  }
  const expected = Object.entries(labels).map(([name, text]) => [name, expand(epochSecret, text, noBytes).toString("hex")])

  const { epoch, handoff } = rootEpoch(suite, { commit: secret(7), psk: secret(9), groupContext: context, applicationExport: true })
  expect(Buffer.from(handoff.expose())).toEqual(joiner)
  expect(shown(epoch)).toEqual({ ...Object.fromEntries(expected), init: "00".repeat(32) })
  expect(Buffer.from(welcomeSecret(suite, handoff, secret(9)).expose())).toEqual(expand(member, "welcome", noBytes))
})

it("costs two expansions less than a chained epoch, and keeps nothing but the results (RFC 9420, 9.2)", () => {
  const recording = (): { readonly suite: Suite; readonly made: ReadonlyArray<Secret> } => {
    const made: Array<Secret> = []
    const keep = (s: Secret): Secret => {
      made.push(s)
      return s
    }
    const { kdf } = suite
    return {
      suite: {
        ...suite,
        kdf: { ...kdf, extract: (salt, ikm) => keep(kdf.extract(salt, ikm)), expand: (prk, info, n) => keep(kdf.expand(prk, info, n)) }
      },
      made
    }
  }
  const left = (made: ReadonlyArray<Secret>, results: ReadonlyArray<Secret>) =>
    made.filter((s) => !results.includes(s) && s.expose().some((byte) => byte !== 0)).length

  const input = { psk: secret(3), groupContext: contextAt(1) }
  const whole = recording()
  const { epoch, handoff } = rootEpoch(whole.suite, { ...input, commit: secret(2) })
  // A chained epoch with its init and external secrets takes 13.
  expect(whole.made.length).toBe(11)
  expect(left(whole.made, [handoff, ...Object.values(epoch)])).toBe(0)
  const join = recording()
  expect(left(join.made, Object.values(joinEpoch(join.suite, { ...input, handoff })))).toBe(0)
  expect(join.made.length).toBe(9)
  const welcome = recording()
  expect(left(welcome.made, [welcomeSecret(welcome.suite, handoff, secret(3))])).toBe(0)
  const exported = recording()
  expect(left(exported.made, [exportSecret(exported.suite, epoch, "label", noBytes, 16)])).toBe(0)
})
