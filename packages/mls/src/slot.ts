import { DeliveryService, MessageProtection } from "@copath/contracts"
import { GroupOptions, type GroupState } from "@copath/group"
import * as Effect from "effect/Effect"
import type { Room } from "./room.ts"

/**
 * A position at the delivery service for the next message of ours, for message protections that seal nothing without one; nothing for all others, RFC 9420's
 * among them, and for handshakes that travel in the open.
 */
export const slotFor = Effect.fnUntraced(function* (room: Room, { context }: GroupState, kind: "application" | "handshake") {
  const { needs } = yield* MessageProtection
  const { handshake } = yield* GroupOptions
  if (!needs.slot || (kind === "handshake" && handshake === "public")) return {}
  return { slot: yield* (yield* DeliveryService).reserve(room.name, context.epoch) }
})
