import { type Codec, decode, encode } from "@copath/codec"
import { type KeyPair, type Random, Secret, type Suite } from "@copath/contracts"
import { hex, toHex } from "@copath/vectors"
import { groupContext } from "@copath/wire"
import { Result } from "effect"

/** What a check computes with. */
export interface Tools {
  readonly suite: Suite
  readonly random: Random
}

type Value = string | number | boolean | null | undefined | ReadonlyArray<Value>

/** What was compared, what our code gave, and what the official file says. Bytes are hex. */
export type Comparison = readonly [what: string, got: Value, expected: Value]

/** One case of one file, as the comparisons that it consists of; what comes after a difference is not computed. */
export type Check<Case> = (one: Case, tools: Tools) => Iterable<Comparison>

const shortened = (value: Value): string => {
  const text = JSON.stringify(value) ?? "nothing"
  return text.length <= 70 ? text : `${text.slice(0, 67)}...`
}

/** The first difference in a case, or what was thrown; `undefined` when it passes. */
export const verdict = (comparisons: Iterable<Comparison>): string | undefined => {
  try {
    for (const [what, got, expected] of comparisons) {
      if (JSON.stringify(got) !== JSON.stringify(expected)) return `${what}: got ${shortened(got)}, expected ${shortened(expected)}`
    }
    return undefined
  } catch (cause) {
    // Some errors say all they know by their name.
    return `stopped: ${cause instanceof Error ? cause.message || cause.name : String(cause)}`
  }
}

/** A secret from the file's hex. */
export const secretOf = (text: string): Secret => new Secret(hex(text))

/** The signature key pair of a secret key. The files leave out leading zeros of ECDSA keys, which SerializePrivateKey keeps (RFC 9180, 7.1.2). */
export const signingKey = ({ signature }: Suite, text: string): KeyPair => {
  // An ECDSA public key is a byte and two coordinates, each as long as the secret key.
  const length = signature.id.startsWith("p") ? (signature.publicKeySize - 1) / 2 : text.length / 2
  return signature.keyPair(secretOf(text.padStart(2 * length, "0")))
}

/** A secret as the files write it. */
export const shown = (secret: Secret | undefined): string | undefined => (secret === undefined ? undefined : toHex(secret.expose()))

/** The value of which the hex is the whole encoding; anything else ends the case. */
export const decoded = <A>(codec: Codec<A>, text: string): A => Result.getOrThrow(decode(codec, hex(text)))

/** An encoded GroupContext without extensions (RFC 9420, 8.1). */
export const contextOf = (fields: {
  readonly cipher_suite: number
  readonly group_id: string
  readonly epoch: number
  readonly tree_hash: string
  readonly confirmed_transcript_hash: string
}): Uint8Array =>
  encode(groupContext, {
    version: 1,
    cipherSuite: fields.cipher_suite,
    groupId: hex(fields.group_id),
    epoch: BigInt(fields.epoch),
    treeHash: hex(fields.tree_hash),
    confirmedTranscriptHash: hex(fields.confirmed_transcript_hash),
    extensions: []
  })
