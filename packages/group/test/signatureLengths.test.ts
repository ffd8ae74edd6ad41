import { decode, DecodeError } from "@copath/codec"
import {
  CipherSuite,
  type LengthModeId,
  lengthModes,
  SignatureLengths,
  signatureLengths,
  SignatureScheme,
  type Suite
} from "@copath/contracts"
import { rfc9420Wire } from "@copath/wire"
import { describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Result } from "effect"
import { expect } from "vitest"
import { defaultOptions, GroupOptions, proposeUpdate, receive, receiveMany, send, sendMany } from "../src/index.ts"
import { services } from "./parts.ts"
import { commits, four, says } from "./story.ts"

const utf8 = new TextEncoder()
const modes = ["16-bit", "32-bit", "variable"] as const

/** The suite's signatures, blown up: the real one, and zeros up to a length. */
const sized =
  (length: number) =>
  (suite: Suite): Suite => {
    const { sign, signatureSize, verify } = suite.signature
    return {
      ...suite,
      signature: {
        ...suite.signature,
        id: `blown up to ${length}`,
        signatureSize: length,
        sign: (key, message) => {
          const out = new Uint8Array(length)
          out.set(sign(key, message))
          return out
        },
        verify: (key, message, signature) =>
          signature.length === length &&
          signature.subarray(signatureSize).every((b) => b === 0) &&
          verify(key, message, signature.subarray(0, signatureSize))
      }
    }
  }

/** A composition whose messages' signatures stand in length fields of a mode. */
const composed = (mode: LengthModeId, length = 64) => {
  const parts = services(1, "lengths", sized(length))
  return Layer.merge(parts, Layer.provide(signatureLengths(mode), parts))
}

describe.each(modes)("a group with %s length fields for signatures", (mode) => {
  it.effect("R038: comes into being, talks, updates and removes, in public and in private", () =>
    Effect.gen(function* () {
      for (const handshake of ["public", "private"] as const) {
        yield* Effect.gen(function* () {
          const story = yield* four()
          yield* says(story, "bob", "hello")
          yield* commits(story, "alice", { path: true })
          const wish = yield* proposeUpdate(story.at("carol"))
          story.set("carol", wish.state)
          for (const name of ["alice", "bob", "dave"]) {
            const got = yield* receive(story.at(name), wish.message)
            if (got._tag !== "proposal") throw new Error(got._tag)
            story.set(name, got.state)
          }
          yield* commits(story, "bob")
          yield* commits(story, "carol", { remove: ["dave"], add: ["erin"] })
          yield* says(story, "erin", "good morning")
          const many = yield* sendMany(story.at("alice"), [utf8.encode("one"), utf8.encode("two")])
          const { outcomes } = yield* receiveMany(story.at("erin"), many.messages)
          expect(outcomes.every(Result.isSuccess)).toBe(true)
        }).pipe(Effect.provideService(GroupOptions, { ...defaultOptions, handshake }))
      }
    }).pipe(Effect.provide(composed(mode)))
  )

  it.effect("R038: writes a message's signature with its length in front, and reads no other composition's", () =>
    Effect.gen(function* () {
      const story = yield* four()
      const { message } = yield* proposeUpdate(story.at("bob"))
      const strict = decode(rfc9420Wire.mlsMessage, message)
      expect(Result.isSuccess(strict)).toBe(mode === "variable")
      const sent = yield* send(story.at("bob"), utf8.encode("hello"))
      for (const other of modes) {
        const reading = receive(story.at("alice"), sent.message).pipe(Effect.provideService(SignatureLengths, lengthModes[other]))
        const got = yield* Effect.result(reading)
        const expected = other === mode ? { _tag: "Success" } : { failure: { _tag: "Unprotectable", reason: "MalformedContent" } }
        expect(got).toMatchObject(expected)
        const proposed = yield* Effect.result(
          receive(story.at("alice"), message).pipe(Effect.provideService(SignatureLengths, lengthModes[other]))
        )
        expect(Result.isSuccess(proposed)).toBe(other === mode)
        expect(
          Result.isFailure(proposed) ? proposed.failure : new DecodeError({ reason: "Trailing", offset: 0, path: "", expected: "" })
        ).toBeInstanceOf(DecodeError)
      }
    }).pipe(Effect.provide(composed(mode)))
  )
})

describe("a message", () => {
  it.effect("R040: is longer by the length field of its mode alone", () =>
    Effect.gen(function* () {
      const lengths = yield* Effect.forEach(modes, (mode) =>
        Effect.gen(function* () {
          const story = yield* four()
          return (yield* send(story.at("bob"), utf8.encode("hello"))).message.length
        }).pipe(Effect.provide(composed(mode)))
      )
      const strict = yield* Effect.gen(function* () {
        return (yield* send((yield* four()).at("bob"), utf8.encode("hello"))).message.length
      }).pipe(Effect.provide(services(1, "lengths")))
      // 64 bytes: two in RFC 9420's own header, and two or four in fixed fields.
      expect(lengths).toEqual([strict, strict + 2, strict])
    })
  )
})

describe("signatures of 70,000 bytes", () => {
  it.effect("R038: are refused when a group with 16-bit length fields is composed, before anything is signed", () =>
    Effect.gen(function* () {
      const refused = yield* Effect.flip(Effect.scoped(Layer.build(composed("16-bit", 70_000))))
      expect(refused).toMatchObject({
        _tag: "SignatureTooLong",
        algorithm: "blown up to 70000",
        length: 70_000,
        mode: "16-bit",
        limit: 65_535
      })
      yield* Effect.scoped(Layer.build(composed("16-bit", 65_535)))
      expect(yield* Effect.flip(Effect.scoped(Layer.build(composed("16-bit", 65_536))))).toMatchObject({ length: 65_536 })
    })
  )

  for (const mode of ["32-bit", "variable"] as const) {
    it.effect(`R038: are taken where length fields are ${mode}`, () =>
      Effect.gen(function* () {
        const story = yield* four()
        const said = yield* says(story, "bob", "at length")
        expect(said.message.length).toBeGreaterThan(70_000)
        yield* commits(story, "carol", { path: true })
        yield* says(story, "alice", "and again")
      }).pipe(Effect.provide(composed(mode, 70_000)))
    )
  }
})

describe("a scheme", () => {
  /** The composition with other facts about its signatures. */
  const refusal = (mode: LengthModeId, maxSignature: number | undefined) => {
    const parts = services(1, "lengths")
    const changed = Layer.effect(
      SignatureScheme,
      Effect.map(SignatureScheme, (scheme) => ({ ...scheme, id: "lavish", facts: { ...scheme.facts, maxSignature } }))
    ).pipe(Layer.provideMerge(parts))
    return Effect.result(Effect.scoped(Layer.build(Layer.provide(signatureLengths(mode), changed))))
  }

  it.effect("R038: that puts more around its signatures is asked itself", () =>
    Effect.gen(function* () {
      expect(yield* refusal("16-bit", 65_536)).toMatchObject({ failure: { _tag: "SignatureTooLong", algorithm: "lavish", length: 65_536 } })
      expect(Result.isSuccess(yield* refusal("16-bit", 65_535))).toBe(true)
      expect(Result.isSuccess(yield* refusal("32-bit", 65_536))).toBe(true)
    })
  )

  it.effect("R038: whose signatures grow with the group has no place in fields that RFC 9420's outreach", () =>
    Effect.gen(function* () {
      const refused = yield* refusal("16-bit", undefined)
      expect(refused).toMatchObject({ failure: { _tag: "SignatureTooLong", length: Number.POSITIVE_INFINITY } })
      expect(Result.isFailure(refused) && refused.failure.message).toMatch(
        /lavish signature that grows with the group exceeds the 65535 bytes/
      )
      for (const mode of ["32-bit", "variable"] as const) expect(Result.isSuccess(yield* refusal(mode, undefined))).toBe(true)
    })
  )

  it.effect("R038: that signs nothing leaves the suite's algorithm to those without a leaf, whose signatures must fit too", () =>
    Effect.gen(function* () {
      const suite = Layer.effect(CipherSuite, Effect.map(CipherSuite, sized(70_000))).pipe(Layer.provide(services(1)))
      const scheme = Layer.effect(
        SignatureScheme,
        Effect.map(SignatureScheme, (s) => ({ ...s, facts: { ...s.facts, maxSignature: 0 } }))
      ).pipe(Layer.provide(services(1)))
      const built = yield* Effect.result(Effect.scoped(Layer.build(Layer.provide(signatureLengths("16-bit"), [suite, scheme]))))
      expect(built).toMatchObject({ failure: { _tag: "SignatureTooLong", algorithm: "blown up to 70000" } })
    })
  )
})

it.effect("left alone, length fields are RFC 9420's", () =>
  Effect.map(Effect.context(), (context) => expect(Context.get(context, SignatureLengths)).toBe(lengthModes.variable))
)
