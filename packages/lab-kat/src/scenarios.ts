import type { Scenario } from "./scenario.ts"
import { badRandomness } from "./scenarios/badRandomness.ts"
import { removalWithoutRekey, sealedToLeaves, staleNodeKey } from "./scenarios/controls.ts"
import { forkedGroup } from "./scenarios/fork.ts"
import { memberCommits, othersCommit } from "./scenarios/healing.ts"
import { shortLivedKeyStolen, staticKeyStolen } from "./scenarios/identity.ts"
import { twoSeizures, withoutChain } from "./scenarios/jointSeizure.ts"
import { newcomersReadNothing } from "./scenarios/newcomer.ts"
import { protectionsAlike } from "./scenarios/protections.ts"
import { creatorRemoved, removerRemoved } from "./scenarios/removal.ts"
import { whatTheServerSees } from "./scenarios/server.ts"
import { noSignatures } from "./scenarios/signatures.ts"
import { sharedSlot } from "./scenarios/slots.ts"
import { skippedKeys, sleeper } from "./scenarios/waiting.ts"

/** What must follow of what, beyond the canonical script. */
export const scenarios: ReadonlyArray<Scenario> = [
  othersCommit,
  memberCommits,
  twoSeizures,
  withoutChain,
  removerRemoved,
  removalWithoutRekey,
  sealedToLeaves,
  staleNodeKey,
  newcomersReadNothing,
  creatorRemoved,
  sharedSlot,
  sleeper,
  skippedKeys,
  protectionsAlike,
  noSignatures,
  staticKeyStolen,
  shortLivedKeyStolen,
  whatTheServerSees,
  forkedGroup,
  badRandomness
]
