import type { Secret } from "@copath/contracts"
import * as Effect from "effect/Effect"
import { type GroupServices, parts } from "./parts.ts"
import type { GroupState } from "./state.ts"

/** The exporter (RFC 9420, 8.5): `length` bytes that every member of this epoch can derive; bound to `label` and `context`. */
export const exportSecret: (
  state: GroupState,
  label: string,
  context: Uint8Array,
  length: number
) => Effect.Effect<Secret, never, GroupServices> = Effect.fnUntraced(function* (state, label, context, length) {
  const p = yield* parts
  return p.schedule.export(state.secrets, label, context, length)
})

/**
 * `epoch_authenticator` (RFC 9420, 8.7), Nh bytes: equal for two members exactly when they see the same epoch, so comparing it over another channel finds a
 * delivery service that splits the group. `undefined` under a key schedule that makes none.
 */
export const epochAuthenticator = ({ secrets }: GroupState): Uint8Array | undefined => secrets.authenticator?.expose().slice()
