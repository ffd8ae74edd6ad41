import type { KeyPair, Secret, Suite } from "@copath/contracts"
import { combinedAgreement } from "../combinedAgreement.ts"
import type { LongTerm } from "./setupMessage.ts"

/**
 * A newcomer's leaf secret as the creator computes it: H(DH(ik_0, IK) || DH(ik_0, EK) || DH(suk, IK) || DH(suk, EK)). `undefined` if one of the
 * keys is none.
 */
export const leafForInvitee = (
  suite: Suite,
  creator: KeyPair,
  setupPair: KeyPair,
  identityKey: Uint8Array,
  prekey: Uint8Array
): Secret | undefined =>
  combinedAgreement(suite, [
    [creator, identityKey],
    [creator, prekey],
    [setupPair, identityKey],
    [setupPair, prekey]
  ])

/**
 * The same secret as the newcomer computes it. The order stays the creator's: DH(ik, IK_0) || DH(ek, IK_0) || DH(ik, SUK) || DH(ek, SUK), so the
 * newcomer's own keys alternate.
 */
export const leafAsInvitee = (
  suite: Suite,
  me: Pick<LongTerm, "agreement">,
  prekey: KeyPair,
  creatorKey: Uint8Array,
  setupKey: Uint8Array
): Secret | undefined =>
  combinedAgreement(suite, [
    [me.agreement, creatorKey],
    [prekey, creatorKey],
    [me.agreement, setupKey],
    [prekey, setupKey]
  ])
