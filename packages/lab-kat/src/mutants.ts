import { noCipher } from "./mutants/cipher.ts"
import { sealedTooWidely, staleTaint } from "./mutants/doubleJoin.ts"
import { initKeyKept } from "./mutants/keeping.ts"
import { constantRandomness, newcomerTold, pathFollows, pathInClear, sealedToRemoved, stateLacksKey } from "./mutants/keyAgreement.ts"
import type { Mutant } from "./mutants/mutant.ts"
import { contentInClear, keyKept, noRekey, rootKept } from "./mutants/protection.ts"
import { initSkipped } from "./mutants/schedule.ts"
import { fixedNonce } from "./mutants/nonce.ts"
import { notVerified, signsNothing } from "./mutants/signing.ts"

/** Parts that are broken on purpose, each at one place: a measure that does not notice one of them is worth nothing. */
export const mutants: ReadonlyArray<Mutant> = [
  noRekey,
  initKeyKept,
  staleTaint,
  sealedTooWidely,
  keyKept,
  rootKept,
  pathInClear,
  sealedToRemoved,
  pathFollows,
  constantRandomness,
  stateLacksKey,
  newcomerTold,
  initSkipped,
  fixedNonce,
  contentInClear,
  noCipher,
  signsNothing,
  notVerified
]
