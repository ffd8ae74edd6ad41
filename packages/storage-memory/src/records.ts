import { type GroupDelta, type InboxEntry, type OutboxEntry, StoreFailure, type StoredGroup, type Written } from "@copath/contracts"
import * as Option from "effect/Option"
import * as Result from "effect/Result"

/** What is kept of one group. `nextId` only grows, so that no id is ever used for two messages or notices. */
export interface GroupRecord {
  readonly version: bigint
  readonly state: Uint8Array
  readonly bulk: Uint8Array
  readonly cursor: bigint
  readonly outbox: ReadonlyArray<OutboxEntry>
  readonly inbox: ReadonlyArray<InboxEntry>
  readonly nextId: bigint
}

/** All that a store holds. `nextVersion` is the store's, not a group's: a writer from before a group's removal stays fenced out. */
export interface Records {
  nextVersion: bigint
  readonly groups: Map<string, GroupRecord>
  readonly keyPackages: Map<string, Uint8Array>
  readonly psks: Map<string, Uint8Array>
}

/** A store that holds nothing yet. */
export const emptyRecords = (): Records => ({ nextVersion: 1n, groups: new Map(), keyPackages: new Map(), psks: new Map() })

const copy = (bytes: Uint8Array | undefined): Option.Option<Uint8Array> =>
  bytes === undefined ? Option.none() : Option.some(bytes.slice())

/** A copy of a group's record: what the caller does with it, or what is written later, changes neither. */
export const loadGroup = (records: Records, group: string): Option.Option<StoredGroup> => {
  const found = records.groups.get(group)
  if (found === undefined) return Option.none()
  return Option.some({
    version: found.version,
    state: found.state.slice(),
    bulk: found.bulk.slice(),
    cursor: found.cursor,
    outbox: found.outbox.map(({ id, message }) => ({ id, message: message.slice() })),
    inbox: found.inbox.map(({ id, notice }) => ({ id, notice: notice.slice() }))
  })
}

/**
 * One atomic change: all of `delta`, or a failure and nothing. What is overwritten of the state is wiped, for it may hold keys that the new one has
 * deleted, and so are notices that were taken. A new group without a state is our own mistake and throws.
 */
export const transactGroup = (
  records: Records,
  group: string,
  expected: Option.Option<bigint>,
  delta: GroupDelta
): Result.Result<Written, StoreFailure> => {
  const old = records.groups.get(group)
  if (old?.version !== Option.getOrUndefined(expected)) return Result.fail(new StoreFailure({ reason: "Fenced", key: group }))
  if (old === undefined && Option.isNone(delta.state)) throw new TypeError(`the first record of group ${group} has no state`)
  const version = records.nextVersion++
  const sent = new Set(delta.sent)
  let nextId = old?.nextId ?? 0n
  const outbox = (old?.outbox ?? []).filter(({ id }) => !sent.has(id))
  const sends = delta.send.map((message) => ({ id: nextId++, message: message.slice() }))
  outbox.push(...sends)
  const taken = new Set(delta.taken)
  const [inbox, gone] = partition(old?.inbox ?? [], ({ id }) => !taken.has(id))
  const receives = delta.receive.map((notice) => ({ id: nextId++, notice: notice.slice() }))
  inbox.push(...receives)
  const state = Option.match(delta.state, { onNone: () => old?.state ?? new Uint8Array(0), onSome: (bytes) => bytes.slice() })
  const bulk = Option.match(delta.bulk, { onNone: () => old?.bulk ?? new Uint8Array(0), onSome: (bytes) => bytes.slice() })
  const cursor = Option.getOrElse(delta.cursor, () => old?.cursor ?? 0n)
  records.groups.set(group, { version, state, bulk, cursor, outbox, inbox, nextId })
  if (old !== undefined && old.state !== state) old.state.fill(0)
  if (old !== undefined && old.bulk !== bulk) old.bulk.fill(0)
  for (const { notice } of gone) notice.fill(0)
  return Result.succeed({ version, outbox: sends.map(({ id }) => id), inbox: receives.map(({ id }) => id) })
}

const partition = <A>(list: ReadonlyArray<A>, keeps: (a: A) => boolean): readonly [Array<A>, ReadonlyArray<A>] => [
  list.filter(keeps),
  list.filter((a) => !keeps(a))
]

/** Forgets a group, its keys and plaintexts first. */
export const removeGroup = (records: Records, group: string): void => {
  const found = records.groups.get(group)
  found?.state.fill(0)
  found?.bulk.fill(0)
  for (const { notice } of found?.inbox ?? []) notice.fill(0)
  records.groups.delete(group)
}

/** Keeps a copy of `bytes`; what was under that name is wiped. */
export const putBytes = (table: Map<string, Uint8Array>, name: string, bytes: Uint8Array): void => {
  const kept = bytes.slice()
  table.get(name)?.fill(0)
  table.set(name, kept)
}

/** A copy of what is kept under a name. */
export const getBytes = (table: ReadonlyMap<string, Uint8Array>, name: string): Option.Option<Uint8Array> => copy(table.get(name))

/** The bytes under a name, which then holds none. */
export const takeBytes = (table: Map<string, Uint8Array>, name: string): Option.Option<Uint8Array> => {
  const found = copy(table.get(name))
  removeBytes(table, name)
  return found
}

/** Forgets and wipes what is under a name. */
export const removeBytes = (table: Map<string, Uint8Array>, name: string): void => {
  table.get(name)?.fill(0)
  table.delete(name)
}
