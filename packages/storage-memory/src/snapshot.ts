import { type Codec, decode, encode, mapped, opaque, struct, text, uint64, vector } from "@copath/codec"
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
const groupRecord = struct<GroupRecord>("GroupRecord", {
  version: uint64,
  state: opaque,
  cursor: uint64,
  outbox: vector(struct<GroupRecord["outbox"][number]>("OutboxEntry", { id: uint64, message: opaque })),
  inbox: vector(struct<GroupRecord["inbox"][number]>("InboxEntry", { id: uint64, notice: opaque })),
  nextId: uint64
})
const snapshot = struct<Snapshot>("Snapshot", {
  nextVersion: uint64,
  groups: vector(struct<Snapshot["groups"][number]>("NamedGroup", { name: text, record: groupRecord })),
  keyPackages: vector(namedBytes),
  psks: vector(namedBytes)
})

const named = (table: ReadonlyMap<string, Uint8Array>): ReadonlyArray<NamedBytes> => [...table].map(([name, bytes]) => ({ name, bytes }))
const table = (list: ReadonlyArray<NamedBytes>): Map<string, Uint8Array> => new Map(list.map(({ name, bytes }) => [name, bytes]))

/** A store's whole content as bytes. */
const recordsCodec: Codec<Records> = mapped(
  snapshot,
  "Records",
  (records) => ({
    nextVersion: records.nextVersion,
    groups: [...records.groups].map(([name, record]) => ({ name, record })),
    keyPackages: named(records.keyPackages),
    psks: named(records.psks)
  }),
  ({ groups, keyPackages, nextVersion, psks }) => ({
    nextVersion,
    groups: new Map(groups.map(({ name, record }) => [name, record])),
    keyPackages: table(keyPackages),
    psks: table(psks)
  })
)

/** Where a snapshot store keeps its bytes. Hand the same cell to a second layer to see what a restarted process finds. */
export interface SnapshotCell {
  /** The whole store, encoded; replaced after each operation that changes it. */
  bytes: Uint8Array
}

/** A cell of an empty store. */
export const snapshotCell = (): SnapshotCell => ({ bytes: encode(recordsCodec, emptyRecords()) })

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
      const records = Result.mapError(decode(recordsCodec, cell.bytes.slice()), () => new StoreFailure({ reason: "Corrupt", key }))
      if (Result.isFailure(records)) return Result.fail(records.failure)
      const answer = operation(records.success)
      if (writes && Result.isSuccess(answer)) cell.bytes = encode(recordsCodec, records.success)
      return answer
    })
  })
