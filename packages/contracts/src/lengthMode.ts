import { type Codec, DecodeFault, headerSize, MAX_LENGTH, opaque } from "@copath/codec"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { CipherSuite, type SignatureAlgorithm } from "./cipherSuite.ts"
import { SignatureScheme } from "./signatureScheme.ts"

/** A signature does not fit the length fields of a mode. Lengths in bytes. */
export class SignatureTooLong extends Data.TaggedError("SignatureTooLong")<{
  /** The algorithm, or the scheme that puts more around its signatures. */
  readonly algorithm: string
  /** Of the longest signature; infinite where it grows with the group. */
  readonly length: number
  readonly mode: LengthModeId
  readonly limit: number
}> {
  /** What does not fit where, and what would. */
  override get message(): string {
    const length = Number.isFinite(this.length) ? `of ${this.length} bytes` : "that grows with the group"
    return `a ${this.algorithm} signature ${length} exceeds the ${this.limit} bytes of ${this.mode} length fields: use wider fields or a smaller signature`
  }
}

/** `variable` is RFC 9420's `<V>`; the other two are fixed widths: the drafts wrote lengths in 16 bits, and 32 were asked for. */
export type LengthModeId = "16-bit" | "32-bit" | "variable"

/** How the length of an opaque field is written, and so what fits. */
export interface LengthMode {
  /** Its name. */
  readonly id: LengthModeId
  /** The longest content, in bytes. */
  readonly limit: number
  /** Bytes of the length field in front of a content of so many bytes. */
  readonly prefix: (length: number) => number
  /** An opaque field. A content that is too long to be written is our own mistake, and throws; one that is announced but not there is refused. */
  readonly field: Codec<Uint8Array>
}

const fixedWidth = (id: "16-bit" | "32-bit", width: 2 | 4): LengthMode => {
  const limit = 2 ** (8 * width) - 1
  return {
    id,
    limit,
    prefix: () => width,
    field: {
      name: `opaque<0..2^${8 * width}-1>`,
      write: (w, content) => {
        if (content.length > limit) throw new RangeError(`${content.length} bytes where ${limit} fit`)
        if (width === 2) w.u16(content.length)
        else w.u32(content.length)
        w.bytes(content)
      },
      read: (r) => {
        const at = r.offset
        const length = width === 2 ? r.u16() : r.u32()
        if (length > r.remaining) throw new DecodeFault("LengthOverrun", at, `at most ${r.remaining} bytes`)
        return r.take(length)
      }
    }
  }
}

/** The modes by name. */
export const lengthModes: Readonly<Record<LengthModeId, LengthMode>> = {
  "16-bit": /* @__PURE__ */ fixedWidth("16-bit", 2),
  "32-bit": /* @__PURE__ */ fixedWidth("32-bit", 4),
  variable: { id: "variable", limit: MAX_LENGTH, prefix: headerSize, field: opaque }
}

/** What makes signatures: an algorithm, or anything else with their greatest length. */
type Signing = Pick<SignatureAlgorithm, "id" | "signatureSize">

/**
 * The algorithm, if a mode's length fields hold its signatures: asked when a group is composed, before anything is signed. Received signatures need no limit of their
 * own, for an algorithm refuses what is longer than its `signatureSize`.
 */
export const limited = <A extends Signing>(algorithm: A, { id: mode, limit }: LengthMode): Result.Result<A, SignatureTooLong> => {
  const { id, signatureSize: length } = algorithm
  return length > limit ? Result.fail(new SignatureTooLong({ algorithm: id, length, mode, limit })) : Result.succeed(algorithm)
}

/**
 * How the signature of a message is written: `FramedContentAuthData.signature`, in public messages and in the plaintext of private ones, and the signature that a
 * `SignaturePosition` puts beside a ciphertext. By default as RFC 9420 has it. Leaves, key packages and GroupInfo keep `<V>`, and so does all that is hashed. Choose
 * another one by {@link signatureLengths}, which asks whether it is enough.
 */
export const SignatureLengths: Context.Reference<LengthMode> = Context.Reference<LengthMode>("@copath/contracts/SignatureLengths", {
  defaultValue: () => lengthModes.variable
})

/**
 * Messages whose signatures stand in length fields of this mode: for all members alike, as it changes what they read. Refused if they do not fit, those of the
 * scheme or those that somebody without a leaf makes by the suite's algorithm alone; of a scheme whose signatures grow with the group it is not known.
 */
export const signatureLengths = (id: LengthModeId): Layer.Layer<never, SignatureTooLong, SignatureScheme | CipherSuite> =>
  Layer.effect(
    SignatureLengths,
    Effect.gen(function* () {
      const mode = lengthModes[id]
      const { signature: algorithm } = yield* CipherSuite
      const { facts, id: scheme } = yield* SignatureScheme
      yield* Effect.fromResult(limited(algorithm, mode))
      // As long as RFC 9420's own fields reach, nothing is taken away from such a scheme.
      const longest = facts.maxSignature ?? (mode.limit < MAX_LENGTH ? Number.POSITIVE_INFINITY : 0)
      yield* Effect.fromResult(limited({ id: scheme, signatureSize: longest }, mode))
      return mode
    })
  )

/** What a signature adds to every message, in bytes. */
export interface SignatureOverhead {
  /** The length field. */
  readonly prefix: number
  /** The signature itself, at its longest. */
  readonly signature: number
  /** Both. */
  readonly total: number
  /** The signature's part of a message whose content has as many bytes as was asked about, from 0 to 1. */
  readonly share: number
  /**
   * A signature that no 16-bit length field holds: it does not belong on every message. Sign once per epoch, with a key for the epoch, or over a batch of messages.
   */
  readonly oversize: boolean
}

/** The overhead of an algorithm in a mode, for messages of `contentSize` bytes. An algorithm that the mode refuses is measured all the same. */
export const signatureOverhead = (
  { signatureSize: signature }: Pick<SignatureAlgorithm, "signatureSize">,
  mode: LengthMode,
  contentSize = 0
): SignatureOverhead => {
  const prefix = mode.prefix(signature)
  const total = prefix + signature
  return { prefix, signature, total, share: total / (total + contentSize), oversize: signature > lengthModes["16-bit"].limit }
}
