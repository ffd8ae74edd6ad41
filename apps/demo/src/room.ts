import { type DeliveryRefused, DeliveryService, type Unprotectable } from "@copath/contracts"
import type { ReceiveError } from "@copath/group"
import type { PublicTree } from "@copath/membership"
import type { LeafIndex } from "@copath/tree-math"
import { Effect, Option } from "effect"
import type { Device } from "./device.ts"

export type Kind = "key package" | "welcome" | "commit" | "message" | "replay"

/** Something that left a device. */
export interface Posted {
  readonly kind: Kind
  readonly from: string
  readonly bytes: number
}

/** A message as it went out, with the epoch that it was sealed in. */
export interface Spoken {
  readonly epoch: bigint
  readonly message: Uint8Array
}

/** Why something was not taken. `rule` is the validation rule that stands against it, where one has a number. */
export interface Refusal {
  readonly reason: string
  readonly rule: string | undefined
  readonly detail: string
}

/** What happened, for whoever tells the story. */
export type Event =
  | { readonly _tag: "did"; readonly who: string; readonly what: string; readonly bytes: number | undefined }
  | { readonly _tag: "read"; readonly who: ReadonlyArray<string>; readonly from: string; readonly text: string }
  | { readonly _tag: "refused"; readonly who: ReadonlyArray<string>; readonly what: string; readonly why: Refusal }

/** The group's place at the delivery service, and a diary of what happens there. */
export interface Room {
  readonly name: string
  readonly members: Array<Device>
  readonly diary: Array<Event>
  readonly posted: Array<Posted>
  readonly spoken: Array<Spoken>
  /** The position after the group's last message. */
  end: bigint
}

export const openRoom = (name: string): Room => ({ name, members: [], diary: [], posted: [], spoken: [], end: 0n })

/** Notes what a device did; `bytes` where something went out. */
export const notes = (room: Room, who: string, what: string, bytes?: number): void => {
  room.diary.push({ _tag: "did", who, what, bytes })
}

/** Notes that something was not taken. */
export const notesRefusal = (room: Room, who: ReadonlyArray<string>, what: string, error: ReceiveError | DeliveryRefused): void => {
  room.diary.push({ _tag: "refused", who, what, why: refusal(error) })
}

/** Gives a message to the delivery service for the group. `expected` is the epoch that a commit ends: one commit an epoch is taken. */
export const posts = Effect.fnUntraced(function* (room: Room, kind: Kind, from: string, message: Uint8Array, expected?: bigint) {
  const { publish } = yield* DeliveryService
  const { position } = yield* publish(room.name, message, Option.fromUndefinedOr(expected))
  room.posted.push({ kind, from, bytes: message.length })
  room.end = position + 1n
  return position
})

/** A member by name; nobody of that name is a slip in the story. */
export const memberOf = (room: Room, name: string): Device => {
  const found = room.members.find((device) => device.name === name)
  if (found === undefined) throw new Error(`${name} is no member`)
  return found
}

/** Who stands at a leaf, as the leaf itself says. */
export const nameAt = (tree: PublicTree, leaf: LeafIndex): string => {
  const credential = tree.leafAt(leaf)?.credential
  return credential?._tag === "basic" ? new TextDecoder().decode(credential.identity) : `leaf ${leaf}`
}

const unreadable: Record<Unprotectable["reason"], readonly [rule: string | undefined, detail: string]> = {
  KeyConsumed: ["V074", "the key of this message was used once, and is gone"],
  TooFarAhead: ["V075", "the message is too far ahead of its chain"],
  OutOfOrder: ["V076", "the key of this message was given up long ago"],
  BadCiphertext: [undefined, "no key at hand opens it"],
  MalformedContent: ["V071", "what is inside is malformed"],
  NoKeyYet: [undefined, "the sender's key has not arrived"],
  Exhausted: ["V080", "the chain has come to its end"]
}

/** An error in the words of whoever meets it. */
const refusal = (error: ReceiveError | DeliveryRefused): Refusal => {
  switch (error._tag) {
    case "Unprotectable": {
      const [rule, detail] = unreadable[error.reason]
      return { reason: error.reason, rule, detail }
    }
    case "FrameRejected":
      return { reason: error.reason, rule: error.rule, detail: error.detail }
    case "DeliveryRefused":
      return { reason: error.reason, rule: undefined, detail: "a commit has ended this epoch" }
    default:
      return { reason: error._tag, rule: undefined, detail: error.message }
  }
}
