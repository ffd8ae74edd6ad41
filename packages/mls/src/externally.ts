import { DeliveryService, noBytes } from "@copath/contracts"
import { externalJoin, externalPsk, readGroupInfo } from "@copath/group"
import { hexOf, membersOf, memberIn, Names } from "./member.ts"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Result from "effect/Result"
import { clientBook } from "./creating.ts"
import { turn } from "./desk.ts"
import { MlsError } from "./errors.ts"
import { begin, type ClientDesk, type Rooms } from "./joining.ts"
import { identityIn } from "./keyPackages.ts"
import { type Book, entered } from "./record.ts"
import type { GroupLoaded } from "./room.ts"
import { MlsOptions } from "./services.ts"

/** How a client joins from outside. */
export interface ExternalChoices {
  /** Take the place of this client's own leaf, whose state is lost or forked; the group's record here is replaced. */
  readonly resync?: boolean
  /** Enter a group again that this client has left or was removed from. */
  readonly again?: boolean
  /** Ids of pre-shared keys to bring along, where the group's roles ask for one. */
  readonly psks?: ReadonlyArray<Uint8Array>
}

/**
 * Joins by oneself (RFC 9420, 12.4.3.2). One GroupInfo serves one try: when somebody else's commit comes first, `fetch` is asked for a fresh one, a bounded number
 * of times (V271). A GroupInfo older than what this client has seen of the group is refused (V272).
 */
export const joinFromOutside = Effect.fnUntraced(function* <E>(
  desk: ClientDesk,
  rooms: Rooms,
  fetch: Effect.Effect<Uint8Array, E>,
  choices: ExternalChoices
) {
  const { externalTries, pause } = yield* MlsOptions
  for (let tries = 1; ; tries++) {
    const groupInfo = yield* fetch
    const tried = yield* Effect.result(attempt(desk, rooms, groupInfo, choices))
    if (Result.isSuccess(tried)) return tried.success
    const stale = tried.failure._tag === "DeliveryRefused" && tried.failure.reason === "StaleEpoch"
    if (!stale || tries >= externalTries) return yield* Effect.fail(tried.failure)
    yield* Effect.sleep(pause[0] * (yield* Random.next))
  }
})

const attempt = Effect.fnUntraced(function* (desk: ClientDesk, rooms: Rooms, groupInfo: Uint8Array, choices: ExternalChoices) {
  const { groupContext } = yield* readGroupInfo(groupInfo)
  const name = hexOf(groupContext.groupId)
  const client = yield* clientBook(desk)
  const room = rooms.open(name)
  return yield* turn(
    room.desk,
    Effect.fnUntraced(function* (loaded: GroupLoaded | undefined) {
      const objection = mayEnter(loaded?.book, choices)
      if (objection !== undefined) return yield* objection
      const { publish } = yield* DeliveryService
      const names = yield* Names
      const psks = yield* Effect.forEach(choices.psks ?? [], externalPsk)
      const seen = highest(client.seen.find(({ group }) => group === name)?.epoch, epochOf(loaded?.book))
      const { message, retired, state } = yield* externalJoin({
        groupInfo,
        identity: identityIn(client),
        psks,
        resync: choices.resync === true,
        ...(seen === undefined ? {} : { seen })
      })
      const { position } = yield* publish(name, message, Option.some(groupContext.epoch))
      const joined = { _tag: "joined", how: "external", by: memberIn(state, state.me, names), members: membersOf(state, names) } as const
      const book = entered(state, noBytes)
      yield* begin(room, loaded, book, position + 1n, { ...joined, epoch: state.context.epoch }, retired)
      return room
    })
  )
})

const mayEnter = (book: Book | undefined, { again, resync }: ExternalChoices): MlsError<"WelcomeRejected"> | undefined => {
  if (book === undefined || (book._tag === "active" ? resync === true : again === true)) return undefined
  return new MlsError("WelcomeRejected", "GroupExists", { rule: "V251", detail: "say `resync` or `again` if it is meant" })
}

const epochOf = (book: Book | undefined): bigint | undefined => (book?._tag === "active" ? book.state.context.epoch : book?.epoch)

const highest = (a: bigint | undefined, b: bigint | undefined): bigint | undefined =>
  a === undefined || (b !== undefined && b > a) ? b : a
