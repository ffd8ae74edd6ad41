import { noBytes } from "@copath/contracts"
import { createGroup } from "@copath/group"
import type { Extension } from "@copath/wire"
import * as Effect from "effect/Effect"
import { change, takePackages } from "./changing.ts"
import { turn } from "./desk.ts"
import { MlsError } from "./errors.ts"
import { begin, type ClientDesk, type Rooms } from "./joining.ts"
import { identityIn } from "./keyPackages.ts"
import { hexOf, memberIn, membersOf, Names } from "./member.ts"
import { entered } from "./record.ts"
import { grantedRoles } from "./grantedRoles.ts"
import type { RoleChoices } from "./roles.ts"
import type { ClientBook } from "./clientRecord.ts"

/** What the creator of a group decides. */
export interface CreateChoices {
  /** Clients to let in at once; the group's cipher suite must be the best that all of them support (V132). */
  readonly invite?: ReadonlyArray<string>
  /** Who may change what. Without roles everybody may do what RFC 9420 allows. */
  readonly roles?: RoleChoices
  /** Group context extensions. */
  readonly extensions?: ReadonlyArray<Extension>
  /** Default: 16 random bytes. */
  readonly groupId?: Uint8Array
}

/** The client's own record. */
export const clientBook = (desk: ClientDesk) =>
  turn(desk, (loaded): Effect.Effect<ClientBook> => {
    if (loaded === undefined) throw new TypeError("an open client has a record")
    return Effect.succeed(loaded.book)
  })

/** A group of one, written down before anybody hears of it; then its first commit, if others are to be in it (RFC 9420, 11). */
export const create = Effect.fnUntraced(function* (desk: ClientDesk, rooms: Rooms, choices: CreateChoices) {
  const { extensions = [], groupId, invite = [] } = choices
  const granted = yield* grantedRoles(choices.roles)
  const taken = yield* takePackages(invite)
  const state = yield* createGroup({
    identity: identityIn(yield* clientBook(desk)),
    extensions: [...extensions, ...granted],
    invitees: taken.map(({ keyPackage }) => keyPackage),
    ...(groupId === undefined ? {} : { groupId })
  })
  const room = rooms.open(hexOf(state.context.groupId))
  const names = yield* Names
  const joined = {
    _tag: "joined",
    how: "created",
    by: memberIn(state, state.me, names),
    members: membersOf(state, names),
    epoch: 0n
  } as const
  yield* turn(
    room.desk,
    Effect.fnUntraced(function* (loaded) {
      if (loaded !== undefined) return yield* new MlsError("WelcomeRejected", "GroupExists", { rule: "V251" })
      yield* begin(room, loaded, entered(state, noBytes), 0n, joined)
    })
  )
  return { room, begun: taken.length === 0 ? undefined : yield* change(room, {}, taken) }
})
