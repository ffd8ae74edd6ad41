import { decode, encode, opaque as bytes, mapped, rest, struct } from "@copath/codec"
import {
  type Author,
  BadSignature,
  CipherSuite,
  Entropy,
  equalBytes,
  type KeyPair,
  opaque,
  Secret,
  type SignedAt,
  SignatureScheme,
  signWithLabel,
  verifyWithLabel
} from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { signatureLawsFor, signatureUnderTest } from "../../src/index.ts"
import { everyLawBites } from "../laws.ts"
import { toyCrypto } from "../schedule/toySuite.ts"

const faults = {
  "signing something else": "what a member signs",
  "not looking at the content": "content, label and signature",
  "not looking at the label": "content, label and signature",
  "blaming nobody": "content, label and signature",
  "one key for everybody": "one member's signature",
  "the new key at once": "signatures of before",
  "only first notes": "every note a scheme makes",
  "a note with room for more": "no other note",
  "a certificate that nobody checks": "no other note",
  "the old identity key for good": "a rotation to another",
  "a codec without the ephemeral key": "a signer is written down",
  "randomness of its own": "equal randomness",
  "signing the first half": "whatever is said",
  "throwing at short signatures": "bytes of any kind",
  "a batch by its first item": "a batch gives",
  "one signature for all at once": "what is signed at once",
  "all at once in another order": "what is signed at once",
  "longer signatures than it says": "what a scheme says",
  "any place": "a signature is worth nothing",
  "no generation": "a signature is worth nothing",
  "the same key again": "a rotated key",
  "notes without a chain": "notes follow"
} as const
type Fault = keyof typeof faults

interface State {
  readonly identity: KeyPair
  readonly ephemeral: KeyPair
  readonly note: Uint8Array
}
const box = opaque<"SignerState", State>("SignerState", "toy")
const secret = mapped(
  bytes,
  "Secret",
  (s: Secret) => s.expose(),
  (b) => new Secret(b)
)
const pair = struct<KeyPair>("KeyPair", { publicKey: bytes, secretKey: secret })
const note = struct("Note", { key: bytes, before: bytes, certificate: bytes })
const roomyNote = struct("Note", { key: bytes, before: bytes, certificate: bytes, more: rest })

/** Rotating keys with notes that repeat the key before. */
const toy = (fault: Fault | "none"): Layer.Layer<SignatureScheme, never, CipherSuite | Entropy> =>
  Layer.effect(
    SignatureScheme,
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { secret: random } = yield* Entropy
      const is = (f: Fault): boolean => f === fault
      const state = box.codec(struct<State>("State", { identity: pair, ephemeral: pair, note: bytes }))
      const bad = (author: Author) =>
        Effect.fail(new BadSignature({ sender: is("blaming nobody") ? (0 as Author["leaf"]) : author.leaf, what: "toy" }))
      const tbs = (key: Uint8Array, before: Uint8Array) => Uint8Array.of(...key, ...before)
      const issue = (identity: KeyPair, ephemeral: KeyPair, before: Uint8Array) => {
        const certificate = signWithLabel(suite, identity, "note", tbs(ephemeral.publicKey, before))
        const made = encode(note, { key: ephemeral.publicKey, before, certificate })
        return { state: box.wrap({ identity, ephemeral, note: made }), note: made }
      }
      const own = (size: number) => new Secret(globalThis.crypto.getRandomValues(new Uint8Array(size)))
      const fresh = () => suite.signature.derive((is("randomness of its own") ? own : random)(suite.signature.seedSize))
      const latest = new Map<string, KeyPair>()
      const everybody = suite.signature.derive(new Secret(new Uint8Array(32)))
      const placed = (at: SignedAt, content: Uint8Array): Uint8Array => {
        if (is("any place")) return content
        const generation = is("no generation") ? "" : String(Option.getOrUndefined(at.generation))
        return Uint8Array.of(
          ...new TextEncoder().encode(`${at.group.join()}|${at.epoch}|${at.leaf}|${at.contentType}|${generation}|`),
          ...content
        )
      }
      const message = (at: SignedAt, content: Uint8Array) => {
        if (is("not looking at the content")) return new Uint8Array(0)
        return placed(at, is("signing the first half") ? content.subarray(0, content.length >> 1) : content)
      }
      const named = (label: string) => (is("not looking at the label") ? "" : label)
      const noteOf = (author: Author) => {
        const read = is("a note with room for more") ? decode(roomyNote, author.note) : decode(note, author.note)
        return Result.isSuccess(read) ? read.success : undefined
      }
      const holds = (author: Author, at: SignedAt, label: string, content: Uint8Array, signature: Uint8Array): boolean => {
        if (is("throwing at short signatures") && signature.length < 10) throw new RangeError("short")
        const key = is("one key for everybody") ? everybody.publicKey : noteOf(author)?.key
        return key !== undefined && verifyWithLabel(suite, key, named(label), message(at, content), signature)
      }
      return SignatureScheme.of({
        id: "toy",
        facts: {
          attributable: "signer",
          transferable: true,
          verifiers: "anybody",
          maxSignature: is("longer signatures than it says") ? 10 : suite.signature.signatureSize
        },
        signerCodec: is("a codec without the ephemeral key")
          ? mapped(
              state,
              "State",
              (s) => s,
              (s) => box.wrap({ ...box.unwrap(s), ephemeral: everybody })
            )
          : state,
        begin: (identity) => Effect.sync(() => issue(identity, fresh(), new Uint8Array(0))),
        rotate: (old, _at, _roster, renamed) =>
          Effect.sync(() => {
            const { ephemeral, identity: before } = box.unwrap(old)
            const identity = renamed === undefined || is("the old identity key for good") ? before : renamed
            const next = is("the same key again") ? ephemeral : fresh()
            latest.set(identity.publicKey.join(), next)
            return issue(identity, next, ephemeral.publicKey)
          }),
        admit: (author, previous) =>
          Effect.suspend(() => {
            const read = noteOf(author)
            if (read === undefined) return bad(author)
            const certified = verifyWithLabel(suite, author.identityKey, "note", tbs(read.key, read.before), read.certificate)
            if (!certified && !is("a certificate that nobody checks")) return bad(author)
            if (is("only first notes") && read.before.length > 0) return bad(author)
            const before = Option.isSome(previous) ? noteOf({ ...author, note: previous.value }) : undefined
            const follows = before === undefined || is("notes without a chain") || equalBytes(before.key, read.before)
            return follows ? Effect.void : bad(author)
          }),
        sign: (s, at, label, content) =>
          Effect.sync(() => {
            const { ephemeral, identity } = box.unwrap(s)
            const now = is("the new key at once")
              ? (latest.get(identity.publicKey.join()) ?? ephemeral)
              : is("one key for everybody")
                ? everybody
                : ephemeral
            const what = is("signing something else") ? content.subarray(1) : content
            return { signature: signWithLabel(suite, now, named(label), message(at, what)), state: s }
          }),
        verify: (author, at, label, content, signature) =>
          Effect.suspend(() => (holds(author, at, label, content, signature) ? Effect.void : bad(author))),
        signAll: (s, items) =>
          Effect.sync(() => {
            const { ephemeral } = box.unwrap(s)
            const made = items.map(({ at, content, label }) => signWithLabel(suite, ephemeral, named(label), message(at, content)))
            if (is("all at once in another order")) made.reverse()
            return { signatures: is("one signature for all at once") ? made.map(() => made[0] as Uint8Array) : made, state: s }
          }),
        verifyAll: (items) =>
          Effect.sync(() => {
            const verdicts = items.map((i) => holds(i.author, i.at, i.label, i.content, i.signature))
            return is("a batch by its first item") ? verdicts.map(() => verdicts[0] === true) : verdicts
          })
      })
    })
  )

const promises = { bindsPlace: true, rotates: true, chained: true }

everyLawBites(signatureLawsFor(promises), (fault: Fault | "none") => signatureUnderTest(toy(fault), { ...toyCrypto, ...promises }), faults)
