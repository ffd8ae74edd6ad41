import { type Codec, type CodecType, decode, encode, fixed, oneOf, opaque, struct, text, uint16, uint8 } from "@copath/codec"
import { Composition, CipherSuite, equalBytes, noBytes, StoreFailure, type Suite } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"

/**
 * What is written to a store stands in an envelope: a format number, whose it is, and a digest over all of it. Bytes that were damaged, that another
 * version wrote, or that belong to another client are refused as a whole (V300). The digest finds accidents; it keeps nobody out.
 */
const envelope = struct("Sealed", {
  magic: fixed(4),
  format: uint16,
  kind: oneOf("kind", uint8, [1, 2, 3]),
  composition: text,
  cipherSuite: uint16,
  owner: text,
  body: opaque,
  digest: opaque
})

const magic = new TextEncoder().encode("cpth")

/** Which record: the client's own, a group's, or the large part of a group's. */
export type Kind = "client" | "group" | "bulk"
const kinds = { client: 1, group: 2, bulk: 3 } as const

/** How one kind of record is written and read. */
export interface Format<A> {
  readonly kind: Kind
  /** The format that is written. */
  readonly current: number
  /** All formats that are read, by number; the current one is among them. */
  readonly codecs: ReadonlyMap<number, Codec<A>>
}

/** Whose record it is: the composition's id, the cipher suite on the wire, and the record's name. */
export interface Owner {
  readonly suite: Suite
  readonly composition: string
  readonly cipherSuite: number
  readonly name: string
}

const digestOf = (suite: Suite, fields: Omit<CodecType<typeof envelope>, "digest">): Uint8Array =>
  // The body's digest stands for the body, which may be long, so that it is not copied for it.
  suite.hash.digest(encode(envelope, { ...fields, body: suite.hash.digest(fields.body), digest: noBytes }))

/** A record as bytes for the store. */
export const seal = <A>(format: Format<A>, owner: Owner, record: A): Uint8Array => {
  const codec = format.codecs.get(format.current)
  if (codec === undefined) throw new TypeError(`format ${format.current} of a ${format.kind} record has no codec`)
  const { cipherSuite, composition, name, suite } = owner
  const body = encode(codec, record)
  const fields = { magic, format: format.current, kind: kinds[format.kind], composition, cipherSuite, owner: name, body }
  return encode(envelope, { ...fields, digest: digestOf(suite, fields) })
}

/** The record again, or `Corrupt`: never half of it. */
export const unseal = <A>(format: Format<A>, owner: Owner, bytes: Uint8Array): Result.Result<A, StoreFailure> => {
  const refused = Result.fail(corrupt(owner))
  const read = decode(envelope, bytes)
  if (Result.isFailure(read)) return refused
  const { digest, ...fields } = read.success
  const mine =
    equalBytes(fields.magic, magic) &&
    fields.kind === kinds[format.kind] &&
    fields.composition === owner.composition &&
    fields.cipherSuite === owner.cipherSuite &&
    fields.owner === owner.name
  if (!mine || !equalBytes(digest, digestOf(owner.suite, fields))) return refused
  const codec = format.codecs.get(fields.format)
  return codec === undefined ? refused : Result.mapError(decode(codec, fields.body), () => corrupt(owner))
}

/** What is stored under an owner's name is none of its records. */
export const corrupt = ({ name }: Owner): StoreFailure => new StoreFailure({ reason: "Corrupt", key: name })

/** The owner of records named `name`, under the services at hand. */
export const ownerOf: (name: string) => Effect.Effect<Owner, never, CipherSuite | Composition> = Effect.fnUntraced(function* (
  name: string
) {
  const suite = yield* CipherSuite
  const composition = yield* Composition
  return { suite, composition: composition.id, cipherSuite: composition.cipherSuite(suite.id), name }
})
