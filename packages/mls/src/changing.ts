import { KeyPackageDirectory } from "@copath/contracts"
import { readKeyPackage } from "@copath/group"
import type { Extension, KeyPackage } from "@copath/wire"
import { CipherSuite, Composition } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { emptyWant, make, settle } from "./committing.ts"
import { enter, past, turn } from "./desk.ts"
import { MlsError } from "./errors.ts"
import { type Member, membersOf, Names } from "./member.ts"
import type { Active } from "./record.ts"
import { grantedRoles } from "./grantedRoles.ts"
import type { RoleChoices } from "./roles.ts"
import type { CommitStatus, GroupLoaded, Life, Room } from "./room.ts"
import { speaking } from "./talking.ts"
import type { Want } from "./want.ts"

/** What to change in a group, in one commit. Nothing at all commits what others proposed. */
export interface GroupChange {
  /** Clients to let in, by the names under which the directory knows them. */
  readonly add?: ReadonlyArray<string>
  /** Key packages that came by other ways than the directory, as encoded MLSMessages; their holders are let in too. */
  readonly keyPackages?: ReadonlyArray<Uint8Array>
  /** Members to remove: all of a name, or one. */
  readonly remove?: ReadonlyArray<string | Member>
  /** Fresh keys for our own leaf and path; every other change brings them as well. */
  readonly update?: boolean
  /** The group's roles, whole. */
  readonly roles?: RoleChoices
  /** Group context extensions to put in place of those of the same types. */
  readonly extensions?: ReadonlyArray<Extension>
  /** Ids of pre-shared keys to mix in. */
  readonly psks?: ReadonlyArray<Uint8Array>
  /** Ends the group: what its successor is to be. Stands alone. */
  readonly reInit?: NonNullable<Want["reInit"]>
}

/** A commit on its way: made, handed over, and either confirmed or beaten by another one; beaten, what is left of it is tried again by itself. */
export interface PendingCommit {
  /** Counts this client's commits in this group, from 1. */
  readonly id: bigint
  /** Where it stands. */
  readonly status: CommitStatus
  /** All that became of it so far, oldest first. */
  readonly statuses: ReadonlyArray<CommitStatus>
  /** The same as it happens; ends when it is confirmed or has failed. */
  readonly changes: Stream.Stream<CommitStatus>
  /** Waits for the end: the epoch in which the change is so. */
  readonly confirmed: Effect.Effect<{ readonly epoch: bigint }, MlsError>
}

/** Takes the invited clients' key packages from the directory and looks whether they are theirs (V130). */
const packagesFor = Effect.fnUntraced(function* ({ add = [], keyPackages = [] }: GroupChange) {
  const directory = yield* KeyPackageDirectory
  const names = yield* Names
  const composition = yield* Composition
  const cipherSuite = composition.cipherSuite((yield* CipherSuite).id)
  const asked = yield* Effect.forEach(
    add,
    Effect.fnUntraced(function* (client: string) {
      const keyPackage = yield* readKeyPackage(yield* directory.take(client, cipherSuite))
      const name = names(keyPackage.leafNode.credential)
      if (name === client) return { client, keyPackage }
      const detail = `the directory gave a key package of another client than ${client}`
      return yield* new MlsError("CredentialRefused", "Unknown", { rule: "V130", detail })
    })
  )
  const given = yield* Effect.forEach(
    keyPackages,
    Effect.fnUntraced(function* (message: Uint8Array) {
      const keyPackage: KeyPackage = yield* readKeyPackage(message)
      return { client: names(keyPackage.leafNode.credential), keyPackage }
    })
  )
  return [...asked, ...given]
})

/** Key packages of clients, from the directory: for a `create` that looks at them first. */
export const takePackages = (clients: ReadonlyArray<string>) => packagesFor({ add: clients })

const wantOf = Effect.fnUntraced(function* (book: Active, change: GroupChange, add: Want["add"]) {
  const members = membersOf(book.state, yield* Names)
  const keys: Array<Uint8Array> = []
  for (const who of change.remove ?? []) {
    const found = typeof who === "string" ? members.filter(({ name }) => name === who) : [who]
    if (found.length === 0) return yield* new MlsError("NotFound", "Member", { detail: typeof who === "string" ? who : who.name })
    keys.push(...found.map(({ key }) => key))
  }
  const extensions = [...(change.extensions ?? []), ...(yield* grantedRoles(change.roles))]
  const { psks = [], reInit, update = false } = change
  const empty = add.length + keys.length + extensions.length + psks.length === 0 && !update && reInit === undefined
  const want: Want = { ...emptyWant, id: book.nextCommit, add, remove: keys, extensions, path: update, psks, reInit, proposals: empty }
  return want
})

/**
 * Begins a change. What can be seen to be wrong fails here and changes nothing; after that the change is written down and goes on by itself, over restarts
 * too, until it is confirmed or has failed.
 */
export const change = Effect.fnUntraced(function* (room: Room, what: GroupChange, taken?: Want["add"]) {
  const add = taken ?? (yield* packagesFor(what))
  return yield* turn(room.desk, (loaded) => begin(room, loaded, what, add))
})

const begin = Effect.fnUntraced(function* (room: Room, start: GroupLoaded | undefined, what: GroupChange, add: Want["add"]) {
  const [loaded, book] = yield* speaking(room, start)
  const want = yield* wantOf(book, what, add)
  const life: Life = { statuses: [] }
  room.lives.set(want.id, life)
  const counted: Active = { ...book, nextCommit: book.nextCommit + 1n }
  const written = yield* (
    book.made === undefined && book.wants.length === 0
      ? make(room, loaded, counted, want)
      : enter(room.desk, loaded, { book: { ...counted, wants: [...book.wants, want] } })
  ).pipe(Effect.tapCause(() => Effect.sync(() => void room.lives.delete(want.id))))
  if (life.statuses.length === 0) life.statuses.push({ _tag: "pending", tries: 0 })
  yield* settle(room, written)
  return pendingCommit(room, want.id, life)
})

const last = ({ statuses }: Life): CommitStatus => {
  const found = statuses.at(-1)
  if (found === undefined) throw new TypeError("a commit that was begun has a status")
  return found
}

const isEnd = (status: CommitStatus): boolean => status._tag === "confirmed" || status._tag === "failed"

const pendingCommit = (room: Room, id: bigint, life: Life): PendingCommit => ({
  id,
  get status() {
    return last(life)
  },
  statuses: life.statuses,
  changes: Stream.unfold(0, (at) => statusAt(room, life, at)),
  confirmed: end(room, life)
})

/** The status at a place of the list, when there is one; `undefined` after the last. */
const statusAt: (room: Room, life: Life, at: number) => Effect.Effect<readonly [CommitStatus, number] | undefined> = Effect.fnUntraced(
  function* (room: Room, life: Life, at: number) {
    for (;;) {
      const status = life.statuses[at]
      if (status !== undefined) return [status, at + 1] as const
      if (isEnd(last(life))) return undefined
      yield* past(room.desk, room.desk.ticks)
    }
  }
)

const end: (room: Room, life: Life) => Effect.Effect<{ readonly epoch: bigint }, MlsError> = Effect.fnUntraced(function* (
  room: Room,
  life: Life
) {
  for (;;) {
    const status = last(life)
    if (status._tag === "confirmed") return { epoch: status.epoch }
    if (status._tag === "failed") return yield* status.error
    yield* past(room.desk, room.desk.ticks)
  }
})
