import {
  aeadLaws,
  type CryptoLaw,
  ecdsaLaws,
  eddsaLaws,
  hashLaws,
  hpkeAuthLaws,
  hpkeLaws,
  kemLaws,
  sameSuite,
  signatureAlgorithmLaws
} from "@copath/conformance"
import { HpkeInfo, Secret, type Suite } from "@copath/contracts"
import { describe, expect, test } from "vitest"
import { dhKem, hpkeAeads, nodeSuite, osRandom, sha256Function, suiteOf, x25519Group } from "../src/index.ts"

/** Titles of the laws that `suite` breaks. */
const broken = (laws: ReadonlyArray<CryptoLaw>): ReadonlyArray<string> =>
  laws
    .filter(({ check }) => {
      try {
        check()
        return false
      } catch {
        return true
      }
    })
    .map(({ title }) => title)

const suite = nodeSuite(1)
const nist = nodeSuite(2)

/** Whoever seals says whose key it is, and is believed. */
const withNamedSenders = ({ id, name, signature }: Suite): Suite => {
  const kem = dhKem(x25519Group)
  const named = (secret: Uint8Array, sender: Uint8Array): Uint8Array => sha256Function.digest(new Uint8Array([...secret, ...sender]))
  return suiteOf({
    id,
    name,
    signature,
    hash: sha256Function,
    ...hpkeAeads.aes128,
    kem: {
      ...kem,
      auth: {
        encapsulate: ({ publicKey }, to, random) => {
          const sent = kem.encapsulate(to, random)
          return sent === undefined ? undefined : { enc: sent.enc, sharedSecret: named(sent.sharedSecret, publicKey) }
        },
        decapsulate: (me, sender, enc) => {
          const secret = kem.decapsulate(me, enc)
          return secret === undefined ? undefined : named(secret, sender)
        }
      }
    }
  })
}

const sabotaged: ReadonlyArray<readonly [what: string, laws: ReadonlyArray<CryptoLaw>, broken: RegExp]> = [
  [
    "an AEAD that opens without looking at the tag",
    aeadLaws({ ...suite.aead, open: (_key, _nonce, _aad, sealed) => sealed.slice(0, -16) }),
    /any one bit flipped/
  ],
  [
    "an AEAD that ignores the associated data",
    aeadLaws({
      ...suite.aead,
      seal: (key, nonce, _aad, plain) => suite.aead.seal(key, nonce, new Uint8Array(0), plain),
      open: (key, nonce, _aad, sealed) => suite.aead.open(key, nonce, new Uint8Array(0), sealed)
    }),
    /associated data does not open/
  ],
  ["an AEAD that claims too much", aeadLaws({ ...suite.aead, misuseResistant: true }), /misuse resistance/],
  [
    "a KDF that ignores its info",
    hashLaws({ ...suite, kdf: { ...suite.kdf, expand: (prk, _info, length) => suite.kdf.expand(prk, new Uint8Array(0), length) } }),
    /depends on key and info/
  ],
  [
    "a digest that returns one buffer for ever",
    hashLaws({
      ...suite,
      hash: { ...suite.hash, digest: ((shared) => (data) => (shared.set(suite.hash.digest(data)), shared))(new Uint8Array(32)) }
    }),
    /share memory/
  ],
  [
    "a KEM to which all bytes are a public key",
    kemLaws({ ...nist, kem: { ...nist.kem, validPublicKey: () => true } }),
    /and a coefficient above the modulus, are refused/
  ],
  [
    "a Diffie-Hellman that gives zeros for low-order peers",
    kemLaws({ ...suite, dh: { agree: (me, peer) => suite.dh.agree(me, peer) ?? new Secret(new Uint8Array(32)) } }),
    /of low order is agreed with by nobody/
  ],
  [
    "a KEM that states another length of its output",
    hpkeLaws({ ...suite, kem: { ...suite.kem, kemOutputSize: 33 } }, osRandom),
    /for plaintexts of any length/
  ],
  [
    "a signature that is not as long as stated",
    signatureAlgorithmLaws({ ...suite, signature: { ...suite.signature, signatureSize: 65 } }, 509),
    /as long as stated/
  ],
  [
    "an HPKE that forgets the info",
    hpkeLaws(
      {
        ...suite,
        hpke: {
          ...suite.hpke,
          seal: (to, _info, aad, plain, random) => suite.hpke.seal(to, new Uint8Array(0), aad, plain, random),
          open: (me, _info, aad, sealed) => suite.hpke.open(me, new Uint8Array(0), aad, sealed)
        }
      },
      osRandom
    ),
    /another key, info/
  ],
  [
    "an HPKE that takes one info for another when it is used again",
    hpkeLaws(
      {
        ...suite,
        hpke: {
          ...suite.hpke,
          seal: (to, info, ...rest) => suite.hpke.seal(to, info instanceof HpkeInfo ? new Uint8Array(info.bytes.length) : info, ...rest)
        }
      },
      osRandom
    ),
    /many seals under one info/
  ],
  [
    "an auth mode that is base mode",
    hpkeAuthLaws(
      {
        ...suite,
        hpke: {
          ...suite.hpke,
          auth: { seal: (_sender, ...rest) => suite.hpke.seal(...rest), open: (me, _sender, ...rest) => suite.hpke.open(me, ...rest) }
        }
      },
      osRandom
    ),
    /another sender/
  ],
  [
    "an auth mode that binds the sender's public key and needs no secret one",
    hpkeAuthLaws(withNamedSenders(suite), osRandom),
    /nobody seals in a sender's name/
  ],
  ["an auth mode that is not RFC 9180's", hpkeAuthLaws(withNamedSenders(suite), osRandom), /A.1.3 comes out/],
  [
    "an Ed25519 that leaves small-order keys to its library",
    eddsaLaws({ ...suite.signature, validPublicKey: (key) => key.length === 32 }),
    /no key/
  ],
  [
    "a signature check that accepts whatever has the right length",
    signatureAlgorithmLaws({ ...suite, signature: { ...suite.signature, verify: (_key, _message, signed) => signed.length === 64 } }, 7),
    /flipped is rejected/
  ],
  [
    "an ECDSA that insists on the low S",
    ecdsaLaws({
      ...nist.signature,
      // S is what ends the signature, and half the order begins with the byte 7f.
      verify: (key, message, signed) => nist.signature.verify(key, message, signed) && (signed.at(-32) as number) < 0x7f
    }),
    /both valid values/
  ]
]

describe("the laws catch", () => {
  test.each(sabotaged)("%s", (_what, laws, expected) => {
    expect(broken(laws).some((title) => expected.test(title))).toBe(true)
  })

  test("nothing in the provider as it is", () => {
    for (const one of [suite, nist]) {
      expect(broken([...hashLaws(one), ...aeadLaws(one.aead), ...kemLaws(one), ...hpkeLaws(one, osRandom)])).toEqual([])
      expect(broken(hpkeAuthLaws(one, osRandom))).toEqual([])
      expect(broken([...eddsaLaws(one.signature), ...ecdsaLaws(one.signature)])).toEqual([])
    }
  })

  test("two providers that differ in one part", () => {
    const other: Suite = { ...suite, signature: { ...suite.signature, verify: () => false } }
    expect(broken(sameSuite(suite, other)).length).toBeGreaterThan(0)
    expect(broken(sameSuite(suite, suite))).toEqual([])
    const auth = /auth mode/
    const { auth: mode, ...rest } = suite.hpke
    expect(mode).toBeDefined()
    for (const hpke of [rest, withNamedSenders(suite).hpke]) {
      expect(broken(sameSuite(suite, { ...suite, hpke })).filter((title) => auth.test(title))).toHaveLength(1)
    }
  })
})
