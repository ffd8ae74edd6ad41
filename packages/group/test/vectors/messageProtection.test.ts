import { decode, encode } from "@copath/codec"
import { equalBytes, MessageProtection, noBytes, Secret, SignatureScheme } from "@copath/contracts"
import { treeFrom } from "@copath/membership"
import { leafIndex } from "@copath/tree-math"
import { hex, type MessageProtectionCase } from "@copath/vectors"
import { describeVectors } from "@copath/vectors/vitest"
import { it } from "@effect/vitest"
import { contentTypes, type LeafNode, proposal as proposalCodec, type FramedContent } from "@copath/wire"
import type { CgkaUpdate } from "@copath/contracts"
import { Effect, Option, Result } from "effect"
import { expect } from "vitest"
import { contextBytes, contextOf } from "../../src/context.ts"
import { frame, memberContent, signFramed, verifyFramed } from "../../src/framing.ts"
import { open } from "../../src/open.ts"
import { defaultOptions } from "../../src/options.ts"
import { type Parts, parts } from "../../src/parts.ts"
import { seal } from "../../src/protect.ts"
import { type GroupState, kept } from "../../src/state.ts"
import { services } from "../parts.ts"

const sender = leafIndex(1)

const leaf = (signatureKey: Uint8Array, encryptionKey: number): LeafNode => ({
  encryptionKey: Uint8Array.of(encryptionKey),
  signatureKey,
  credential: { _tag: "basic", identity: noBytes },
  capabilities: { versions: [], cipherSuites: [], extensions: [], proposals: [], credentials: [] },
  source: { _tag: "update" },
  extensions: [],
  signature: noBytes
})

/** The P-521 case's private key is written without its leading zero. */
const fullLength = (key: Uint8Array, suite: number): Uint8Array => {
  if (suite !== 5 || key.length === 66) return key
  const out = new Uint8Array(66)
  out.set(key, 66 - key.length)
  return out
}

/** A member's state with the case's secrets: leaf `me` of a group of two, in which leaf 1 signs with the case's key. */
const stateOf = Effect.fnUntraced(function* (p: Parts, c: MessageProtectionCase, me: 0 | 1) {
  const signer = { publicKey: hex(c.signature_pub), secretKey: new Secret(fullLength(hex(c.signature_priv), c.cipher_suite)) }
  const tree = Result.getOrThrow(
    treeFrom([{ _tag: "leaf", leafNode: leaf(Uint8Array.of(1), 1) }, undefined, { _tag: "leaf", leafNode: leaf(signer.publicKey, 2) }])
  )
  const context = contextOf(p, {
    groupId: hex(c.group_id),
    epoch: BigInt(c.epoch),
    treeHash: hex(c.tree_hash),
    confirmedTranscriptHash: hex(c.confirmed_transcript_hash),
    extensions: []
  })
  const any = () => new Secret(new Uint8Array(p.suite.kdf.size))
  const secrets = {
    init: any(),
    encryption: new Secret(hex(c.encryption_secret)),
    senderData: new Secret(hex(c.sender_data_secret)),
    confirmation: any(),
    membership: new Secret(hex(c.membership_key)),
    exporter: any()
  }
  const protection = yield* MessageProtection
  const nobody = { added: [], removed: [], updated: [], committer: leafIndex(0) }
  const started = yield* protection.start(secrets, leafIndex(me), tree, nobody, Option.none())
  const begun = yield* (yield* SignatureScheme).begin(signer)
  const state: GroupState = {
    me: leafIndex(me),
    identity: signer,
    context,
    contextBytes: contextBytes(context),
    interimTranscriptHash: noBytes,
    confirmationTag: noBytes,
    tree,
    book: p.cgka.emptyBook,
    secrets: kept(secrets),
    cgka: p.cgka.begin(leafIndex(me), signer),
    protection: started.state,
    signer: begun.state,
    proposals: [],
    ownUpdates: [],
    sent: [],
    reInit: undefined,
    receiveOnly: false,
    past: [],
    exporter: undefined,
    pending: undefined
  }
  return state
})

const readBack = Effect.fnUntraced(function* (p: Parts, c: MessageProtectionCase, message: Uint8Array, handshake: "public" | "private") {
  const state = yield* stateOf(p, c, 0)
  const opened = yield* open(p, { ...defaultOptions, handshake }, state, message)
  yield* verifyFramed(p, state, opened.signatory, opened.framed, opened.auth.signature)
  return opened.framed.content.content
})

const encoded = (p: Parts, content: FramedContent<CgkaUpdate>["content"]): Uint8Array => {
  switch (content._tag) {
    case "application":
      return content.applicationData
    case "proposal":
      return encode(proposalCodec, content.proposal)
    case "commit":
      return encode(p.wire.commit, content.commit)
  }
}

const contentOf = (p: Parts, c: MessageProtectionCase, tag: "proposal" | "commit"): FramedContent<CgkaUpdate>["content"] =>
  tag === "proposal"
    ? { _tag: tag, proposal: Result.getOrThrow(decode(proposalCodec, hex(c.proposal))) }
    : { _tag: tag, commit: Result.getOrThrow(decode(p.wire.commit, hex(c.commit))) }

const protectedAgain = Effect.fnUntraced(function* (
  p: Parts,
  c: MessageProtectionCase,
  content: FramedContent<CgkaUpdate>["content"],
  handshake: "public" | "private"
) {
  const state = yield* stateOf(p, c, 1)
  const format = handshake === "public" ? p.wire.formats.publicMessage : p.wire.formats.privateMessage
  const framed = frame(p, format, memberContent(state.context.groupId, state.context.epoch, sender, noBytes, content), state.contextBytes)
  const { signature } = yield* signFramed(p, state, framed)
  const confirmationTag = framed.contentType === contentTypes.commit ? new Uint8Array(p.suite.mac.size) : undefined
  const sealed = yield* seal(p, { ...defaultOptions, padding: () => 7 }, state, framed, { signature, confirmationTag }, Option.none())
  return sealed.message
})

describeVectors("message-protection.json", (cases) => {
  for (const c of cases) {
    it.effect(`suite ${c.cipher_suite}: reads the given messages, and what it protects itself`, () =>
      Effect.gen(function* () {
        const p = yield* parts
        for (const tag of ["proposal", "commit"] as const) {
          const raw = hex(c[tag])
          expect(encoded(p, yield* readBack(p, c, hex(c[`${tag}_pub`]), "public"))).toEqual(raw)
          expect(encoded(p, yield* readBack(p, c, hex(c[`${tag}_priv`]), "private"))).toEqual(raw)
          for (const handshake of ["public", "private"] as const) {
            const message = yield* protectedAgain(p, c, contentOf(p, c, tag), handshake)
            expect(encoded(p, yield* readBack(p, c, message, handshake))).toEqual(raw)
          }
        }
        const application = hex(c.application)
        expect(encoded(p, yield* readBack(p, c, hex(c.application_priv), "private"))).toEqual(application)
        const own = yield* protectedAgain(p, c, { _tag: "application", applicationData: application }, "private")
        expect(encoded(p, yield* readBack(p, c, own, "private"))).toEqual(application)
      }).pipe(Effect.provide(services(c.cipher_suite)))
    )
    it.effect(`suite ${c.cipher_suite}: application data in a public message is refused (V043)`, () =>
      Effect.gen(function* () {
        const p = yield* parts
        const plain = yield* protectedAgain(p, c, { _tag: "application", applicationData: hex(c.application) }, "public")
        const refused = yield* Effect.flip(readBack(p, c, plain, "public"))
        expect(refused).toMatchObject({ _tag: "FrameRejected", reason: "PlainApplication", rule: "V043" })
        expect(equalBytes(plain, hex(c.application_priv))).toBe(false)
      }).pipe(Effect.provide(services(c.cipher_suite)))
    )
  }
})
