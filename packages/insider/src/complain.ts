import { Entropy, noBytes, OpeningProofs, type SealedSecret, SignatureScheme } from "@copath/contracts"
import { encode, opaque, struct, uint32, uint64 } from "@copath/codec"
import * as Effect from "effect/Effect"
import { isSound, keyOf, NoEvidence } from "./evidence.ts"
import type { About } from "./statement.ts"
import { discard, stated, type Trial } from "./trial.ts"

const subject = struct("ComplaintSubject", { groupId: opaque, epoch: uint64, commit: opaque, index: uint32 })

/** What the evidence of a complaint is bound to: one ciphertext of one commit. */
export const subjectOf = ({ epoch, groupId, hash: commit }: About, index: number): Uint8Array =>
  encode(subject, { groupId, epoch, commit, index })

/** A complaint made. */
export interface Complained {
  /** The commit is discarded here: what is shown of it must never be part of a live epoch. */
  readonly trial: Trial
  /** The complaint, to be sent to everybody, the delivery service too. */
  readonly complaint: Uint8Array
}

/**
 * Shows what a ciphertext for us opens to, if that is not what the commit's public keys say. The secret inside is public from then on, so it is for commits that
 * nobody has adopted; the key that opened it stays ours.
 */
export const complain: (trial: Trial) => Effect.Effect<Complained, NoEvidence, OpeningProofs | SignatureScheme | Entropy> =
  Effect.fnUntraced(function* (trial) {
    const { before, inspected, round, sealing } = trial
    const proofs = yield* OpeningProofs
    const { facts } = yield* SignatureScheme
    const { secret: random } = yield* Entropy
    if (round.phase === "adopted") return yield* new NoEvidence({ reason: "Adopted" })
    if (facts.attributable !== "signer") return yield* new NoEvidence({ reason: "Signature" })
    if (!proofs.suites.has(sealing.suite.id)) return yield* new NoEvidence({ reason: "Suite" })
    const bad = sealing.sealed.find((one) => one.readers.includes(before.me) && isSound(before, inspected, sealing, one) === false)
    if (bad === undefined) return yield* new NoEvidence({ reason: "NoFault" })
    if (bad.sender !== undefined) return yield* new NoEvidence({ reason: "Sealing" })
    return { trial: discard(trial), complaint: complaintAbout(trial, proofs, bad, random) }
  })

/** A complaint about one ciphertext, whatever is inside. */
export const complaintAbout = (
  trial: Trial,
  proofs: OpeningProofs["Service"],
  one: SealedSecret,
  random: Entropy["Service"]["secret"]
): Uint8Array => {
  const pair = keyOf(trial.before, trial.sealing, one)
  const evidence = pair === undefined ? undefined : proofs.prove(pair, one.sealed, subjectOf(trial.inspected, one.index), random)
  // Without evidence where the encapsulated key is none: anybody sees that it opens to nothing.
  return stated(trial, { _tag: "complaint", index: one.index, evidence: evidence ?? noBytes })
}
