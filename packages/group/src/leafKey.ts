import type { KeyPair } from "@copath/contracts"
import * as Effect from "effect/Effect"
import { type GroupServices, parts } from "./parts.ts"
import type { GroupState } from "./state.ts"

/**
 * The HPKE key pair of my leaf in this epoch, for what others seal to its `encryption_key` outside of commits (draft-ietf-mls-extensions-09, 4.2);
 * `undefined` where the key agreement has none to give. The secret is the state's own: do not wipe it.
 */
export const leafKey: (state: GroupState) => Effect.Effect<KeyPair | undefined, never, GroupServices> = Effect.fnUntraced(function* (
  state: GroupState
) {
  const { cgka } = yield* parts
  return cgka.leafKey?.(state.cgka)
})
