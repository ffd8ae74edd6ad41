import { Seats, StateKeeping } from "@copath/client"
import { Secret } from "@copath/contracts"
import { exportSecret, type GroupState } from "@copath/group"
import * as Effect from "effect/Effect"
import { followed, type Fork } from "./agreement.ts"
import { following, type Member } from "./member.ts"
import type { Present } from "./watch.ts"

type Members = Iterable<Member>

/** Everybody who holds its state alone writes it down, forgets it, and reads it back. */
export const restart = Effect.fnUntraced(function* (members: Members) {
  const keeping = yield* StateKeeping
  const seats = yield* Seats
  for (const member of members) {
    const seat = following(member)
    if (seat === undefined || member.keeper === undefined || seat.written !== undefined) continue
    const awake = yield* keeping.read(yield* member.keeper.write(seat.state))
    member.seat = yield* seats.sit(awake.state, 1)
    member.keeper = awake.keeper
  }
})

/** What everybody holds now, for who looks on. `persisted`: with every state as it would be written down. */
export const present = Effect.fnUntraced(function* (members: Members, persisted: boolean) {
  const found: Array<Present> = []
  // A keeper of less than the whole state has secrets of its own: keys of what lies elsewhere.
  const elsewhere = (yield* StateKeeping).shows !== "nobody"
  for (const { keeper, letters, name, onTrial, seat, toAnswer } of members) {
    if (seat === undefined) continue
    const devices = seat.written === undefined ? [] : yield* seat.written
    const state = keeper !== undefined && (elsewhere || persisted) ? [yield* keeper.write(seat.state)] : []
    const written = [letters.write(), ...devices, ...(elsewhere ? state : [])].filter((bytes) => bytes.length > 0)
    found.push({ name, roots: [seat, onTrial, toAnswer], written, persisted: persisted ? [...state, ...written] : undefined })
  }
  return found
})

/** Bytes that each leaf's devices would have to store now. */
export const stateSizes = Effect.fnUntraced(function* (members: Members) {
  const sizes: Array<number> = []
  for (const member of members) {
    const { keeper, letters, seat } = member
    if (seat === undefined || keeper === undefined) continue
    const written = seat.written === undefined ? [yield* keeper.write(seat.state)] : yield* seat.written
    const length = written.reduce((sum, bytes) => sum + bytes.length, letters.write().length)
    member.stateSize = length
    member.statePeak = Math.max(member.statePeak, length)
    sizes.push(length)
  }
  return sizes
})

/** Whether everybody holds the same secret now. */
export const agreement = Effect.fnUntraced(function* (members: Members, forked: ReadonlyArray<Fork>) {
  const held = []
  for (const member of members) {
    const seat = following(member)
    held.push({ member, secret: seat === undefined ? undefined : yield* epochMark(seat.state) })
  }
  return followed(held, forked)
})

/** Equal for two who see the same epoch: a secret of theirs, or the confirmation tag where the key agreement has no secret. */
const epochMark = (state: GroupState) =>
  exportSecret(state, "copath lab", new Uint8Array(0), 32).pipe(
    Effect.catchTag("NoGroupSecret", () => Effect.succeed(new Secret(state.confirmationTag.slice())))
  )
