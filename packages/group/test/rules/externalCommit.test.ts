import { decode, encode } from "@copath/codec"
import { CipherSuite, type KeyPair, noBytes, verifyWithLabel } from "@copath/contracts"
import { type LeafNode, rfc9420Wire } from "@copath/wire"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { expect } from "vitest"
import { externalJoin, makeGroupInfo, receive } from "../../src/index.ts"
import { signLeaf } from "../../src/leaf.ts"
import { parts } from "../../src/parts.ts"
import { recommitted } from "../outside.ts"
import { services } from "../parts.ts"
import { four, identityOf, refuses } from "../story.ts"

/** Erin's way into the group of four, and Erin's key. */
const joining = Effect.fnUntraced(function* () {
  const story = yield* four()
  const identity = yield* identityOf("erin")
  const { message } = yield* externalJoin({ groupInfo: yield* makeGroupInfo(story.at("bob")), identity })
  return { alice: story.at("alice"), bob: story.at("bob"), key: identity.signatureKey, message }
})

it.effect("V052: a commit from outside is signed with the key of its path's leaf, and not with a member's", () =>
  Effect.gen(function* () {
    const { alice, bob, key, message } = yield* joining()
    const signedBy = (signer: KeyPair) => recommitted(alice, message, signer, () => ({}))
    yield* refuses(alice, yield* signedBy(bob.identity), { _tag: "BadSignature" }, message)
    // The same by the joiner's own key fails by its tag alone, which is looked at last.
    expect(yield* Effect.flip(receive(alice, yield* signedBy(key)))).toMatchObject({ _tag: "ConfirmationMismatch" })
  }).pipe(Effect.provide(services(1)))
)

it.effect("V053, V182: it holds an ExternalInit, and one", () =>
  Effect.gen(function* () {
    const { alice, key, message } = yield* joining()
    const none = yield* recommitted(alice, message, key, () => ({ proposals: [] }))
    const two = yield* recommitted(alice, message, key, ({ proposals }) => ({ proposals: [...proposals, ...proposals] }))
    yield* refuses(alice, none, { _tag: "Invalid", rule: "V182" }, message)
    yield* refuses(alice, two, { _tag: "Invalid", rule: "V182" }, message)
  }).pipe(Effect.provide(services(1)))
)

it.effect("V192: the joiner signs over the present group context, and brings no membership tag", () =>
  Effect.gen(function* () {
    const { alice, key, message } = yield* joining()
    const suite = yield* CipherSuite
    const decoded = Result.getOrThrow(decode(rfc9420Wire.mlsMessage, message))
    if (decoded._tag !== "publicMessage") throw new Error(decoded._tag)
    const { auth, content, membershipTag } = decoded.publicMessage
    expect(membershipTag).toBeUndefined()
    // By hand: version, wire format, content, context (6.1).
    const framed = encode(rfc9420Wire.framedContent, content)
    const holds = (context: Uint8Array): boolean =>
      verifyWithLabel(suite, key.publicKey, "FramedContentTBS", Uint8Array.of(0, 1, 0, 1, ...framed, ...context), auth.signature)
    expect([holds(alice.contextBytes), holds(noBytes)]).toEqual([true, false])
    const without = yield* recommitted(alice, message, key, () => ({}), { context: Uint8Array.of(0) })
    yield* refuses(alice, without, { _tag: "BadSignature" }, message)
  }).pipe(Effect.provide(services(1)))
)

it.effect("V190: the joiner's leaf obeys the rules of every leaf", () =>
  Effect.gen(function* () {
    const { alice, key, message } = yield* joining()
    const p = yield* parts
    const place = { groupId: alice.context.groupId, leafIndex: 4 }
    const edits: ReadonlyArray<readonly [rule: string, (leaf: LeafNode) => Partial<LeafNode>]> = [
      ["V093", ({ capabilities }) => ({ capabilities: { ...capabilities, credentials: [2] } })],
      ["V106", () => ({ extensions: [{ extensionType: 0xff07, extensionData: noBytes }] })],
      ["V110", ({ capabilities }) => ({ capabilities: { ...capabilities, versions: [2] } })],
      ["V099", () => ({ source: { _tag: "update" } })]
    ]
    for (const [rule, edit] of edits) {
      const bad = yield* recommitted(alice, message, key, ({ path }) => {
        if (path === undefined) throw new Error("an external commit has a path")
        return { path: { ...path, leafNode: signLeaf(p, key, { ...path.leafNode, ...edit(path.leafNode) }, place) } }
      })
      yield* refuses(alice, bad, { _tag: "Invalid", rule }, message)
    }
  }).pipe(Effect.provide(services(1)))
)
