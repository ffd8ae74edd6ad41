import { equalBytes, noBytes } from "@copath/contracts"
import { recreate, successorOf } from "@copath/group"
import * as Effect from "effect/Effect"
import { takePackages } from "./changing.ts"
import { clientBook } from "./creating.ts"
import { enter, turn } from "./desk.ts"
import { MlsError } from "./errors.ts"
import { accept, begin, type ClientDesk, type Rooms, useUp } from "./joining.ts"
import { identityIn } from "./keyPackages.ts"
import { hexOf, memberIn, membersOf, Names } from "./member.ts"
import { flush } from "./outbox.ts"
import { type Active, entered } from "./record.ts"
import type { GroupLoaded, Room } from "./room.ts"
import { active } from "./talking.ts"

/*
 * After a ReInit any member may make the successor, and several may try at once. The Welcome goes into the old group's own order, where all its members see
 * which came first: that one is the successor, and whoever made another one drops it and enters the first (RFC 9420, 11.2; V289).
 */

const nameOfSuccessor = ({ state }: Active): string | undefined => (state.reInit === undefined ? undefined : hexOf(state.reInit.groupId))

const isSettled = (loaded: GroupLoaded | undefined): boolean => loaded?.book._tag === "gone" && loaded.book.successor !== undefined

/** Makes the successor of a group that ended with a ReInit, and proposes it to the others; which one it will be shows in the old group's order. */
export const makeSuccessor = Effect.fnUntraced(function* (desk: ClientDesk, rooms: Rooms, room: Room) {
  const identity = identityIn(yield* clientBook(desk))
  const names = yield* Names
  const others = yield* turn(room.desk, (loaded) =>
    isSettled(loaded)
      ? Effect.succeed([])
      : Effect.flatMap(active(room, loaded), ([, { state }]) =>
          // Refused before anybody's key packages are taken.
          Effect.as(
            successorOf(state),
            membersOf(state, names).flatMap(({ leaf, name }) => (leaf === state.me ? [] : [name]))
          )
        )
  )
  const taken = yield* takePackages(others)
  yield* turn(
    room.desk,
    Effect.fnUntraced(function* (start: GroupLoaded | undefined) {
      // Another member may have been first meanwhile.
      if (isSettled(start)) return
      const [loaded, book] = yield* active(room, start)
      if (book.succession !== undefined) return
      const origin = yield* successorOf(book.state)
      const made = yield* recreate({ origin, identity, keyPackages: taken.map(({ keyPackage }) => keyPackage) })
      const next = rooms.open(hexOf(made.state.context.groupId))
      const { me } = made.state
      const by = memberIn(made.state, me, names)
      const { epoch } = made.state.context
      const joined = { _tag: "joined", how: "successor", by, members: membersOf(made.state, names), epoch } as const
      yield* turn(next.desk, (l) => begin(next, l, entered(made.state, noBytes), 0n, joined, made.retired))
      const message = made.welcome ?? noBytes
      const written = yield* enter(room.desk, loaded, {
        book: { ...book, succession: message },
        send: [{ _tag: "successor", message, epoch: book.state.context.epoch }]
      })
      yield* flush(room, written)
    })
  )
})

/** Takes the Welcome that stands first in the old group's order: our own, or another member's in its place. Gives the successor's name. */
export const enterSuccessor = Effect.fnUntraced(function* (rooms: Rooms, room: Room, book: Active, welcome: Uint8Array) {
  const name = nameOfSuccessor(book)
  if (name === undefined) return yield* new MlsError("ResumptionRejected", "NoReInit", { rule: "V284" })
  if (book.succession !== undefined && equalBytes(book.succession, welcome)) return name
  const succeeds = { origin: yield* successorOf(book.state), room, name }
  const { used } = yield* accept(rooms, { format: 1, position: 0n, welcome }, { succeeds })
  yield* useUp(used)
  return name
})
