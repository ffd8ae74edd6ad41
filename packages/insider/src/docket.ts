import { CipherSuite, type OpeningProofs, type SignatureScheme } from "@copath/contracts"
import { type GroupServices, type GroupState, inspectCommit, type Intent, type Observed } from "@copath/group"
import type { LeafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { sealingOf } from "./evidence.ts"
import { type About, readStatement, type Signed } from "./statement.ts"
import { eviction, judgeSigned, spoils, type Subject, type Verdict } from "./verdict.ts"

/** How much one member may say. */
export interface DocketLimits {
  /** Complaints of one member that are judged in an epoch; more are not looked at. */
  readonly complaints: number
}

/** Three complaints a member and epoch: one is all that an honest member needs. */
export const defaultDocketLimits: DocketLimits = { complaints: 3 }

/** What was said in one epoch, and what came of it; for a member or a delivery service. Immutable. */
export interface Docket {
  /** How many complaints of each member were judged. */
  readonly counted: ReadonlyMap<LeafIndex, number>
  /** Members whose complaint was wrong: for people to look at. Nobody is removed for it. */
  readonly flagged: ReadonlySet<LeafIndex>
  /** Senders that were proven guilty. */
  readonly guilty: ReadonlySet<LeafIndex>
}

/** A new epoch's. */
export const emptyDocket: Docket = { counted: new Map(), flagged: new Set(), guilty: new Set() }

/** What a complaint came to. */
export interface Heard {
  /** The docket after it. */
  readonly docket: Docket
  /** `ignored`: nobody's, about nothing that we see, or one too many of its member. */
  readonly verdict: Verdict | { readonly _tag: "ignored"; readonly because: "Unsigned" | "TooOften" | "Commit" }
  /** The commit must not be adopted any more. */
  readonly discard: boolean
  /** What to commit now, if something. */
  readonly intent: Pick<Intent, "remove"> | undefined
}

/**
 * Takes in a complaint: first who signed it, then whether that member has said too much already, then what it shows. Only a proof has consequences for membership; a flood of
 * anything else costs a signature check each.
 */
export const hearComplaint: (
  docket: Docket,
  limits: DocketLimits,
  state: Observed | GroupState,
  commit: Uint8Array,
  complaint: Uint8Array
) => Effect.Effect<Heard, never, GroupServices | OpeningProofs> = Effect.fnUntraced(function* (docket, limits, state, commit, complaint) {
  const suite = yield* CipherSuite
  const { epoch, groupId } = state.context
  const about: About = { groupId, epoch, hash: suite.hash.digest(commit) }
  const signed = readStatement(suite, state, about, complaint)
  if (Result.isFailure(signed)) return ignored(docket, "Unsigned")
  const counted = withOneMore(docket, limits, signed.success.leaf)
  if (counted === undefined) return ignored(docket, "TooOften")
  const inspected = yield* Effect.result(inspectCommit(state, commit))
  if (Result.isFailure(inspected)) return ignored(counted, "Commit")
  return heardOf(counted, yield* judgeSigned({ inspected: inspected.success, sealing: yield* sealingOf(inspected.success) }, signed))
})

/** {@link hearComplaint} of a complaint whose signature was checked, about a commit that was looked into. */
export const hearSigned: (
  docket: Docket,
  limits: DocketLimits,
  subject: Subject,
  signed: Signed
) => Effect.Effect<Heard, never, OpeningProofs | SignatureScheme> = Effect.fnUntraced(function* (docket, limits, subject, signed) {
  const counted = withOneMore(docket, limits, signed.leaf)
  if (counted === undefined) return ignored(docket, "TooOften")
  return heardOf(counted, yield* judgeSigned(subject, Result.succeed(signed)))
})

/** The docket with another complaint of this member; `undefined` if it has said too much. */
const withOneMore = (docket: Docket, limits: DocketLimits, leaf: LeafIndex): Docket | undefined => {
  const before = docket.counted.get(leaf) ?? 0
  return before >= limits.complaints ? undefined : { ...docket, counted: new Map([...docket.counted, [leaf, before + 1]]) }
}

const heardOf = (docket: Docket, verdict: Verdict): Heard => ({
  docket: entered(docket, verdict),
  verdict,
  discard: spoils(verdict),
  intent: eviction(verdict)
})

const ignored = (docket: Docket, because: "Unsigned" | "TooOften" | "Commit"): Heard => ({
  docket,
  verdict: { _tag: "ignored", because },
  discard: false,
  intent: undefined
})

const entered = (docket: Docket, verdict: Verdict): Docket => {
  switch (verdict._tag) {
    case "sender":
      return verdict.external ? docket : { ...docket, guilty: new Set([...docket.guilty, verdict.committer]) }
    case "complainer":
      return { ...docket, flagged: new Set([...docket.flagged, verdict.complainer]) }
    case "undecided":
      return docket
  }
}
