import { arm, type Codec, opaque, optional, struct, uint32, uint64, uint8, union } from "@copath/codec"
import { equalBytes, type KeyPair, keyPairCodec, Secret, secretCodec } from "@copath/contracts"
import type { GroupState } from "@copath/group"
import { type Credential, credential } from "@copath/wire"
import * as Result from "effect/Result"
import { credentialAt } from "../author.ts"
import { KitRefused } from "./refused.ts"

/** A key that a group may demand of who comes back, so that a stolen signature key alone does not get in. It opens no message. */
export type Demanded =
  /** The `resumption_psk` (RFC 9420, 8.6) of an epoch of this group that is over. */
  | { readonly _tag: "resumption"; readonly epoch: bigint; readonly secret: Secret }
  /** A key from outside the group (8.4). */
  | { readonly _tag: "external"; readonly pskId: Uint8Array; readonly secret: Secret }

/** What is enough to come back into one group, and opens nothing that was said in it. Keep it sealed (`sealKit`): it is a signature key in clear. */
export interface RejoinKit {
  /** The group's id. */
  readonly groupId: Uint8Array
  /** Where this member stood; a leaf index. */
  readonly leaf: number
  /** The newest epoch that was seen when the kit was made: an older GroupInfo is a rollback (V272). */
  readonly seen: bigint
  /** Who comes back, as the authentication service knows it. */
  readonly credential: Credential
  /** The credential's signature key pair; long-lived, of no epoch. */
  readonly signatureKey: KeyPair
  /** What the group demands beside the signature; there if the application asked for it. */
  readonly demanded: Demanded | undefined
}

const demanded: Codec<Demanded> = union("Demanded", uint8, {
  resumption: arm(1, { epoch: uint64, secret: secretCodec }),
  external: arm(2, { pskId: opaque, secret: secretCodec })
})

/**
 * ```
 * struct {
 *     opaque group_id<V>;
 *     uint32 leaf_index;
 *     uint64 seen;
 *     Credential credential;
 *     KeyPair signature_key;
 *     optional<Demanded> demanded;
 * } RejoinKit;
 * ```
 */
export const kitCodec: Codec<RejoinKit> = struct("RejoinKit", {
  groupId: opaque,
  leaf: uint32,
  seen: uint64,
  credential,
  signatureKey: keyPairCodec,
  demanded: optional(demanded)
})

/** Which key goes into a kit beside the identity: the resumption secret of a past epoch that the state still remembers, or one from outside. */
export type Demand = { readonly resumptionOf: bigint } | { readonly pskId: Uint8Array; readonly secret: Secret }

/**
 * The kit of a member as it stands. `demand`: opt in to a key that the group demands of who comes back.
 *
 * `LiveEpoch`: what is demanded is a key of the present epoch, which goes into no kit; `Unknown`: the state does not remember that epoch, or its key schedule makes no
 * resumption secrets.
 */
export const rejoinKit = (state: GroupState, demand?: Demand): Result.Result<RejoinKit, KitRefused> =>
  Result.map(demand === undefined ? Result.succeed(undefined) : demandedIn(state, demand), (key) => ({
    groupId: state.context.groupId,
    leaf: state.me,
    seen: state.context.epoch,
    credential: credentialAt(state, state.me),
    signatureKey: state.identity,
    demanded: key
  }))

const demandedIn = (state: GroupState, demand: Demand): Result.Result<Demanded, KitRefused> => {
  if ("secret" in demand) {
    return isLive(state, demand.secret)
      ? Result.fail(live("this is a secret of the present epoch"))
      : Result.succeed({ _tag: "external", ...demand })
  }
  const { resumptionOf: epoch } = demand
  if (epoch === state.context.epoch) return Result.fail(live(`epoch ${epoch} is the present one: take one that is over`))
  const secret = state.past.find((e) => e.epoch === epoch)?.resumption
  if (secret !== undefined) return Result.succeed({ _tag: "resumption", epoch, secret })
  const detail = `no resumption secret of epoch ${epoch} is remembered: see the retention of past epochs`
  return Result.fail(new KitRefused({ reason: "Unknown", detail }))
}

const live = (detail: string): KitRefused => new KitRefused({ reason: "LiveEpoch", detail })

const isLive = ({ secrets }: GroupState, secret: Secret): boolean =>
  Object.values(secrets).some((s) => s instanceof Secret && equalBytes(s.expose(), secret.expose()))
