import { type CodecType, decode, encode, mapped, opaque as bytes, struct, uint32, vector } from "@copath/codec"
import {
  type Author,
  BadSignature,
  CipherSuite,
  equalBytes,
  type KeyPair,
  keyPairCodec,
  noBytes,
  opaque,
  type Roster,
  SignatureScheme,
  signWithLabel,
  verifyWithLabel
} from "@copath/contracts"
import { leafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { describe } from "vitest"
import { anonymousLaws, memberLaws, signatureUnderTest, statefulLaws } from "../../src/index.ts"
import { everyLawBites } from "../laws.ts"
import { toyCrypto } from "../schedule/toySuite.ts"

const box = opaque<"SignerState", KeyPair>("SignerState", "toy")
const signerCodec = box.codec(keyPairCodec)
const bad = ({ leaf }: Author) => Effect.fail(new BadSignature({ sender: leaf, what: "toy" }))

const unsigned = (fault: "none" | "its signer's own"): Layer.Layer<SignatureScheme> =>
  Layer.succeed(
    SignatureScheme,
    SignatureScheme.of({
      id: "toy",
      facts: { attributable: "group", transferable: false, verifiers: "anybody", maxSignature: 100 },
      signerCodec,
      begin: (identity) => Effect.succeed({ state: box.wrap(identity), note: noBytes }),
      rotate: (state) => Effect.succeed({ state, note: noBytes }),
      admit: () => Effect.void,
      sign: (state) => Effect.succeed({ signature: fault === "none" ? noBytes : box.unwrap(state).publicKey, state }),
      verify: (author, _at, _label, _content, signature) =>
        signature.length === 0 || equalBytes(signature, author.identityKey) ? Effect.void : bad(author)
    })
  )

describe("a scheme without signatures", () => {
  everyLawBites(
    anonymousLaws,
    (fault: "its signer's own" | "none") => signatureUnderTest(unsigned(fault), { ...toyCrypto, anonymous: true }),
    {
      "its signer's own": "any member's signature"
    }
  )
})

const faults = {
  "convincing onlookers": "a signature convinces those",
  "convincing who was left out": "a signature convinces those",
  "no word for newcomers": "who joined after",
  "a word for a leaf, whoever has it": "who joined after",
  "no look at the note": "a member refuses"
} as const
type Fault = keyof typeof faults

const words = vector(struct("Word", { leaf: bytes, to: bytes }))
type Words = CodecType<typeof words>
const spoken = struct("Spoken", { words, signature: bytes })

/** Names those for whom a signature is meant, in the note or beside the signature. */
const named = (fault: Fault | "none"): Layer.Layer<SignatureScheme, never, CipherSuite> =>
  Layer.effect(
    SignatureScheme,
    Effect.map(CipherSuite, (suite) => {
      const is = (f: Fault): boolean => f === fault
      const noteOf = (note: Uint8Array): Words => Result.getOrElse(decode(words, note), () => [])
      const everybody = ({ authorAt, leafCount }: Roster): Words =>
        Array.from({ length: leafCount }, (_, i) => authorAt(leafIndex(i)))
          .filter((a) => a !== undefined)
          .map((a) => ({ leaf: Uint8Array.of(a.leaf), to: a.identityKey }))
      const meant = (list: Words, key: Uint8Array): boolean => list.some(({ to }) => equalBytes(to, key))
      const sameLeaf = (list: Words, leaf: Uint8Array): boolean => list.some((w) => equalBytes(w.leaf, leaf))
      return SignatureScheme.of({
        id: "toy",
        facts: { attributable: "signer", transferable: false, verifiers: "members", maxSignature: undefined },
        signerCodec,
        begin: (identity) => Effect.succeed({ state: box.wrap(identity), note: encode(words, []) }),
        rotate: (state, _at, roster) => Effect.succeed({ state, note: encode(words, everybody(roster)) }),
        admit: (author, previous, _at, reader) => {
          if (reader === undefined || Option.isNone(previous) || is("no look at the note")) return Effect.void
          return meant(noteOf(author.note), box.unwrap(reader).publicKey) ? Effect.void : bad(author)
        },
        sign: (state, at, label, content) =>
          Effect.sync(() => {
            const told = noteOf(at.roster.authorAt(at.leaf)?.note ?? noBytes)
            const known = (w: Words[number]) => (is("a word for a leaf, whoever has it") ? sameLeaf(told, w.leaf) : meant(told, w.to))
            const news = is("no word for newcomers") && told.length > 0 ? [] : everybody(at.roster).filter((w) => !known(w))
            const signature = signWithLabel(suite, box.unwrap(state), label, content)
            return { signature: encode(spoken, { words: news, signature }), state }
          }),
        verify: (author, _at, label, content, bytes, reader) => {
          const read = decode(spoken, bytes)
          if (Result.isFailure(read)) return bad(author)
          const list = [...noteOf(author.note), ...read.success.words]
          const mine =
            reader === undefined
              ? is("convincing onlookers")
              : is("convincing who was left out") || meant(list, box.unwrap(reader).publicKey)
          return mine && verifyWithLabel(suite, author.identityKey, label, content, read.success.signature) ? Effect.void : bad(author)
        }
      })
    })
  )

describe("a scheme for members alone", () => {
  everyLawBites(memberLaws, (fault: Fault | "none") => signatureUnderTest(named(fault), { ...toyCrypto, membersOnly: true }), faults)
})

type CountingFault = "a count that stands still" | "a count that is not written down" | "none"
interface Counting {
  readonly pair: KeyPair
  readonly next: number
}
const counting = opaque<"SignerState", Counting>("SignerState", "toy")
const counted = struct("Counted", { index: uint32, signature: bytes })
const indexOf = (signature: Uint8Array): number => new DataView(signature.buffer, signature.byteOffset).getUint32(0)

/** Each signature names which of its key's it is. */
const counter = (fault: CountingFault): Layer.Layer<SignatureScheme, never, CipherSuite> =>
  Layer.effect(
    SignatureScheme,
    Effect.map(CipherSuite, (suite) => {
      const written = struct<Counting>("Counting", { pair: keyPairCodec, next: uint32 })
      const forgetful = mapped(
        written,
        "Counting",
        (s: Counting) => ({ ...s, next: 0 }),
        (s) => s
      )
      return SignatureScheme.of({
        id: "toy",
        facts: { attributable: "signer", transferable: true, verifiers: "anybody", maxSignature: 100 },
        signerCodec: counting.codec(fault === "a count that is not written down" ? forgetful : written),
        begin: (pair) => Effect.succeed({ state: counting.wrap({ pair, next: 0 }), note: noBytes }),
        rotate: (state) => Effect.succeed({ state, note: noBytes }),
        admit: () => Effect.void,
        sign: (state, _at, label, content) =>
          Effect.sync(() => {
            const { next, pair } = counting.unwrap(state)
            const signature = encode(counted, { index: next, signature: signWithLabel(suite, pair, `${label} ${next}`, content) })
            return { signature, state: fault === "a count that stands still" ? state : counting.wrap({ pair, next: next + 1 }) }
          }),
        verify: (author, _at, label, content, signature) => {
          const read = Result.getOrUndefined(decode(counted, signature))
          const holds = read !== undefined && verifyWithLabel(suite, author.identityKey, `${label} ${read.index}`, content, read.signature)
          return holds ? Effect.void : bad(author)
        }
      })
    })
  )

describe("a scheme that counts", () => {
  everyLawBites(statefulLaws, (fault: CountingFault) => signatureUnderTest(counter(fault), { ...toyCrypto, indexOf }), {
    "a count that stands still": "a signer that counts",
    "a count that is not written down": "a signer that counts"
  })
})
