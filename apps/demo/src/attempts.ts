import type { ReceiveError, Received } from "@copath/group"
import { Effect, Result } from "effect"
import { type Device, follows, takes } from "./device.ts"
import { notes, notesRefusal, type Room, type Spoken } from "./room.ts"

/** Somebody who is not to read them tries to read messages as they come: the engine looks at the epoch. Gives how many it could read. */
export const asksForEverything = Effect.fnUntraced(function* (room: Room, device: Device) {
  const followed = yield* follows(room, { ...device, next: 0n })
  notes(room, device.name, `asks for everything from the beginning: ${followed.length} messages`)
  return tally(
    room,
    device.name,
    followed.map(({ got }) => got)
  )
})

/** The same with a client that has been tampered with: it claims to be in each message's epoch, so the keys alone must keep it out. */
export const pretends = Effect.fnUntraced(function* (room: Room, device: Device, spoken: ReadonlyArray<Spoken>) {
  notes(room, device.name, "claims to be in the epoch of what was said, and tries its own keys")
  const got = yield* Effect.forEach(spoken, ({ epoch, message }) =>
    takes({ ...device, group: { ...device.group, context: { ...device.group.context, epoch } } }, message)
  )
  return tally(room, device.name, got)
})

const tally = (room: Room, who: string, got: ReadonlyArray<Result.Result<Received, ReceiveError>>): number => {
  const refused = new Map<string, { readonly error: ReceiveError; count: number }>()
  for (const one of got) {
    if (Result.isSuccess(one)) continue
    // By rule alone: the details name each message's epoch.
    const key = "rule" in one.failure ? one.failure.rule : one.failure.message
    const known = refused.get(key) ?? { error: one.failure, count: 0 }
    known.count++
    refused.set(key, known)
  }
  for (const { count, error } of refused.values())
    notesRefusal(room, [who], `cannot read ${count} of ${got.length}${count > 1 ? ", the first" : ""}`, error)
  return got.filter(Result.isSuccess).length
}
