import type { Codec } from "@copath/codec"
import type { LeafIndex } from "@copath/tree-math"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type * as Option from "effect/Option"
import type { Change, TreeView } from "./cgka.ts"
import type { Crypt } from "./cipherSuite.ts"
import type { EpochSecrets } from "./keySchedule.ts"
import type { Opaque } from "./opaque.ts"
import type { Secret } from "./secret.ts"

/** What a delivery service promises, and what a part may demand: nothing; one winner per epoch; one order of all messages. */
export type Ordering = "none" | "epoch" | "total"

/** One member's ratchets for one epoch. */
export type ProtectionState = Opaque<"ProtectionState">
/** What stands in a PrivateMessage after the authenticated data: fills the third hole of the wire format. */
export type ProtectedBody = Opaque<"ProtectedBody">

/** The fields of a PrivateMessage that travel in clear (RFC 9420, 6.3). The content type selects the chain: 1 is application, 2 and 3 are handshake. */
export interface Header {
  /** As in the group context. */
  readonly groupId: Uint8Array
  /** The epoch whose keys seal the message. */
  readonly epoch: bigint
  /** `ContentType` (section 6). */
  readonly contentType: 1 | 2 | 3
  /** The application's; authenticated, not encrypted. */
  readonly authenticatedData: Uint8Array
}

/** A chain key for one member, to be carried over a pairwise channel. */
export interface Share {
  /** The receiver's leaf. */
  readonly to: LeafIndex
  /** What the receiver's `accept` takes; secret from everybody else. */
  readonly body: Secret
}

/**
 * A protected message that cannot be opened, or cannot be made. What an outsider can provoke shares `BadCiphertext`.
 * `KeyConsumed`: used before; `TooFarAhead`: beyond the forward window; `OutOfOrder`: its key was dropped; `NoKeyYet`: its sender's share has not arrived;
 * `Exhausted`: no generation is left.
 */
export class Unprotectable extends Data.TaggedError("Unprotectable")<{
  readonly reason: "KeyConsumed" | "TooFarAhead" | "OutOfOrder" | "BadCiphertext" | "MalformedContent" | "NoKeyYet" | "Exhausted"
}> {}

/** How a message is sealed under keys of the epoch, who may see its sender, and how long its key lives (RFC 9420, sections 6.3 and 9). */
export class MessageProtection extends Context.Service<
  MessageProtection,
  {
    /** The option id, such as `secret-tree`. */
    readonly id: string
    /** `slot`: a position reserved at the delivery service before each send. */
    readonly needs: { readonly ordering: Ordering; readonly groupSecret: boolean; readonly slot: boolean }
    readonly stateCodec: Codec<ProtectionState>
    readonly bodyCodec: Codec<ProtectedBody>
    /** Chains of a new epoch, and shares for members that need one. `previous`: the state of the epoch before. Takes `epoch.encryption` and
     *  `epoch.senderData` over: nobody else may keep them. */
    readonly start: (
      epoch: EpochSecrets,
      me: LeafIndex,
      tree: TreeView,
      change: Change,
      previous: Option.Option<ProtectionState>
    ) => Crypt<{ readonly state: ProtectionState; readonly shares: ReadonlyArray<Share> }>
    readonly accept: (state: ProtectionState, from: LeafIndex, share: Secret) => Crypt<ProtectionState, Unprotectable>
    readonly protect: (
      state: ProtectionState,
      header: Header,
      content: Uint8Array,
      slot: Option.Option<bigint>
    ) => Crypt<{ readonly body: ProtectedBody; readonly state: ProtectionState; readonly retired: ReadonlyArray<Secret> }, Unprotectable>
    /** The new state is adopted only after the signature holds: a forged packet burns no key. */
    readonly unprotect: (
      state: ProtectionState,
      header: Header,
      body: ProtectedBody
    ) => Crypt<
      {
        readonly sender: LeafIndex
        readonly content: Uint8Array
        readonly state: ProtectionState
        readonly retired: ReadonlyArray<Secret>
      },
      Unprotectable
    >
  }
>()("@copath/contracts/MessageProtection") {}
