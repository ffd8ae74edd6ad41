import {
  batchVerdicts,
  CipherSuite,
  Entropy,
  type KeyPair,
  noBytes,
  type NotedAt,
  SignatureScheme,
  type SignerState,
  type Suite
} from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { certify, hashOf, isDue, readNote } from "./note.ts"
import { admit, checkOf, sign, verify } from "./sign.ts"
import { type DisclosedSigner, signerBox, signerCodec } from "./state.ts"

/** Epochs after its own in which a signature is still taken, unless another number is asked for: as many as the engine keeps for late messages. */
export const DEFAULT_DELAY = 2

/**
 * A fresh signing key with every path, certified by the identity key; once a key's signatures have not been taken for `delay` epochs, the note of the next
 * rotation publishes it. All members must choose one delay: notes of another are refused.
 */
export const disclosedAfter = (delay: number): Layer.Layer<SignatureScheme, never, CipherSuite | Entropy> =>
  Layer.effect(
    SignatureScheme,
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { secret: random } = yield* Entropy
      const { seedSize, signatureSize, verifyAll } = suite.signature
      const fresh = () => {
        const seed = random(seedSize)
        return { seed, ephemeral: suite.signature.derive(seed) }
      }
      return SignatureScheme.of({
        id: "eph-disclosed",
        facts: { attributable: "signer", transferable: false, verifiers: "anybody", maxSignature: signatureSize, window: BigInt(delay) },
        signerCodec,
        begin: (identity) => Effect.sync(() => first(suite, fresh(), identity, delay)),
        rotate: (state, at, _roster, identity) =>
          Effect.sync(() => {
            const before = signerBox.unwrap(state)
            return next(suite, fresh(), identity === undefined ? before : { ...before, identity }, at, delay)
          }),
        admit: (author, previousNote, at) => Effect.suspend(() => Effect.fromResult(admit(suite, author, previousNote, at, delay))),
        sign: (state, at, label, content) =>
          Effect.sync(() => ({ signature: sign(suite, signerBox.unwrap(state), at, label, content), state })),
        verify: (author, at, label, content, signature) =>
          Effect.suspend(() => Effect.fromResult(verify(suite, { author, at, label, content, signature }, delay))),
        ...(verifyAll === undefined
          ? {}
          : {
              verifyAll: (items) =>
                batchVerdicts(
                  verifyAll,
                  items.map((item) => checkOf(item, delay))
                )
            })
      })
    })
  )

/** {@link disclosedAfter} the default number of epochs. */
export const layer: Layer.Layer<SignatureScheme, never, CipherSuite | Entropy> = disclosedAfter(DEFAULT_DELAY)

type Fresh = Omit<DisclosedSigner, "identity" | "note" | "retired">
interface Noted {
  readonly state: SignerState
  readonly note: Uint8Array
}

const first = (suite: Suite, key: Fresh, identity: KeyPair, delay: number): Noted => {
  const { publicKey } = key.ephemeral
  const note = certify(suite, identity, { key: publicKey, delay, previous: noBytes, waiting: [], disclosed: [] })
  return { state: signerBox.wrap({ ...key, identity, note, retired: [] }), note }
}

const next = (suite: Suite, key: Fresh, old: DisclosedSigner, { epoch }: NotedAt, delay: number): Noted => {
  const last = epoch - 1n
  const retired = [...old.retired, { seed: old.seed, last }]
  const due = retired.filter((r) => isDue(r.last, epoch, delay))
  const before = readNote(old.note)
  const waiting = before === undefined ? [] : [...before.waiting, { key: before.key, last }]
  const note = certify(suite, old.identity, {
    key: key.ephemeral.publicKey,
    delay,
    previous: hashOf(suite, old.note),
    waiting: waiting.slice(due.length),
    disclosed: due.map((r) => ({ seed: r.seed.expose(), last: r.last }))
  })
  return { state: signerBox.wrap({ ...key, identity: old.identity, note, retired: retired.slice(due.length) }), note }
}
