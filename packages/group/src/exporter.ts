import type { Secret } from "@copath/contracts"
import * as Effect from "effect/Effect"
import { NoGroupSecret } from "./errors.ts"
import { type GroupServices, type Parts, parts } from "./parts.ts"
import type { GroupState } from "./state.ts"

/** The exporter (RFC 9420, 8.5): `length` bytes that every member of this epoch can derive; bound to `label` and `context`. */
export const exportSecret: (
  state: GroupState,
  label: string,
  context: Uint8Array,
  length: number
) => Effect.Effect<Secret, NoGroupSecret, GroupServices> = Effect.fnUntraced(function* (state, label, context, length) {
  const p = yield* parts
  const refused = withoutSecret(p, "exporter")
  if (refused !== undefined) return yield* refused
  return p.schedule.export(state.secrets, label, context, length)
})

/**
 * `epoch_authenticator` (RFC 9420, 8.7), Nh bytes: equal for two members exactly when they see the same epoch, so comparing it over another channel finds a
 * delivery service that splits the group. `undefined` under a key schedule that makes none.
 */
export const epochAuthenticator: (state: GroupState) => Effect.Effect<Uint8Array | undefined, NoGroupSecret, GroupServices> =
  Effect.fnUntraced(function* ({ secrets }: GroupState) {
    const refused = withoutSecret(yield* parts, "authenticator")
    if (refused !== undefined) return yield* refused
    return secrets.authenticator?.expose().slice()
  })

const withoutSecret = ({ cgka }: Parts, what: NoGroupSecret["what"]): NoGroupSecret | undefined =>
  cgka.groupSecret ? undefined : new NoGroupSecret({ what, cgka: cgka.id })
