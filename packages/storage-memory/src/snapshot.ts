import { type Codec, decode, type DecodeError, encode, mapped, oneOf, opaque, struct, text, uint16, uint64, vector } from "@copath/codec"
import { StoreFailure } from "@copath/contracts"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { emptyRecords, type GroupRecord, type Records } from "./records.ts"
import { type Stores, storesOver } from "./services.ts"

interface Snapshot {
  readonly nextVersion: bigint
  readonly groups: ReadonlyArray<{ readonly name: string; readonly record: GroupRecord }>
  readonly keyPackages: ReadonlyArray<NamedBytes>
  readonly psks: ReadonlyArray<NamedBytes>
}
interface NamedBytes {
  readonly name: string
  readonly bytes: Uint8Array
}

const namedBytes = struct<NamedBytes>("NamedBytes", { name: text, bytes: opaque })
const groupFields = {
  version: uint64,
  state: opaque,
  bulk: opaque,
  cursor: uint64,
  outbox: vector(struct<GroupRecord["outbox"][number]>("OutboxEntry", { id: uint64, message: opaque })),
  inbox: vector(struct<GroupRecord["inbox"][number]>("InboxEntry", { id: uint64, notice: opaque })),
  nextId: uint64
}
const groupRecord = struct<GroupRecord>("GroupRecord", groupFields)
const snapshotOf = (record: Codec<GroupRecord>): Codec<Snapshot> =>
  struct<Snapshot>("Snapshot", {
    nextVersion: uint64,
    groups: vector(struct<Snapshot["groups"][number]>("NamedGroup", { name: text, record })),
    keyPackages: vector(namedBytes),
    psks: vector(namedBytes)
  })

const FORMAT = 2
const formatted = struct("Formatted", { format: oneOf("format", uint16, [FORMAT]), snapshot: snapshotOf(groupRecord) })

const { bulk: _bulk, ...firstFields } = groupFields
/** Before states had a bulk; without a number, it begins with a version that is too small to be taken for one. */
const firstSnapshot = snapshotOf(
  mapped(
    struct("GroupRecord", firstFields),
    "GroupRecord",
    ({ bulk: _none, ...record }: GroupRecord) => record,
    (record): GroupRecord => ({ ...record, bulk: new Uint8Array(0) })
  )
)

const named = (table: ReadonlyMap<string, Uint8Array>): ReadonlyArray<NamedBytes> => [...table].map(([name, bytes]) => ({ name, bytes }))
const table = (list: ReadonlyArray<NamedBytes>): Map<string, Uint8Array> => new Map(list.map(({ name, bytes }) => [name, bytes]))

/** A store's whole content as bytes. */
const write = (records: Records): Uint8Array =>
  encode(formatted, {
    format: FORMAT,
    snapshot: {
      nextVersion: records.nextVersion,
      groups: [...records.groups].map(([name, record]) => ({ name, record })),
      keyPackages: named(records.keyPackages),
      psks: named(records.psks)
    }
  })

/** What this or an earlier version wrote. */
const read = (bytes: Uint8Array): Result.Result<Records, DecodeError> => {
  const [high, low] = bytes
  const found = high === 0 && low === 0 ? decode(firstSnapshot, bytes) : Result.map(decode(formatted, bytes), (whole) => whole.snapshot)
  return Result.map(found, ({ groups, keyPackages, nextVersion, psks }) => ({
    nextVersion,
    groups: new Map(groups.map(({ name, record }) => [name, record])),
    keyPackages: table(keyPackages),
    psks: table(psks)
  }))
}

/** Where a snapshot store keeps its bytes. Hand the same cell to a second layer to see what a restarted process finds. */
export interface SnapshotCell {
  /** The whole store, encoded; replaced after each operation that changes it. */
  bytes: Uint8Array
}

/** A cell of an empty store. */
export const snapshotCell = (): SnapshotCell => ({ bytes: write(emptyRecords()) })

/**
 * The three stores as one byte string, read anew before and written whole after each operation, so that nothing can hide in an object's
 * identity. Without a cell each built layer begins empty. Bytes that do not decode fail as `Corrupt`.
 *
 * *When to use*: tests, and small clients that can write one blob. *Cost*: each operation is linear in all that is stored.
 */
export const snapshots = (place?: SnapshotCell): Layer.Layer<Stores> =>
  Layer.syncContext(() => {
    const cell = place ?? snapshotCell()
    return storesOver((key, writes, operation) => {
      const records = Result.mapError(read(cell.bytes.slice()), () => new StoreFailure({ reason: "Corrupt", key }))
      if (Result.isFailure(records)) return Result.fail(records.failure)
      const answer = operation(records.success)
      if (writes && Result.isSuccess(answer)) cell.bytes = write(records.success)
      return answer
    })
  })
