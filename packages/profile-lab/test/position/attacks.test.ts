import { CipherSuite, MessageProtection, noBytes, placedContent, SignatureScheme, type Suite, verifyWithLabel } from "@copath/contracts"
import { type GroupState, receive, receiveMany, send } from "@copath/group"
import { readNote } from "@copath/signature-deniable"
import { signedOutside } from "@copath/signing-position"
import { leafIndex } from "@copath/tree-math"
import {
  framedContent,
  framedContentTbs,
  privateExtensionTypes,
  privateMessageContent,
  privateWireFormats,
  updatePathNodes
} from "@copath/wire"
import { decode, encode, opaque, optional, struct } from "@copath/codec"
import { describe, it } from "@effect/vitest"
import { Effect, Layer, Option, Result } from "effect"
import { expect } from "vitest"
import { at, four, inNameOf, says, services, settled, verdict } from "../signatures/world.ts"
import { unnamed } from "./unnamed.ts"
import { outsideWith, servicesOutside, type Taken, taken, tbsOf, together } from "./world.ts"

const utf8 = new TextEncoder()

const signedBy = Effect.fnUntraced(function* (by: GroupState, apart: Taken, sender = by.me) {
  const scheme = yield* SignatureScheme
  const { contentType, epoch, groupId } = apart.message
  const roster = { leafCount: by.tree.leafCount, authorAt: () => undefined }
  const place = { group: groupId, epoch, current: epoch, leaf: by.me, contentType, generation: Option.none(), roster }
  const { signature } = yield* scheme.sign(by.signer, place, signedOutside.label, tbsOf(apart, by, sender))
  return yield* together({ ...apart, signed: { ...apart.signed, sender, signature } })
})

/** Signs a message that lies there as its own: all that is needed is the ciphertext and a key of one's own. */
const resigned = (by: GroupState, bytes: Uint8Array) => Effect.flatMap(taken(bytes), (apart) => signedBy(by, apart))

/** What a member may put into a ciphertext that it seals and signs as anybody else. */
const handmade = Effect.fnUntraced(function* (by: GroupState, inside: Uint8Array) {
  const { bodyCodec, protect } = yield* MessageProtection
  const { epoch, groupId } = by.context
  const header = { groupId, epoch, contentType: 1, authenticatedData: noBytes } as const
  const content = { _tag: "application", applicationData: utf8.encode("handmade") } as const
  const codec = privateMessageContent(updatePathNodes, 1)
  const plain = encode(codec, { content, auth: { signature: inside, confirmationTag: undefined }, padding: 0 })
  const { body } = yield* protect(by.protection, signedOutside.header(header, by.me), plain, Option.none())
  const signed = { sender: by.me, signature: noBytes, body, encoded: encode(bodyCodec, body) }
  return yield* signedBy(by, { message: { ...header, body: signedOutside.wrap(signed) }, signed })
})

describe("somebody outside, who has all bytes and all public keys", () => {
  it.effect("R026: inside: finds no sender and no signature to verify, not even knowing what was said", () =>
    Effect.gen(function* () {
      const room = yield* four()
      const suite = yield* CipherSuite
      const sent = yield* Effect.forEach([...room.values()], (state) => send(state, utf8.encode("yes")))
      expect(new Set(sent.map(({ message }) => message.length)).size).toBe(1)
      const { context, contextBytes, tree } = at(room, "alice")
      // For each who may have said it, the very bytes that a signature of his covers; for each place in the message, what might be that signature.
      const said = (leaf: number): Uint8Array =>
        encode(framedContent(updatePathNodes), {
          groupId: context.groupId,
          epoch: context.epoch,
          sender: { _tag: "member", leafIndex: leaf },
          authenticatedData: noBytes,
          content: { _tag: "application", applicationData: utf8.encode("yes") }
        })
      const { message } = sent[1] ?? { message: noBytes }
      let tried = 0
      for (const leaf of tree.members()) {
        const tbs = framedContentTbs(privateWireFormats.privateMessage, said(leaf), "member", contextBytes)
        const key = tree.signatureKeyAt(leaf) ?? noBytes
        for (let i = 0; i + 64 <= message.length; i++) {
          tried++
          expect(verifyWithLabel(suite, key, "FramedContentTBS", tbs, message.subarray(i, i + 64))).toBe(false)
        }
      }
      expect(tried).toBeGreaterThan(300)
    }).pipe(Effect.provide(services("static")))
  )

  it.effect("R026: outside: reads the sender, and verifies by the leaf's key", () =>
    Effect.gen(function* () {
      const room = yield* four()
      const suite = yield* CipherSuite
      for (const [name, state] of room) {
        const apart = yield* taken((yield* send(state, utf8.encode("yes"))).message)
        const { sender, signature } = apart.signed
        expect(sender).toBe(at(room, name).me)
        const key = at(room, "alice").tree.signatureKeyAt(sender) ?? noBytes
        const holds = (who: number) =>
          verifyWithLabel(suite, key, signedOutside.label, tbsOf(apart, at(room, "alice"), leafIndex(who)), signature)
        expect([holds(sender), holds((sender + 1) % 4)]).toEqual([true, false])
      }
    }).pipe(Effect.provide(servicesOutside("static")))
  )
})

describe("a deniable key whose signatures stand outside", () => {
  const signatureIn = struct("DeniableSignature", { key: optional(opaque), tags: opaque, signature: opaque })
  const signedIn = struct("DeniableTBS", { key: optional(opaque), tags: opaque, content: opaque })

  it.effect("R026: leaves a chain that anybody can check: all that a key has signed in an epoch, though not whose key it is", () =>
    Effect.gen(function* () {
      const room = yield* settled()
      const suite = yield* CipherSuite
      const { context, tree } = at(room, "alice")
      /** Whether the key in this leaf signed this message, as somebody sees it who knows the leaves and holds no key. */
      const signedWith = Effect.fnUntraced(function* (leaf: GroupState["me"], message: Uint8Array) {
        const apart = yield* taken(message)
        const { key, signature, tags } = Result.getOrThrow(decode(signatureIn, apart.signed.signature))
        const roster = { leafCount: tree.leafCount, authorAt: () => undefined }
        const { epoch, groupId: group } = context
        const place = { group, epoch, current: epoch, leaf: apart.signed.sender, contentType: 1, generation: Option.none(), roster }
        const content = placedContent(place, tbsOf(apart, at(room, "alice"), apart.signed.sender))
        const note = tree.leafAt(leaf)?.extensions.find(({ extensionType }) => extensionType === privateExtensionTypes.note)
        const known = readNote(note?.extensionData ?? noBytes)?.issue?.key ?? noBytes
        return verifyWithLabel(suite, known, signedOutside.label, encode(signedIn, { key, tags, content }), signature)
      })
      const bob = at(room, "bob")
      const first = yield* send(bob, utf8.encode("one"))
      for (const { message } of [first, yield* send(first.state, utf8.encode("two"))]) {
        const holders = yield* Effect.filter(tree.members(), (leaf) => signedWith(leaf, message))
        expect(holders).toEqual([bob.me])
      }
    }).pipe(Effect.provide(servicesOutside("eph-deniable")))
  )
})

describe("stripping and signing anew", () => {
  it.effect("R026: who takes a ciphertext for its own is refused, and the message is still read as its author's", () =>
    Effect.gen(function* () {
      const room = yield* four()
      const sent = yield* send(at(room, "alice"), utf8.encode("my idea"))
      const stolen = yield* resigned(at(room, "mallory"), sent.message)
      expect((yield* taken(stolen)).signed.sender).toBe(at(room, "mallory").me)
      for (const name of ["bob", "carol"]) {
        expect(yield* verdict(at(room, name), stolen)).toBe("BadCiphertext")
        expect(yield* verdict(at(room, name), sent.message)).toBe("from leaf 0")
      }
    }).pipe(Effect.provide(servicesOutside("static")))
  )

  it.effect("R026: with the sender left out of the AAD, and a protection that does not bind it by itself, the theft succeeds", () =>
    Effect.gen(function* () {
      const room = yield* four()
      const sent = yield* send(at(room, "alice"), utf8.encode("my idea"))
      const stolen = yield* resigned(at(room, "mallory"), yield* unnamed.renamed(sent.message, at(room, "mallory").me))
      // Mallory was never able to read it, or need not have been: she is now its author.
      expect(yield* verdict(at(room, "bob"), stolen)).toBe("from leaf 3")
    }).pipe(
      Effect.provide(Layer.provideMerge(outsideWith({ header: (header) => header }), Layer.provideMerge(unnamed.layer, services("static"))))
    )
  )

  it.effect("R026: and fails over the same protection when the AAD names the sender", () =>
    Effect.gen(function* () {
      const room = yield* four()
      const sent = yield* send(at(room, "alice"), utf8.encode("my idea"))
      const stolen = yield* resigned(at(room, "mallory"), yield* unnamed.renamed(sent.message, at(room, "mallory").me))
      expect(yield* verdict(at(room, "bob"), stolen)).toBe("BadCiphertext")
      expect(yield* verdict(at(room, "bob"), sent.message)).toBe("from leaf 0")
    }).pipe(Effect.provide(Layer.provideMerge(unnamed.layer, servicesOutside("static"))))
  )

  it.effect("R026: an insider who seals by another member's ratchet and signs it as her own uses up none of that member's keys", () =>
    Effect.gen(function* () {
      const room = yield* four()
      const [bob, mallory] = [at(room, "bob"), at(room, "mallory")]
      // Her build puts her own name beside and into the AAD, whoever's ratchet seals.
      const hers = outsideWith({
        header: (header) => signedOutside.header(header, mallory.me),
        wrap: (signed) => signedOutside.wrap({ ...signed, sender: mallory.me }),
        tbs: (place, given, encoded) => signedOutside.tbs(place, { ...given, sender: mallory.me }, encoded)
      })
      const forged = yield* Effect.provide(inNameOf(mallory, bob.me, mallory.signer, "in bob's place"), hers)
      expect((yield* taken(forged)).signed.sender).toBe(mallory.me)
      expect(yield* verdict(at(room, "alice"), forged)).toBe("BadCiphertext")
      // In bob's name she cannot sign at all.
      expect(yield* verdict(at(room, "alice"), yield* inNameOf(mallory, bob.me, mallory.signer, "as bob"))).toBe("BadSignature")
      yield* says(room, "bob", "my first words")
    }).pipe(Effect.provide(servicesOutside("static")))
  )
})

it.effect("R026: one message has one signature: a content that brings another one is refused", () =>
  Effect.gen(function* () {
    const room = yield* four()
    const without = yield* handmade(at(room, "carol"), noBytes)
    expect(yield* verdict(at(room, "bob"), without)).toBe("from leaf 2")
    expect(yield* verdict(at(room, "bob"), yield* handmade(at(room, "carol"), Uint8Array.of(1)))).toBe("MalformedContent")
  }).pipe(Effect.provide(servicesOutside("static")))
)

describe("verifying first", () => {
  /** A suite with a batch, which says how much was verified and how much was opened. */
  const counting =
    (counts: { verified: number; batches: Array<number>; opened: number }) =>
    (suite: Suite): Suite => ({
      ...suite,
      aead: { ...suite.aead, open: (...input) => (counts.opened++, suite.aead.open(...input)) },
      signature: {
        ...suite.signature,
        verify: (...input) => (counts.verified++, suite.signature.verify(...input)),
        verifyAll: (checks) =>
          Effect.sync(() => {
            counts.batches.push(checks.length)
            return checks.map(({ message, publicKey, signature }) => suite.signature.verify(publicKey, message, signature))
          })
      }
    })
  const flipped = (bytes: Uint8Array, at: number): Uint8Array => {
    const out = bytes.slice()
    const i = at < 0 ? out.length + at : at
    out[i] = (out[i] as number) ^ 1
    return out
  }

  it.effect("R026: no byte of a message can change without its signature failing, and nothing is then opened", () => {
    const counts = { verified: 0, batches: [], opened: 0 }
    return Effect.gen(function* () {
      const room = yield* four()
      const { message } = yield* send(at(room, "bob"), utf8.encode("hi"), { authenticatedData: utf8.encode("aad") })
      counts.opened = 0
      const reasons = new Map<string, number>()
      for (let i = 0; i < message.length; i++) {
        const why = yield* verdict(at(room, "alice"), flipped(message, i))
        reasons.set(why, (reasons.get(why) ?? 0) + 1)
      }
      expect(counts.opened).toBe(0)
      expect([...reasons.keys()].filter((why) => why.startsWith("from"))).toEqual([])
      expect(reasons.get("BadSignature")).toBeGreaterThan(100)
      expect(yield* verdict(at(room, "alice"), message)).toBe("from leaf 1")
      expect(counts.opened).toBeGreaterThan(0)
    }).pipe(Effect.provide(servicesOutside("static", counting(counts))))
  })

  it.effect(
    "R026: a forgery far ahead in a ratchet makes a reader walk it where the signature is inside, and costs one verification where it is outside",
    () => {
      const counts = { expanded: 0, verified: 0 }
      const watch = (suite: Suite): Suite => ({
        ...suite,
        kdf: { ...suite.kdf, expand: (...input) => (counts.expanded++, suite.kdf.expand(...input)) },
        signature: { ...suite.signature, verify: (...input) => (counts.verified++, suite.signature.verify(...input)) }
      })
      const refusing = Effect.gen(function* () {
        const room = yield* four()
        let mallory = at(room, "mallory")
        for (let i = 0; i < 200; i++) mallory = (yield* send(mallory, noBytes)).state
        // Correctly sealed by a member, so that everything opens, and then damaged at its end.
        const far = flipped((yield* send(mallory, utf8.encode("far ahead"))).message, -1)
        Object.assign(counts, { expanded: 0, verified: 0 })
        const why = yield* verdict(at(room, "alice"), far)
        return { why, ...counts }
      })
      return Effect.gen(function* () {
        const inner = yield* Effect.provide(refusing, services("static", watch))
        expect([inner.why, inner.verified]).toEqual(["BadCiphertext", 0])
        expect(inner.expanded).toBeGreaterThan(200)
        expect(yield* Effect.provide(refusing, servicesOutside("static", watch))).toEqual({ why: "BadSignature", expanded: 0, verified: 1 })
      })
    }
  )

  it.effect("R026, R035: a batch is verified before any of it is opened, and ends as it would one by one", () => {
    const counts: { verified: number; batches: Array<number>; opened: number } = { verified: 0, batches: [], opened: 0 }
    return Effect.gen(function* () {
      const room = yield* settled()
      const alice = at(room, "alice")
      const list: Array<Uint8Array> = []
      let bob = at(room, "bob")
      for (let i = 0; i < 20; i++) {
        const sent = yield* send(bob, utf8.encode(`message ${i}`))
        bob = sent.state
        list.push(sent.message)
      }
      // A forgery in bob's name, one by somebody who is nobody, one again, and one that is out of the window.
      const [third, fifth] = [list[3] ?? noBytes, list[5] ?? noBytes]
      const nobody = yield* together(
        yield* Effect.map(taken(fifth), (apart) => ({ ...apart, signed: { ...apart.signed, sender: leafIndex(9) } }))
      )
      const mixed = [...list.slice(0, 3), flipped(third, -1), ...list.slice(3, 8), list[2] ?? noBytes, nobody, ...list.slice(8)]
      const outcomes: Array<unknown> = []
      let one = alice
      for (const message of mixed) {
        const got = yield* Effect.result(receive(one, message))
        if (Result.isSuccess(got) && got.success._tag === "application") one = got.success.state
        outcomes.push(Result.isFailure(got) ? got.failure._tag : got.success._tag)
      }
      Object.assign(counts, { batches: [], opened: 0, verified: 0 })
      const many = yield* receiveMany(alice, mixed)
      expect(many.outcomes.map((got) => (Result.isFailure(got) ? got.failure._tag : got.success._tag))).toEqual(outcomes)
      expect(outcomes.filter((tag) => tag !== "application")).toEqual(["BadSignature", "Unprotectable", "FrameRejected"])
      // All but the one whose sender is nobody's leaf.
      expect(counts.batches).toEqual([mixed.length - 1])
      // Sender data and content of each that holds, sender data alone of the one that is there already.
      expect(counts.opened).toBe(2 * 20 + 1)
    }).pipe(Effect.provide(servicesOutside("static", counting(counts))))
  })
})
