import { decode, type DecodeError } from "@copath/codec"
import { type CgkaWelcome, Secret } from "@copath/contracts"
import type { Invalid } from "@copath/membership"
import type { GroupInfo, GroupSecrets } from "@copath/wire"
import * as Effect from "effect/Effect"
import { rejected } from "./checkInfo.ts"
import { pskSecret } from "./epoch.ts"
import type { PskUnavailable, WelcomeRejected } from "./errors.ts"
import type { Invitation } from "./join.ts"
import { openInfo, openSecrets } from "./openWelcome.ts"
import { type GroupServices, type Parts, parts } from "./parts.ts"
import { pskSource } from "./psk.ts"

/** A Welcome that does not open with this key package. `PskUnavailable` may come right; the rest is final. */
export type ReadWelcomeError = DecodeError | WelcomeRejected | Invalid | PskUnavailable

/** A Welcome with everything in it open, and nothing of it verified. */
interface OpenedWelcome {
  readonly secrets: GroupSecrets<CgkaWelcome>
  /** The joiner secret; the caller's to wipe. */
  readonly handoff: Secret
  readonly psk: Secret
  readonly info: GroupInfo
}

/** Opens our entry of a Welcome, and with it the GroupInfo (12.4.3.1). */
export const openWelcome: (p: Parts, invitation: Sealed) => Effect.Effect<OpenedWelcome, ReadWelcomeError> = Effect.fnUntraced(function* (
  p,
  { keyPackage, origin, welcome }
) {
  const message = yield* Effect.fromResult(decode(p.wire.mlsMessage, welcome))
  if (message._tag !== "welcome") return yield* rejected("Malformed", "V012", `a Welcome was expected, not a ${message._tag}`)
  const secrets = yield* Effect.fromResult(openSecrets(p, message.welcome, keyPackage))
  const handoff = new Secret(secrets.joinerSecret.slice())
  const psk = yield* pskSecret(p, secrets.psks, yield* pskSource(undefined, origin))
  const info = yield* Effect.fromResult(openInfo(p, message.welcome, p.schedule.welcome(handoff, psk)))
  return { secrets, handoff, psk, info }
})

/**
 * The GroupInfo that a Welcome holds: which group it is, and the hash of the tree that `acceptInvitation` wants given if the Welcome leaves it out (12.4.3.3).
 * Nothing of it is verified: that happens on joining.
 */
export const readWelcome: (invitation: Sealed) => Effect.Effect<GroupInfo, ReadWelcomeError, GroupServices> = Effect.fnUntraced(function* (
  invitation: Sealed
) {
  const { handoff, info } = yield* openWelcome(yield* parts, invitation)
  handoff.wipe()
  return info
})

/** As much of an invitation as opens it. */
type Sealed = Pick<Invitation, "welcome" | "keyPackage" | "origin">
