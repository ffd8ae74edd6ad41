import { encode } from "@copath/codec"
import { CipherSuite, type KeyPair, noBytes, signWithLabel } from "@copath/contracts"
import { adopt, commit, createGroup, type GroupState } from "@copath/group"
import { authenticatedContentTbm, extensionTypes, externalSenders, makeExtension, rfc9420Wire } from "@copath/wire"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import { type Framed, identityOf, insiderSeals, packageOf, refuses, services, tbsOf, three } from "./insider.ts"

const removal = (state: GroupState, sender: Framed["sender"] = { _tag: "member", leafIndex: state.me }): Framed => ({
  groupId: state.context.groupId,
  epoch: state.context.epoch,
  sender,
  authenticatedData: noBytes,
  content: { _tag: "proposal", proposal: { _tag: "remove", removed: 2 } }
})

/** A member's proposal in the open, signed over `signed`, with the membership tag that fits its real content. */
const proposing = Effect.fnUntraced(function* (state: GroupState, content: Framed, signed: Uint8Array) {
  const suite = yield* CipherSuite
  const auth = { signature: signWithLabel(suite, state.identity, "FramedContentTBS", signed), confirmationTag: undefined }
  const tag = suite.mac.tag(state.secrets.membership, authenticatedContentTbm(tbsOf(1, content, state.contextBytes), 2, auth))
  return encode(rfc9420Wire.mlsMessage, { _tag: "publicMessage", publicMessage: { content, auth, membershipTag: tag } })
})

describe("a member's signature", () => {
  it.effect(
    "V057, V144: is over wire format, content and the present group context: no other context, and nothing of the content changed",
    () =>
      Effect.gen(function* () {
        const { alice, bob } = yield* three()
        const content = removal(bob)
        const next = (yield* adopt((yield* commit(bob)).state)).state
        const other = yield* createGroup({ groupId: new Uint8Array(16), identity: yield* identityOf("zoe") })
        const signed = [
          tbsOf(1, content, noBytes),
          tbsOf(1, content, next.contextBytes),
          tbsOf(1, content, other.contextBytes),
          tbsOf(2, content, bob.contextBytes),
          tbsOf(1, { ...content, epoch: content.epoch - 1n }, bob.contextBytes),
          tbsOf(1, { ...content, groupId: new Uint8Array(16) }, bob.contextBytes),
          tbsOf(1, { ...content, sender: { _tag: "member", leafIndex: alice.me } }, bob.contextBytes),
          tbsOf(1, { ...content, authenticatedData: Uint8Array.of(1) }, bob.contextBytes),
          tbsOf(1, { ...content, content: { _tag: "proposal", proposal: { _tag: "remove", removed: 0 } } }, bob.contextBytes)
        ]
        const bad = yield* Effect.forEach(signed, (bytes) => proposing(bob, content, bytes))
        const good = yield* proposing(bob, content, tbsOf(1, content, bob.contextBytes))
        expect((yield* refuses(alice, bad, { _tag: "BadSignature" }, good))._tag).toBe("proposal")
      }).pipe(Effect.provide(services(1)))
  )

  it.effect("V061: holds before authenticated data is shown: an insider's message that opens and is not signed is refused", () =>
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { alice, bob } = yield* three()
      const authenticatedData = Uint8Array.of(7, 7, 7)
      const said = { _tag: "application", applicationData: Uint8Array.of(1, 2, 3) } as const
      const content: Framed = { ...removal(bob), authenticatedData, content: said }
      const sign = (key: KeyPair, context: Uint8Array) => signWithLabel(suite, key, "FramedContentTBS", tbsOf(2, content, context))
      const bad = [
        yield* insiderSeals(bob, content, sign(alice.identity, bob.contextBytes)),
        yield* insiderSeals(bob, content, sign(bob.identity, noBytes)),
        yield* insiderSeals(bob, content, noBytes)
      ]
      const good = yield* insiderSeals(bob, content, sign(bob.identity, bob.contextBytes))
      expect(yield* refuses(alice, bad, { _tag: "BadSignature" }, good)).toMatchObject({ _tag: "application", authenticatedData })
    }).pipe(Effect.provide(services(1)))
  )
})

it.effect("V058: an external sender's signature is over no group context", () =>
  Effect.gen(function* () {
    const suite = yield* CipherSuite
    const { credential, signatureKey } = yield* identityOf("gate")
    const listed = makeExtension(extensionTypes.externalSenders, externalSenders, [{ signatureKey: signatureKey.publicKey, credential }])
    const alice = yield* createGroup({ groupId: new Uint8Array(16).fill(5), identity: yield* identityOf("alice"), extensions: [listed] })
    const { keyPackage } = yield* packageOf("dave")
    const content: Framed = {
      ...removal(alice, { _tag: "external", senderIndex: 0 }),
      content: { _tag: "proposal", proposal: { _tag: "add", keyPackage } }
    }
    const saying = (context: Uint8Array) => {
      const signature = signWithLabel(suite, signatureKey, "FramedContentTBS", tbsOf(1, content, context))
      const publicMessage = { content, auth: { signature, confirmationTag: undefined }, membershipTag: undefined }
      return encode(rfc9420Wire.mlsMessage, { _tag: "publicMessage", publicMessage })
    }
    const got = yield* refuses(alice, [saying(alice.contextBytes)], { _tag: "BadSignature" }, saying(noBytes))
    expect(got).toMatchObject({ _tag: "proposal", sender: { _tag: "external" } })
  }).pipe(Effect.provide(services(1)))
)
