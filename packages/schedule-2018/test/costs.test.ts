import { noBytes, Secret, type Suite } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import { encode } from "@copath/codec"
import { groupContext as groupContextCodec } from "@copath/wire"
import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { admit, enter } from "../src/addKey.ts"
import { d00, exportSecret, forms, joinEpoch, nextEpoch, pskSecret, welcomeSecret } from "../src/index.ts"

const suite = nobleSuite(1)
const secret = (byte: number) => new Secret(new Uint8Array(32).fill(byte))
const groupContext = encode(groupContextCodec, {
  version: 1,
  cipherSuite: 1,
  groupId: noBytes,
  epoch: 1n,
  treeHash: noBytes,
  confirmedTranscriptHash: noBytes,
  extensions: []
})

/** A suite that remembers every secret it has made. */
const recording = (): { readonly suite: Suite; readonly made: ReadonlyArray<Secret> } => {
  const made: Array<Secret> = []
  const keep = <S extends Secret | undefined>(s: S): S => {
    if (s !== undefined) made.push(s)
    return s
  }
  const { dh, kdf, kem } = suite
  return {
    suite: {
      ...suite,
      kdf: {
        ...kdf,
        extract: (salt, ikm) => keep(kdf.extract(salt, ikm)),
        expand: (prk, info, length) => keep(kdf.expand(prk, info, length))
      },
      dh: { agree: (me, peer) => keep(dh.agree(me, peer)) },
      kem: {
        ...kem,
        derive: (ikm) => {
          const pair = kem.derive(ikm)
          keep(pair.secretKey)
          return pair
        }
      }
    },
    made
  }
}

const left = (made: ReadonlyArray<Secret>, results: ReadonlyArray<Secret>) =>
  made.filter((s) => !results.includes(s) && s.expose().some((byte) => byte !== 0)).length

describe("what a key schedule of the drafts costs and leaves behind", () => {
  for (const form of forms) {
    it(`${form.id}: an epoch is one extraction and one expansion for each secret; a joiner saves the extraction`, () => {
      const next = recording()
      const input = { psk: secret(0), groupContext }
      const { epoch, handoff } = nextEpoch(next.suite, form, { ...input, init: secret(1), commit: secret(2) })
      expect(next.made.length).toBe(1 + Object.keys(epoch).length)
      expect(left(next.made, [handoff, ...Object.values(epoch)])).toBe(0)
      const join = recording()
      const joined = joinEpoch(join.suite, form, { ...input, handoff })
      expect(join.made.length).toBe(Object.keys(epoch).length)
      expect(left(join.made, Object.values(joined))).toBe(0)
      // RFC 9420's takes 13.
      expect(next.made.length).toBeLessThanOrEqual(10)
    })

    it(`${form.id}: nothing but the result of a Welcome, an export or pre-shared keys stays`, () => {
      const { epoch, handoff } = nextEpoch(suite, form, { init: secret(1), commit: secret(2), psk: secret(3), groupContext })
      const next = recording()
      const withPsk = nextEpoch(next.suite, form, { init: secret(1), commit: secret(2), psk: secret(3), groupContext })
      expect(left(next.made, [withPsk.handoff, ...Object.values(withPsk.epoch)])).toBe(0)
      const welcome = recording()
      expect(left(welcome.made, [welcomeSecret(welcome.suite, form, handoff, secret(3))])).toBe(0)
      const exported = recording()
      expect(left(exported.made, [exportSecret(exported.suite, form, epoch, "label", noBytes, 16)])).toBe(0)
      expect(exported.made.length).toBe(1)
      const psk = recording()
      const list = [4, 5, 6].map((byte) => ({ id: Uint8Array.of(byte), secret: secret(byte) }))
      expect(left(psk.made, [pskSecret(psk.suite, form, list)])).toBe(0)
      expect(list.map((p) => p.secret.expose()[0])).toEqual([4, 5, 6])
    })
  }

  it("an external join is one agreement on each side, and keeps no private key", () => {
    const epoch = { external: secret(7) }
    const { publicKey } = suite.kem.derive(epoch.external)
    const joiner = recording()
    const entered = Result.getOrThrow(enter(joiner.suite, d00, secretOf, publicKey))
    expect(left(joiner.made, [entered.init])).toBe(0)
    const member = recording()
    const init = Result.getOrThrow(admit(member.suite, d00, epoch, entered.kemOutput))
    expect(left(member.made, [init])).toBe(0)
    // A key pair, an agreement, and HKDF twice.
    expect([joiner.made.length, member.made.length]).toEqual([4, 4])
  })
})

const secretOf = (length: number): Secret => new Secret(new Uint8Array(length).fill(8))
