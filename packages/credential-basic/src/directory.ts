import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")

/** Who may use which signature keys: what an authentication service would have checked by other means. An identity may have several. */
export class IdentityRegistry extends Context.Service<
  IdentityRegistry,
  {
    /** From now on `signatureKey` belongs to `identity`. */
    readonly register: (identity: Uint8Array, signatureKey: Uint8Array) => Effect.Effect<void>
    /** From now on it does not. */
    readonly revoke: (identity: Uint8Array, signatureKey: Uint8Array) => Effect.Effect<void>
    readonly holds: (identity: Uint8Array, signatureKey: Uint8Array) => boolean
  }
>()("@copath/credential-basic/IdentityRegistry") {}

/** An identity and a signature key of its. */
export type Registration = readonly [identity: Uint8Array, signatureKey: Uint8Array]

/** A registry in memory that begins with these pairs. */
export const makeRegistry = (registrations: Iterable<Registration>): IdentityRegistry["Service"] => {
  const keys = new Map<string, Set<string>>()
  const add = (identity: Uint8Array, signatureKey: Uint8Array): void => {
    const held = keys.get(hex(identity)) ?? new Set()
    keys.set(hex(identity), held.add(hex(signatureKey)))
  }
  for (const [identity, signatureKey] of registrations) add(identity, signatureKey)
  return {
    register: (identity, signatureKey) => Effect.sync(() => add(identity, signatureKey)),
    revoke: (identity, signatureKey) => Effect.sync(() => void keys.get(hex(identity))?.delete(hex(signatureKey))),
    holds: (identity, signatureKey) => keys.get(hex(identity))?.has(hex(signatureKey)) === true
  }
}
