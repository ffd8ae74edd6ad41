import {
  type Author,
  CipherSuite,
  type KeyPair,
  noBytes,
  Secret,
  SignatureScheme,
  type SignatureAlgorithm,
  type SignedAt,
  type SignedItem,
  type Suite
} from "@copath/contracts"
import { cipherSuite, nobleSuite } from "@copath/crypto-noble"
import { leafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { layer } from "../src/index.ts"

/** Operations of a suite since it was made. */
export interface Counts {
  signed: number
  verified: number
  hashed: number
}

/** The scheme over suite 1, with another algorithm if one is given; counts what it does. */
export const counting = (
  algorithm: SignatureAlgorithm = nobleSuite(1).signature
): { readonly counts: Counts; readonly parts: Layer.Layer<SignatureScheme | CipherSuite> } => {
  const counts = { signed: 0, verified: 0, hashed: 0 }
  const watched = (s: Suite): Suite => ({
    ...s,
    hash: {
      ...s.hash,
      digest: (bytes) => {
        counts.hashed++
        return s.hash.digest(bytes)
      }
    },
    signature: {
      ...algorithm,
      sign: (key, message) => {
        counts.signed++
        return algorithm.sign(key, message)
      },
      verify: (key, message, signature) => {
        counts.verified++
        return algorithm.verify(key, message, signature)
      }
    }
  })
  const suite = Layer.effect(CipherSuite, Effect.map(CipherSuite, watched)).pipe(Layer.provide(cipherSuite(1)))
  return { counts, parts: Layer.fresh(Layer.provideMerge(layer, suite)) }
}

export const label = "FramedContentTBS"
export const text = (n: number): Uint8Array => new TextEncoder().encode(`message ${n}`)

/** Somebody at a leaf. */
export const identityOf = (algorithm: Pick<Suite["signature"], "derive" | "seedSize">, n = 5): KeyPair =>
  algorithm.derive(new Secret(new Uint8Array(algorithm.seedSize).fill(n)))

export const authorOf = (identity: KeyPair, leaf = 2): Author => ({ leaf: leafIndex(leaf), identityKey: identity.publicKey, note: noBytes })

export const at: SignedAt = {
  group: Uint8Array.of(1),
  epoch: 3n,
  current: 3n,
  leaf: leafIndex(2),
  contentType: 1,
  generation: Option.none(),
  roster: { leafCount: 4, authorAt: () => undefined }
}

/** So many messages of one member's, signed at once. `from`: the number of the first. */
export const batch = Effect.fnUntraced(function* (count: number, from = 0, n = 5) {
  const { signature: algorithm } = yield* CipherSuite
  const { begin, signAll } = yield* SignatureScheme
  if (signAll === undefined) throw new Error("it signs many at once")
  const identity = identityOf(algorithm, n)
  const { state } = yield* begin(identity)
  const said = Array.from({ length: count }, (_, i) => ({ at, label, content: text(from + i) }))
  const { signatures } = yield* signAll(state, said)
  return said.map((one, i): SignedItem => ({ ...one, author: authorOf(identity), signature: signatures[i] as Uint8Array }))
})

/** Whether the scheme takes it. */
export const isTaken = Effect.fnUntraced(function* (item: SignedItem) {
  const { verify } = yield* SignatureScheme
  return yield* Effect.isSuccess(verify(item.author, item.at, item.label, item.content, item.signature, undefined))
})

/** The bytes with one bit changed. */
export const flipped = (bytes: Uint8Array, at: number): Uint8Array => {
  const out = bytes.slice()
  const i = at < 0 ? out.length + at : at
  out[i] = (out[i] as number) ^ 1
  return out
}
