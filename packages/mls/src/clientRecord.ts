import { type Codec, type CodecType, opaque, struct, text, uint64, vector } from "@copath/codec"
import { keyPairCodec, type StoreFailure } from "@copath/contracts"
import { credential } from "@copath/wire"
import * as Effect from "effect/Effect"
import { flag } from "./codecs.ts"
import type { Opened, Pages } from "./desk.ts"
import { type Format, type Owner, seal, unseal } from "./sealed.ts"

/** A key package of ours whose private half is kept until it is used, or until `until` (milliseconds). */
const ownPackage = struct("OwnPackage", { reference: opaque, until: uint64, lastResort: flag, used: flag })
/** See {@link ownPackage}. */
export type OwnPackage = CodecType<typeof ownPackage>

const clientRecord = struct("ClientRecord", {
  name: text,
  credential,
  signatureKey: keyPairCodec,
  packages: vector(ownPackage),
  seen: vector(struct("Seen", { group: text, epoch: uint64 }))
})
/** What a client keeps beside its groups. `seen`: the newest epoch of groups whose record is gone (V272). */
export type ClientBook = CodecType<typeof clientRecord>

const format: Format<ClientBook> = { kind: "client", current: 1, codecs: new Map<number, Codec<ClientBook>>([[1, clientRecord]]) }

/** The name of the client's own record among those of its groups. */
export const clientKey = "client"

/** A client's record as bytes; it has no large part. */
export const writeClient = (owner: Owner, book: ClientBook): Effect.Effect<Pages> =>
  Effect.sync(() => ({ state: seal(format, owner, book), bulk: undefined, shelved: undefined }))

/** A client's record again, or `Corrupt`. */
export const readClient = (owner: Owner, bytes: Uint8Array): Effect.Effect<Opened<ClientBook>, StoreFailure> =>
  Effect.suspend(() => Effect.map(Effect.fromResult(unseal(format, owner, bytes)), (book) => ({ book, shelved: undefined })))
