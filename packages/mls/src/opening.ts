import { DeliveryService, GroupStore, Registry } from "@copath/contracts"
import { GroupPolicy, makeIdentity } from "@copath/group"
import type { KeyPair } from "@copath/contracts"
import type { Credential } from "@copath/wire"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { type ClientBook, clientKey, readClient, writeClient } from "./clientRecord.ts"
import { enter, type Loaded, openDesk, turn } from "./desk.ts"
import { MlsError } from "./errors.ts"
import { type Invitation, invitationCodec } from "./invitation.ts"
import type { ClientDesk } from "./joining.ts"
import { lastResortKind, restock } from "./keyPackages.ts"
import { Names } from "./member.ts"
import { policyOf, rolesKind } from "./roles.ts"
import { groupPrefix } from "./room.ts"
import type { MlsServices } from "./services.ts"

/** Who a client is. A name alone stands for a basic credential with that name (RFC 9420, 5.3) and a signature key that is drawn once and kept in the store. */
export type ClientIdentity = string | { readonly credential: Credential; readonly signatureKey?: KeyPair }

/** The name by which the directory knows a client, and its credential. */
const credentialOf = (identity: ClientIdentity): Credential =>
  typeof identity === "string" ? { _tag: "basic", identity: new TextEncoder().encode(identity) } : identity.credential

/**
 * The services as the facade uses them: the registry knows roles and last-resort packages, and the policy is the group's own roles before the application's
 * rules.
 */
export const equipped: Effect.Effect<Context.Context<MlsServices>, never, MlsServices> = Effect.map(
  Effect.context<MlsServices>(),
  (given) => {
    const registry = Context.get(given, Registry)
    const more = [rolesKind, lastResortKind].filter(({ type }) => !registry.extensions.some((kind) => kind.type === type))
    return given.pipe(
      Context.add(Registry, { ...registry, extensions: [...registry.extensions, ...more] }),
      Context.add(GroupPolicy, policyOf(Context.get(given, GroupPolicy)))
    )
  }
)

/** Reads the client's record, or makes it: who it is, and its first key packages. */
export const openClientDesk = Effect.fnUntraced(function* (identity: ClientIdentity) {
  const { id, ordering } = yield* DeliveryService
  if (ordering === "none") return yield* new MlsError("Misuse", "Ordering", { detail: id })
  const credential = credentialOf(identity)
  const name = (yield* Names)(credential)
  const desk: ClientDesk = openDesk({ key: clientKey, write: writeClient, read: readClient, notice: invitationCodec })
  yield* turn(
    desk,
    Effect.fnUntraced(function* (found: Loaded<ClientBook, Invitation> | undefined) {
      if (found !== undefined && found.book.name !== name) {
        return yield* new MlsError("Misuse", "OtherIdentity", { detail: `the store is ${found.book.name}'s, not ${name}'s` })
      }
      const loaded = found ?? (yield* firstRecord(desk, name, identity, credential))
      yield* restock(desk, loaded)
    })
  )
  return desk
})

const firstRecord = Effect.fnUntraced(function* (desk: ClientDesk, name: string, identity: ClientIdentity, credential: Credential) {
  const given = typeof identity === "string" ? undefined : identity.signatureKey
  const { signatureKey } = given === undefined ? yield* makeIdentity(credential) : { signatureKey: given }
  const book: ClientBook = { name, credential, signatureKey, packages: [], seen: [] }
  return yield* enter(desk, { version: undefined, book, cursor: 0n, outbox: [], inbox: [] }, { book })
})

/** The names of all groups in the store. */
export const storedGroups = Effect.gen(function* () {
  const keys = yield* (yield* GroupStore).list()
  return keys.filter((key) => key.startsWith(groupPrefix)).map((key) => key.slice(groupPrefix.length))
})
