import { type Secret } from "@copath/contracts"
import type { Claim } from "@copath/membership"
import { type PreSharedKeyId, resumptionUsages } from "@copath/wire"
import * as Effect from "effect/Effect"
import { SendRejected } from "./errors.ts"
import type { Parts } from "./parts.ts"
import type { GroupState, ReInit } from "./state.ts"

/**
 * What a group passes on to the one that succeeds it or branches off it (RFC 9420, 11.2 and 11.3): a plain value, for the new group may have another
 * cipher suite and so other parts.
 */
export interface Origin {
  /** Which of the two operations; as in `ResumptionPSKUsage` (8.4). */
  readonly usage: "reInit" | "branch"
  /** The old group's id. */
  readonly groupId: Uint8Array
  /** The old group's epoch: after a ReInit, the one that its commit began. */
  readonly epoch: bigint
  /** The old group's protocol version. */
  readonly version: number
  /** The old group's cipher suite, as it stands on the wire. */
  readonly cipherSuite: number
  /** `resumption_psk` of that epoch (8.6). */
  readonly resumption: Secret
  /** Who was in the old group, in the order of leaves. */
  readonly members: ReadonlyArray<Claim>
  /** What the committed ReInit announced; `undefined` for a branch. */
  readonly successor: ReInit | undefined
}

const originOf = (state: GroupState, usage: Origin["usage"], resumption: Secret): Origin => {
  const { cipherSuite, epoch, groupId, version } = state.context
  const members = state.tree.members().flatMap((leaf) => state.tree.leafAt(leaf) ?? [])
  return { usage, groupId, epoch, version, cipherSuite, resumption, members, successor: usage === "reInit" ? state.reInit : undefined }
}

const resumptionOf = (state: GroupState): Effect.Effect<Secret, SendRejected> => {
  const { resumption } = state.secrets
  const detail = "the key schedule of this group makes no resumption secret"
  return resumption === undefined
    ? Effect.fail(new SendRejected({ reason: "Incompatible", rule: "V277", detail }))
    : Effect.succeed(resumption)
}

/** The origin of this group's successor, once a ReInit has been committed (11.2). */
export const successorOf: (state: GroupState) => Effect.Effect<Origin, SendRejected> = Effect.fnUntraced(function* (state: GroupState) {
  if (state.reInit === undefined) {
    return yield* new SendRejected({ reason: "Invalid", rule: "V284", detail: "no ReInit was committed in this group" })
  }
  return originOf(state, "reInit", yield* resumptionOf(state))
})

/** The origin of a group of some of this group's members (11.3). */
export const branchOf: (state: GroupState) => Effect.Effect<Origin, SendRejected> = Effect.fnUntraced(function* (state: GroupState) {
  return originOf(state, "branch", yield* resumptionOf(state))
})

/** Names the old epoch's resumption secret, with a fresh nonce of Nh bytes of the new suite. */
export const originPsk = (p: Parts, { epoch, groupId, usage }: Origin): PreSharedKeyId => ({
  _tag: "resumption",
  usage: resumptionUsages[usage],
  pskGroupId: groupId,
  pskEpoch: epoch,
  pskNonce: p.random(p.suite.kdf.size).expose().slice()
})
