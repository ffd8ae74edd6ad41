import { type Codec, mapped, opaque as bytes, struct, vector } from "@copath/codec"
import { type CgkaUpdate, type CgkaWelcome, noBytes, opaque, type Secret, secretCodec } from "@copath/contracts"

/** A refilled slot's new public key, and the ephemeral key by which its member finds the private one; empty where it needs none, or one sent elsewhere. */
export interface FilledSlot {
  readonly key: Uint8Array
  readonly ephemeral: Uint8Array
}

/** A commit: public keys and nothing else. Which slots and nodes they belong to follows from public data (see `plan`). */
export interface ArtUpdate {
  /** By ascending leaf. */
  readonly slots: ReadonlyArray<FilledSlot>
  /** By level, then from the left. */
  readonly nodes: ReadonlyArray<Uint8Array>
  /** A public key that a form of adding sends once a commit; else no bytes. */
  readonly key: Uint8Array
}

const filledSlot: Codec<FilledSlot> = struct<FilledSlot>("FilledSlot", { key: bytes, ephemeral: bytes })
const withKey: Codec<ArtUpdate> = struct<ArtUpdate>("ArtUpdate", { slots: vector(filledSlot), nodes: vector(bytes), key: bytes })
const withoutKey: Codec<ArtUpdate> = mapped(
  struct<Omit<ArtUpdate, "key">>("ArtUpdate", { slots: vector(filledSlot), nodes: vector(bytes) }),
  "ArtUpdate",
  (update) => update,
  (read) => ({ ...read, key: noBytes })
)

const box = opaque<"CgkaUpdate", ArtUpdate>("CgkaUpdate", "art")
export const wrapUpdate = (update: ArtUpdate): CgkaUpdate => box.wrap(update)
export const unwrapUpdate = (update: CgkaUpdate): ArtUpdate => box.unwrap(update)
export const updateCodec = (hasKey: boolean): Codec<CgkaUpdate> => box.codec(hasKey ? withKey : withoutKey)

/** What one joiner is told. */
export interface ArtWelcome {
  /** What its slot's key pair is derived from, where the form of adding sends that. */
  readonly leafSecret: Secret | undefined
}

const nothing: Codec<ArtWelcome> = { name: "Nothing", write: () => undefined, read: () => ({ leafSecret: undefined }) }
const withSecret: Codec<ArtWelcome> = struct<{ readonly leafSecret: Secret }>("ArtWelcome", {
  leafSecret: secretCodec
}) as Codec<ArtWelcome>
const welcomeBox = opaque<"CgkaWelcome", ArtWelcome>("CgkaWelcome", "art")
export const wrapWelcome = (welcome: ArtWelcome): CgkaWelcome => welcomeBox.wrap(welcome)
export const unwrapWelcome = (welcome: CgkaWelcome): ArtWelcome => welcomeBox.unwrap(welcome)
export const welcomeCodec = (hasSecret: boolean): Codec<CgkaWelcome> => welcomeBox.codec(hasSecret ? withSecret : nothing)
