import { CipherSuite, Composition, KeyPackageDirectory, KeyPackageStore } from "@copath/contracts"
import { GroupOptions, type Identity, makeKeyPackage, persistKeyPackage } from "@copath/group"
import type { Extension, ExtensionKind, KeyPackage } from "@copath/wire"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { type ClientBook, type OwnPackage } from "./clientRecord.ts"
import { type Desk, enter, type Loaded } from "./desk.ts"
import type { Invitation } from "./invitation.ts"
import { hexOf } from "./member.ts"
import { MlsOptions } from "./services.ts"

/** The mark of a last-resort key package (V129): `last_resort` of the MLS extensions, without data. */
export const lastResortKind: ExtensionKind = { type: 0x000a, name: "last_resort", places: ["keyPackage"] }
const mark: Extension = { extensionType: lastResortKind.type, extensionData: new Uint8Array(0) }

/** Whether a key package may be used more than once (RFC 9420, 16.8). */
export const isLastResort = ({ extensions }: KeyPackage): boolean => extensions.some((e) => e.extensionType === lastResortKind.type)

/** Who the client is. */
export const identityIn = ({ credential, signatureKey }: ClientBook): Identity => ({ credential, signatureKey })

/**
 * Brings the directory's stock up to the number wanted, and makes a new last-resort package where there is none or it was used. Private halves are stored before
 * the public ones are shown to anybody; what is over is deleted.
 */
export const restock = Effect.fnUntraced(function* (desk: Desk<ClientBook, Invitation>, loaded: Loaded<ClientBook, Invitation>) {
  const directory = yield* KeyPackageDirectory
  const store = yield* KeyPackageStore
  const options = yield* MlsOptions
  const composition = yield* Composition
  const cipherSuite = composition.cipherSuite((yield* CipherSuite).id)
  const now = BigInt(yield* Clock.currentTimeMillis)
  const { book } = loaded
  const over = book.packages.filter(({ until }) => until <= now)
  for (const { reference } of over) yield* store.take(hexOf(reference))
  const kept = book.packages.filter(({ until }) => until > now)

  const there = yield* directory.count(book.name, cipherSuite)
  const fresh = yield* Effect.forEach(Array.from({ length: Math.max(0, options.keyPackages - there) }), () => makeOne(book, now, false))
  const spare = kept.some(({ lastResort, used }) => lastResort && !used) ? undefined : yield* makeOne(book, now, true)
  const news = [...fresh, ...(spare === undefined ? [] : [spare])]
  if (news.length === 0 && over.length === 0) return loaded
  const graced = kept.map((one) =>
    spare === undefined || !one.lastResort ? one : { ...one, until: min(one.until, now + BigInt(options.lastResortGrace)) }
  )
  if (news.length > 0) {
    const lastResort = Option.map(Option.fromUndefinedOr(spare), ({ message }) => message)
    yield* directory.publish(
      book.name,
      cipherSuite,
      fresh.map(({ message }) => message),
      lastResort
    )
  }
  return yield* enter(desk, loaded, { book: { ...book, packages: [...graced, ...news.map(({ own }) => own)] } })
})

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b)

const makeOne = Effect.fnUntraced(function* (book: ClientBook, now: bigint, lastResort: boolean) {
  const store = yield* KeyPackageStore
  const { lifetime } = yield* GroupOptions
  const { message, secrets } = yield* makeKeyPackage(identityIn(book), lastResort ? { extensions: [mark] } : {})
  yield* store.put(hexOf(secrets.reference), yield* persistKeyPackage(secrets))
  const own: OwnPackage = { reference: secrets.reference, until: now + lifetime * 1000n, lastResort, used: false }
  return { message, own }
})
