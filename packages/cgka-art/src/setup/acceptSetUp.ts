import { equalBytes, type KeyPair, type Suite } from "@copath/contracts"
import { leafIndex, type LeafIndex } from "@copath/tree-math"
import * as Result from "effect/Result"
import type { Tools } from "../addForm.ts"
import { asListed, climb } from "../climb.ts"
import { leafAsInvitee } from "./setupLeaf.ts"
import { type LongTerm, type SetupContent, setupHolds, type SetupIdentity, type SetupMessage, SetupRejected } from "./setupMessage.ts"
import { slotsOf, viewOf } from "./setupTree.ts"
import { type FirstStage, firstStage } from "./setUp.ts"

/** The group as one of the invited has it. */
export interface AcceptedSetUp extends FirstStage {
  /** One's own leaf index. */
  readonly me: LeafIndex
  /** Everybody, the creator first. Whether these keys are those people's is for the caller to find out. */
  readonly identities: ReadonlyArray<SetupIdentity>
}

const rejected = (reason: SetupRejected["reason"]): Result.Result<never, SetupRejected> => Result.fail(new SetupRejected({ reason }))

/**
 * Takes a set-up: our identity must stand in it with our prekey, the creator's signature must hold, and our leaf and all keys above it must come
 * out as they were sent. `prekey` is our leaf's own pair from then on, until our first commit: it is not to be used for another group.
 */
export const acceptSetUp = (
  tools: Tools,
  me: LongTerm,
  prekey: KeyPair,
  message: SetupMessage
): Result.Result<AcceptedSetUp, SetupRejected> => {
  const { suite } = tools
  const { content } = message
  const { identities, setupKey } = content
  const creator = identities[0]
  if (creator === undefined || !wellFormed(suite, content)) return rejected("Malformed")
  if (!setupHolds(suite, creator.signature, message)) return rejected("BadSignature")
  const at = identities.findIndex(
    ({ agreement, signature }) => equalBytes(agreement, me.agreement.publicKey) && equalBytes(signature, me.signature.publicKey)
  )
  const named = content.prekeys[at - 1]
  if (named === undefined || !equalBytes(named, prekey.publicKey)) return rejected("NotForUs")
  const secret = leafAsInvitee(suite, me, prekey, creator.agreement, setupKey)
  if (secret === undefined) return rejected("Malformed")
  const leaf = leafIndex(at)
  const slots = slotsOf(content)
  const slot = slots.get(leaf)
  const pair = tools.deriveKeyPair(secret)
  secret.wipe()
  if (slot === undefined || Result.isFailure(asListed(slot, pair))) return rejected("KeyMismatch")
  const climbed = climb(tools, viewOf(content), slots, leaf, pair, () => undefined)
  if (Result.isFailure(climbed)) return rejected("KeyMismatch")
  const { path, top } = climbed.success
  const stage = firstStage(tools, content, top, { me: leaf, leaf: prekey, slot: pair, path, epochPair: undefined })
  return Result.succeed({ ...stage, me: leaf, identities })
}

const wellFormed = ({ kem }: Suite, { identities, nodes, prekeys, setupKey }: SetupContent): boolean =>
  identities.length === prekeys.length + 1 &&
  nodes.length === 2 * identities.length - 1 &&
  [setupKey, ...nodes, ...prekeys, ...identities.map(({ agreement }) => agreement)].every(kem.validPublicKey)
