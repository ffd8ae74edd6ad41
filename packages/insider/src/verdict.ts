import { CipherSuite, OpeningProofs, SignatureScheme } from "@copath/contracts"
import { type GroupServices, type GroupState, inspectCommit, type Inspected, type Intent, type Observed } from "@copath/group"
import type { LeafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { subjectOf } from "./complain.ts"
import { sealingOf, type Sealing } from "./evidence.ts"
import { readStatement, type Signed, type StatementRejected } from "./statement.ts"

/** What follows from a complaint. Whoever holds the commit, the complaint and the public side of the epoch before comes to the same. */
export type Verdict =
  /** The commit's sender sealed what cannot be opened (`ciphertext`), or what its published keys do not follow from (`keys`). */
  | {
      readonly _tag: "sender"
      readonly committer: LeafIndex
      /** It is no member, and never becomes one by a commit that nobody takes. */
      readonly external: boolean
      readonly complainer: LeafIndex
      readonly because: "ciphertext" | "keys"
    }
  /** The complaint shows nothing (`unproven`), or something that is as it should be (`sound`): then a good commit's secret has become public. */
  | { readonly _tag: "complainer"; readonly complainer: LeafIndex; readonly because: "unproven" | "sound" }
  /** Nothing follows, for or against anybody: see {@link Undecided}. */
  | { readonly _tag: "undecided"; readonly because: Undecided }

/**
 * Why nothing follows. `Statement`: nobody has signed this about this commit. `Commit`: nobody takes the commit as it is, or it is not seen. `Suite`, `Sealing`,
 * `KeyAgreement` and `Signature`: as for `NoEvidence`.
 */
export type Undecided = "Statement" | "Commit" | "Suite" | "Sealing" | "KeyAgreement" | "Signature"

/** A commit, ready to be complained about. */
export interface Subject {
  readonly inspected: Inspected
  /** `undefined` under a key agreement that gives no evidence. */
  readonly sealing: Sealing | undefined
}

/** Judges a complaint about a commit of the present epoch, for members, the delivery service, and anybody else who follows the group. */
export const judge: (
  state: Observed | GroupState,
  commit: Uint8Array,
  complaint: Uint8Array
) => Effect.Effect<Verdict, never, GroupServices | OpeningProofs> = Effect.fnUntraced(function* (state, commit, complaint) {
  const inspected = yield* Effect.result(inspectCommit(state, commit))
  if (Result.isFailure(inspected)) return undecided("Commit")
  const signed = readStatement(yield* CipherSuite, state, inspected.success, complaint)
  return yield* judgeSigned({ inspected: inspected.success, sealing: yield* sealingOf(inspected.success) }, signed)
})

const undecided = (because: Undecided): Verdict => ({ _tag: "undecided", because })

/** {@link judge} of a complaint whose signature was checked. */
export const judgeSigned: (
  subject: Subject,
  signed: Result.Result<Signed, StatementRejected>
) => Effect.Effect<Verdict, never, OpeningProofs | SignatureScheme> = Effect.fnUntraced(function* ({ inspected, sealing }, signed) {
  const proofs = yield* OpeningProofs
  const { facts } = yield* SignatureScheme
  if (Result.isFailure(signed) || signed.success.claim._tag !== "complaint") return undecided("Statement")
  // Any member could have sent this commit in its sender's name.
  if (facts.attributable !== "signer") return undecided("Signature")
  if (sealing === undefined) return undecided("KeyAgreement")
  if (!proofs.suites.has(sealing.suite.id)) return undecided("Suite")
  const { claim, leaf: complainer } = signed.success
  const one = sealing.sealed.find(({ index }) => index === claim.index)
  const { committer, external, reading } = inspected
  if (one === undefined || reading === undefined) return { _tag: "complainer", complainer, because: "unproven" }
  if (one.sender !== undefined) return undecided("Sealing")
  const opening = proofs.judge(one.publicKey, one.info, one.aad, one.sealed, subjectOf(inspected, one.index), claim.evidence)
  switch (opening._tag) {
    case "unproven":
      return { _tag: "complainer", complainer, because: "unproven" }
    case "broken":
      return { _tag: "sender", committer, external, complainer, because: "ciphertext" }
    case "opens":
      return sealing.evidence.keeps(reading, one.index, opening.plain)
        ? { _tag: "complainer", complainer, because: "sound" }
        : { _tag: "sender", committer, external, complainer, because: "keys" }
  }
})

/** Whether a complaint has made a secret of its commit public, or shown it to be bad: then nobody may adopt it. */
export const spoils = (verdict: Verdict): boolean =>
  verdict._tag === "sender" || (verdict._tag === "complainer" && verdict.because === "sound")

/** What members do after a verdict: remove a sender that was proven guilty, and nobody else. `undefined`: nothing. */
export const eviction = (verdict: Verdict): Pick<Intent, "remove"> | undefined =>
  verdict._tag === "sender" && !verdict.external ? { remove: [verdict.committer] } : undefined
