import { type AnyCodec, struct } from "@copath/codec"
import type { ProposalKind, Registry } from "@copath/wire"
import { draftProposalTypes } from "../codePoints.ts"

/** `struct {} SelfRemove` (draft-ietf-mls-extensions-09, 6.3.1): who sends it is who leaves. */
export const selfRemoveBody: AnyCodec = struct("SelfRemove", {})

/** SelfRemove's row (draft-ietf-mls-extensions-09, 6.3.1 and 7.3): by reference alone, in public, also in external commits; never from external senders. */
export const selfRemoveKind: ProposalKind = {
  type: draftProposalTypes.selfRemove,
  name: "self_remove",
  body: selfRemoveBody,
  pathRequired: true,
  external: false,
  inExternalCommit: "byReference",
  byValue: false,
  publicOnly: true,
  removesSender: true
}

/** Leaving a group by oneself, as rows to compose in (draft-ietf-mls-extensions-09, 6.3). */
export const selfRemove: Partial<Registry> = { proposals: [selfRemoveKind] }
