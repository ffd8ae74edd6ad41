import { arm, type Codec, type CodecType, decode, encode, opaque, struct, uint16, uint8, union } from "@copath/codec"
import type { CustomProposal } from "@copath/wire"
import * as Result from "effect/Result"
import { draftProposalTypes } from "../codePoints.ts"
import { type ComponentId, componentId } from "../components/componentId.ts"

const operation = union("AppDataUpdateOperation", uint8, { update: arm(1, { update: opaque }), remove: arm(2, {}) })

/**
 * ```
 * struct {
 *     ComponentID component_id;
 *     AppDataUpdateOperation op;
 *
 *     select (AppDataUpdate.op) {
 *         case update: opaque update<V>;
 *         case remove: struct{};
 *     };
 * } AppDataUpdate;
 * ```
 * draft-ietf-mls-extensions-09, 4.7: a change of what a component keeps in the group context. `update`: in the component's own terms.
 */
export type AppDataUpdate = CodecType<typeof operation> & { readonly componentId: ComponentId }
/** Codec of {@link AppDataUpdate}. */
export const appDataUpdate: Codec<AppDataUpdate> = {
  name: "AppDataUpdate",
  write: (w, a) => {
    uint16.write(w, a.componentId)
    operation.write(w, a)
  },
  read: (r) => {
    const id = uint16.read(r)
    return { ...operation.read(r), componentId: id }
  }
}

const appEphemeralStruct = struct("AppEphemeral", { componentId, data: opaque })

/** `struct { ComponentID component_id; opaque data<V>; } AppEphemeral` (draft-ietf-mls-extensions-09, 4.8): data that goes with a commit, and stays nowhere. */
export interface AppEphemeral extends CodecType<typeof appEphemeralStruct> {}
/** Codec of {@link AppEphemeral}. */
export const appEphemeral: Codec<AppEphemeral> = appEphemeralStruct

/** What `commit` and `proposeCustom` take. */
export type RegisteredProposal = Omit<CustomProposal, "_tag">

/** An AppDataUpdate that hands `update` to a component (draft-ietf-mls-extensions-09, 4.7). */
export const updateData = (component: ComponentId, update: Uint8Array): RegisteredProposal => ({
  proposalType: draftProposalTypes.appDataUpdate,
  body: encode(appDataUpdate, { _tag: "update", componentId: component, update })
})

/** An AppDataUpdate that removes what a component keeps (draft-ietf-mls-extensions-09, 4.7). */
export const removeData = (component: ComponentId): RegisteredProposal => ({
  proposalType: draftProposalTypes.appDataUpdate,
  body: encode(appDataUpdate, { _tag: "remove", componentId: component })
})

/** An AppEphemeral: `data` for a component, agreed on by whoever takes the commit (draft-ietf-mls-extensions-09, 4.8). */
export const attachData = (component: ComponentId, data: Uint8Array): RegisteredProposal => ({
  proposalType: draftProposalTypes.appEphemeral,
  body: encode(appEphemeral, { componentId: component, data })
})

/** What a commit brought a component by AppEphemeral proposals, in the order of its list; `custom`: as `receive` and `adopt` give it. */
export const attachedTo = <P extends RegisteredProposal>(
  component: ComponentId,
  custom: ReadonlyArray<P>
): ReadonlyArray<{ readonly data: Uint8Array; readonly proposal: P }> =>
  custom.flatMap((proposal) => {
    const decoded = proposal.proposalType === draftProposalTypes.appEphemeral ? decode(appEphemeral, proposal.body) : undefined
    if (decoded === undefined || Result.isFailure(decoded) || decoded.success.componentId !== component) return []
    return [{ data: decoded.success.data, proposal }]
  })
