import { type Codec, decode, encode } from "@copath/codec"
import { GroupStore, type Secret, StoreFailure } from "@copath/contracts"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Semaphore from "effect/Semaphore"
import type { Bulk } from "./bulk.ts"
import { type Parcel, parcelCodec } from "./parcel.ts"
import { corrupt, type Owner, ownerOf } from "./sealed.ts"
import type { MlsServices } from "./services.ts"

/** A record as bytes. */
export interface Pages {
  readonly state: Uint8Array
  /** The part of it that seldom changes; `undefined`: what is stored already stays. */
  readonly bulk: Uint8Array | undefined
  /** What is then stored of that part. */
  readonly shelved: Bulk | undefined
}

/** A record that was read. */
export interface Opened<B> {
  readonly book: B
  /** What is stored of the part that seldom changes; `undefined`: none. */
  readonly shelved: Bulk | undefined
}

/** How a desk's record and notices are written. */
export interface Files<B, N> {
  /** The record's name in the `GroupStore`. */
  readonly key: string
  /** `stored`: the large part as `read` or the last `write` left it. */
  readonly write: (owner: Owner, book: B, stored: Bulk | undefined) => Effect.Effect<Pages, never, MlsServices>
  readonly read: (owner: Owner, bytes: Uint8Array, bulk: Uint8Array) => Effect.Effect<Opened<B>, StoreFailure, MlsServices>
  readonly notice: Codec<N>
}

/** A record as it was last read or written by this process. */
export interface Loaded<B, N> {
  /** `undefined`: nothing is stored yet, and `book` is what will be. */
  readonly version: bigint | undefined
  readonly book: B
  /** What is stored of the record's large part; left out: that is not known, and it is written anew. */
  readonly shelved?: Bulk | undefined
  readonly cursor: bigint
  readonly outbox: ReadonlyArray<{ readonly id: bigint; readonly parcel: Parcel }>
  readonly inbox: ReadonlyArray<{ readonly id: bigint; readonly notice: N }>
}

/** One transaction: all of it, or nothing. What is left out stays. */
export interface Entry<B, N> {
  readonly book?: B
  readonly cursor?: bigint
  readonly send?: ReadonlyArray<Parcel>
  readonly sent?: ReadonlyArray<bigint>
  readonly receive?: ReadonlyArray<N>
  readonly taken?: ReadonlyArray<bigint>
  /** Wiped once all the rest is written. */
  readonly retired?: ReadonlyArray<Secret>
}

/**
 * One record of the store and its only writer in this process. Operations take turns (V301); another process that wrote meanwhile is found out by the
 * version (V292), and what is held here is then let go of, to be read anew.
 */
export interface Desk<B, N> {
  readonly files: Files<B, N>
  readonly turn: Semaphore.Semaphore
  /** What this process holds of the record; `undefined` when it must be read (again). */
  loaded: Loaded<B, N> | undefined
  /** Grows with everything that somebody may be waiting for. */
  ticks: number
  readonly waiting: Set<() => void>
}

/** A desk for one record. */
export const openDesk = <B, N>(files: Files<B, N>): Desk<B, N> => ({
  files,
  turn: Semaphore.makeUnsafe(1),
  loaded: undefined,
  ticks: 0,
  waiting: new Set()
})

/** Tells all who wait at the desk that something happened. */
export const ring = <B, N>(desk: Desk<B, N>): void => {
  desk.ticks++
  const woken = [...desk.waiting]
  desk.waiting.clear()
  for (const wake of woken) wake()
}

/** Waits until something has happened since `tick` was read. */
export const past = <B, N>(desk: Desk<B, N>, tick: number): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    if (desk.ticks !== tick) return resume(Effect.void)
    const wake = () => resume(Effect.void)
    desk.waiting.add(wake)
    return Effect.sync(() => void desk.waiting.delete(wake))
  })

/** The record from the store; `undefined` when there is none. */
const read: <B, N>(desk: Desk<B, N>) => Effect.Effect<Loaded<B, N> | undefined, StoreFailure, MlsServices> = Effect.fnUntraced(function* <
  B,
  N
>({ files }: Desk<B, N>) {
  const found = Option.getOrUndefined(yield* (yield* GroupStore).load(files.key))
  if (found === undefined) return undefined
  const owner = yield* ownerOf(files.key)
  const decoded = <A>(codec: Codec<A>, bytes: Uint8Array) => Effect.fromResult(Result.mapError(decode(codec, bytes), () => corrupt(owner)))
  const { cursor, version } = found
  const { book, shelved } = yield* files.read(owner, found.state, found.bulk)
  const outbox = yield* Effect.forEach(found.outbox, ({ id, message }) =>
    Effect.map(decoded(parcelCodec, message), (parcel) => ({ id, parcel }))
  )
  const inbox = yield* Effect.forEach(found.inbox, ({ id, notice }) =>
    Effect.map(decoded(files.notice, notice), (n) => ({ id, notice: n }))
  )
  return { version, book, shelved, cursor, outbox, inbox }
})

/** Does something with the record, alone. A failure of the store and a defect let go of what is held, so that the next turn reads it anew. */
export const turn = <B, N, A, E, R>(
  desk: Desk<B, N>,
  does: (loaded: Loaded<B, N> | undefined) => Effect.Effect<A, E, R>
): Effect.Effect<A, E | StoreFailure, R | MlsServices> =>
  desk.turn.withPermits(1)(
    Effect.suspend(() => (desk.loaded === undefined ? read(desk) : Effect.succeed(desk.loaded))).pipe(
      Effect.flatMap((loaded) => {
        desk.loaded = loaded
        return does(loaded)
      }),
      Effect.tapCause((cause) =>
        Effect.sync(() => {
          if (Cause.hasDies(cause) || cause.reasons.some((r) => r._tag === "Fail" && r.error instanceof StoreFailure))
            desk.loaded = undefined
        })
      )
    )
  )

/** Writes one entry and gives the record as it then is. */
export const enter: <B, N>(
  desk: Desk<B, N>,
  before: Loaded<B, N>,
  entry: Entry<B, N>
) => Effect.Effect<Loaded<B, N>, StoreFailure, MlsServices> = Effect.fnUntraced(function* <B, N>(
  desk: Desk<B, N>,
  before: Loaded<B, N>,
  entry: Entry<B, N>
) {
  const { files } = desk
  const store = yield* GroupStore
  const { send = [], sent = [], receive = [], taken = [] } = entry
  const pages = entry.book === undefined ? undefined : yield* files.write(yield* ownerOf(files.key), entry.book, before.shelved)
  const done = yield* store.transact(files.key, Option.fromUndefinedOr(before.version), {
    state: Option.fromUndefinedOr(pages?.state),
    bulk: Option.fromUndefinedOr(pages?.bulk),
    cursor: Option.fromUndefinedOr(entry.cursor),
    send: send.map((parcel) => encode(parcelCodec, parcel)),
    sent,
    receive: receive.map((notice) => encode(files.notice, notice)),
    taken
  })
  for (const secret of entry.retired ?? []) secret.wipe()
  const kept = <A extends { readonly id: bigint }>(list: ReadonlyArray<A>, dropped: ReadonlyArray<bigint>): ReadonlyArray<A> =>
    dropped.length === 0 ? list : list.filter(({ id }) => !dropped.includes(id))
  const after: Loaded<B, N> = {
    version: done.version,
    book: entry.book ?? before.book,
    shelved: pages === undefined ? before.shelved : pages.shelved,
    cursor: entry.cursor ?? before.cursor,
    outbox: [...kept(before.outbox, sent), ...send.flatMap((parcel, i) => entryOf(done.outbox[i], { parcel }))],
    inbox: [...kept(before.inbox, taken), ...receive.flatMap((notice, i) => entryOf(done.inbox[i], { notice }))]
  }
  desk.loaded = after
  ring(desk)
  return after
}, Effect.uninterruptible)

const entryOf = <A extends object>(id: bigint | undefined, a: A): ReadonlyArray<A & { readonly id: bigint }> => {
  if (id === undefined) throw new TypeError("the store told fewer ids than entries")
  return [{ ...a, id }]
}
