import { decode } from "@copath/codec"
import { KeySchedule, Secret, type Suite } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import { leafNode } from "@copath/wire"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { describe, expect } from "vitest"
import { openTargeted, TARGETED_MESSAGE_FORMAT, targetedExports, targetedMessageEnvelope } from "../../src/index.ts"
import { services } from "../story.ts"
import { type TargetedVector, vectors } from "./vectors.ts"

const suite: Suite = nobleSuite(1)
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "hex"))
const envelope = targetedMessageEnvelope(TARGETED_MESSAGE_FORMAT)

/** A vector's recipient opens a message. */
const opened = Effect.fnUntraced(function* (v: TargetedVector, message: Uint8Array) {
  const schedule = yield* KeySchedule
  const { label, psk, senderAuthData } = targetedExports
  const exporter = new Secret(bytes(v.exporterSecret))
  const exported = (context: Uint8Array): Secret => schedule.export({ exporter }, label, context, suite.kdf.size)
  const { signatureKey } = Result.getOrThrow(decode(leafNode, bytes(v.senderLeafNode)))
  const keys = {
    groupId: bytes(v.groupId),
    epoch: v.epoch,
    me: v.recipient,
    leafKey: suite.kem.keyPair(new Secret(bytes(v.recipientEncryptionPriv))),
    secrets: { psk: exported(psk), senderAuthData: exported(senderAuthData) },
    signatureKeyAt: (leaf: number) => (leaf === v.sender ? signatureKey : undefined),
    wireFormat: TARGETED_MESSAGE_FORMAT
  }
  const decoded = Result.getOrThrow(decode(envelope, message))
  return { opened: openTargeted(suite, keys, decoded), decoded, keys }
})

describe("the draft's test vectors", () => {
  it.effect.each(vectors)("epoch $epoch: every step holds and the data comes out", (v) =>
    Effect.gen(function* () {
      const result = yield* opened(v, bytes(v.targetedMessage))
      expect(Result.getOrThrow(result.opened)).toEqual({
        sender: v.sender,
        applicationData: bytes(v.applicationData),
        authenticatedData: bytes(v.authenticatedData),
        padding: v.padding
      })
    }).pipe(Effect.provide(services()))
  )

  it.effect("no changed bit opens", () =>
    Effect.gen(function* () {
      const [v] = vectors as [TargetedVector]
      const { decoded, keys } = yield* opened(v, bytes(v.targetedMessage))
      const flip = (b: Uint8Array, i: number): Uint8Array => b.map((byte, at) => (at === i % b.length ? byte ^ 1 : byte))
      for (const at of [0, 40, -1 >>> 0]) {
        for (const change of [
          { ciphertext: flip(decoded.ciphertext, at) },
          { encryptedSenderAuthData: flip(decoded.encryptedSenderAuthData, at) }
        ]) {
          const result = openTargeted(suite, keys, { ...decoded, ...change })
          expect(Result.isFailure(result) && result.failure.reason).toMatch(/^(Undecryptable|BadSignature)$/)
        }
      }
      const aad = openTargeted(suite, keys, { ...decoded, authenticatedData: Uint8Array.of(1) })
      expect(Result.isFailure(aad) && aad.failure.reason).toBe("BadSignature")
    }).pipe(Effect.provide(services()))
  )
})
