import { type Codec, decode, type DecodeError, DecodeFault, encode, mapped, struct, uint64, vector } from "@copath/codec"
import {
  CipherSuite,
  type Change,
  decryptWithLabel,
  encryptWithLabel,
  Entropy,
  type HpkeCiphertext,
  type Secret,
  secretCodec
} from "@copath/contracts"
import {
  exportSecret,
  type GroupServices,
  type GroupState,
  keyPackageReference,
  type KeyPackageSecrets,
  type NoGroupSecret
} from "@copath/group"
import { hpkeCiphertext, type KeyPackage } from "@copath/wire"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

/** A key that seals blobs, and the epoch whose exporter it is from. */
export interface SealKey {
  /** The epoch whose exporter gave the key. */
  readonly since: bigint
  /** Nh bytes. */
  readonly key: Secret
}

/**
 * What a group's blobs are named and sealed with. All members hold the same; the server never does.
 *
 * ```
 *   epoch   5          6   7   8 (Eve is removed)   9
 *   seals   K5 ───────────────  K8 ───────────────────        what was sealed under K5 stays as it is: Eve has seen it
 * ```
 */
export interface StoreKeys {
  /** Names blobs, Nh bytes; for the group's whole life. */
  readonly name: Secret
  /** Newest first: it seals what is new, the others open what is old. */
  readonly seals: ReadonlyArray<SealKey>
}

const sealKeys = vector(struct<SealKey>("SealKey", { since: uint64, key: secretCodec }))

/** How {@link StoreKeys} are written down and handed on. */
export const storeKeys: Codec<StoreKeys> = struct<StoreKeys>("StoreKeys", {
  name: secretCodec,
  seals: mapped(
    sealKeys,
    "SealKey<1..>",
    (seals: ReadonlyArray<SealKey>) => seals,
    (seals, offset) => {
      if (seals.length === 0) throw new DecodeFault("Truncated", offset, "one key at least that seals")
      return seals
    }
  )
})

const utf8 = new TextEncoder()
const LABEL = "copath tree store"
const derived = (state: GroupState, what: string): Effect.Effect<Secret, NoGroupSecret, GroupServices> =>
  Effect.flatMap(CipherSuite, (suite) => exportSecret(state, LABEL, utf8.encode(what), suite.kdf.size))

/**
 * Keys from the exporter (RFC 9420, 8.5) of the epoch in which the group began to store its tree. Members agree on when that is. To have one key again after many
 * removals, withdraw the whole tree, begin anew and publish it again.
 */
export const firstKeys: (state: GroupState) => Effect.Effect<StoreKeys, NoGroupSecret, GroupServices> = Effect.fnUntraced(function* (
  state: GroupState
) {
  const seals = [{ since: state.context.epoch, key: yield* derived(state, "seal") }]
  return { name: yield* derived(state, "name"), seals }
})

/**
 * The keys in the epoch that a commit has begun: after a removal a new one, from the new epoch's exporter, so that whoever left opens nothing that came later.
 * Nothing old is sealed anew: who left has seen it.
 */
export const keysAfter: (keys: StoreKeys, change: Change, state: GroupState) => Effect.Effect<StoreKeys, NoGroupSecret, GroupServices> =
  Effect.fnUntraced(function* (keys: StoreKeys, change: Change, state: GroupState) {
    if (change.removed.length === 0) return keys
    const newest = { since: state.context.epoch, key: yield* derived(state, "seal") }
    return { ...keys, seals: [newest, ...keys.seals] }
  })

/** Keys that were handed to somebody and do not open for us: they are for another key package. */
export class KeysRefused extends Data.TaggedError("KeysRefused")<{ readonly reason: "Undecryptable" }> {}

/** The keys for somebody about to join, sealed to the leaf key of its key package; they travel beside the Welcome. `undefined` if that key is none. */
export const handKeys: (keys: StoreKeys, to: KeyPackage) => Effect.Effect<Uint8Array | undefined, never, GroupServices> = Effect.fnUntraced(
  function* (keys: StoreKeys, to: KeyPackage) {
    const suite = yield* CipherSuite
    const { secret: random } = yield* Entropy
    const reference = yield* keyPackageReference(to)
    const sealed = encryptWithLabel(suite, to.leafNode.encryptionKey, LABEL, reference, encode(storeKeys, keys), random)
    return sealed === undefined ? undefined : encode(hpkeCiphertext, sealed)
  }
)

/** The keys that {@link handKeys} sealed for this key package. They prove nothing: each blob is checked against the tree hash. */
export const takeKeys: (bytes: Uint8Array, mine: KeyPackageSecrets) => Effect.Effect<StoreKeys, KeysRefused | DecodeError, CipherSuite> =
  Effect.fnUntraced(function* (bytes: Uint8Array, mine: KeyPackageSecrets) {
    const suite = yield* CipherSuite
    const sealed: HpkeCiphertext = yield* Effect.fromResult(decode(hpkeCiphertext, bytes))
    const plain = decryptWithLabel(suite, mine.leafKey, LABEL, mine.reference, sealed)
    if (plain === undefined) return yield* new KeysRefused({ reason: "Undecryptable" })
    return yield* Effect.fromResult(decode(storeKeys, plain))
  })
