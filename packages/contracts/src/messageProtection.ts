import type { Codec } from "@copath/codec"
import type { LeafIndex } from "@copath/tree-math"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type * as Option from "effect/Option"
import type { Change, TreeView } from "./cgka.ts"
import type { Crypt, KeyPair } from "./cipherSuite.ts"
import type { EpochSecrets } from "./keySchedule.ts"
import type { Opaque } from "./opaque.ts"
import type { Secret } from "./secret.ts"

/**
 * What a delivery service promises, and what a part may demand; each includes those before it. `none`: nothing. `epoch`: one commit wins each epoch. `causal`: nothing
 * passes a commit, so that everybody has what was sent before it first, and what was sent after it later; between two commits there is no order. `total`: one order of all messages.
 */
export type Ordering = "none" | "epoch" | "causal" | "total"

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

/** What neither secrets nor tree say of a member's place in an epoch; for protections over a {@link PairwiseChannel}. */
export interface Standing {
  /** The epoch's number: with `resume` one state serves several epochs. */
  readonly epoch: bigint
  /** The key pair of my leaf, where the key agreement gives it away. The secret stays the key agreement's: whoever keeps it copies it. */
  readonly leafKey: KeyPair | undefined
}

/**
 * A protected message that cannot be opened, or cannot be made. What an outsider can provoke shares `BadCiphertext`.
 * `KeyConsumed`: used before; `TooFarAhead`: beyond the forward window; `OutOfOrder`: its key was dropped; `NoKeyYet`: it has overtaken the message that hands out its key: hold it and try again;
 * `Exhausted`: no generation is left.
 */
export class Unprotectable extends Data.TaggedError("Unprotectable")<{
  readonly reason: "KeyConsumed" | "TooFarAhead" | "OutOfOrder" | "BadCiphertext" | "MalformedContent" | "NoKeyYet" | "Exhausted"
}> {}

/**
 * How long a message key lasts, and so how far a thief of a member's state reads back: `message`: each seals one message and is gone with it;
 * `window`: each seals one message, and can be computed again until the window has passed it; `epoch`: one key seals many messages with a
 * nonce for each; `fixed`: one key *and* nonce seal whatever a sender says in an epoch, so that a second text breaks them both.
 */
export type KeyLife = "message" | "window" | "epoch" | "fixed"

/** What a thief of a state could open of the messages that went by: the effective window of forward secrecy. */
export interface Retained {
  /** Secrets that are kept for messages of the past, a key's nonce not counted. */
  readonly keys: number
  /** How many generations the oldest message that they open lies behind its chain's newest; 0 if there is none. */
  readonly oldest: number
}

/** How a message is sealed under keys of the epoch, who may see its sender, and how long its key lives (RFC 9420, sections 6.3 and 9). */
export class MessageProtection extends Context.Service<
  MessageProtection,
  {
    /** The option id, such as `secret-tree`. */
    readonly id: string
    /** `slot`: a position reserved at the delivery service before each send. `misuseResistant`: an AEAD that bears a nonce used twice (RFC 8452). */
    readonly needs: {
      readonly ordering: Ordering
      readonly groupSecret: boolean
      readonly slot: boolean
      readonly misuseResistant: boolean
      /** My leaf's key pair: a key agreement with `leafKey`. */
      readonly leafKeys?: boolean
      /** That one device alone is at the leaf: it draws secrets as it enters an epoch, and two devices would each draw their own. */
      readonly loneDevice?: boolean
    }
    /** How long keys last, by the kind of content that they seal. */
    readonly keyLife: { readonly application: KeyLife; readonly handshake: KeyLife }
    readonly stateCodec: Codec<ProtectionState>
    readonly bodyCodec: Codec<ProtectedBody>
    /** A new epoch's state. `previous`: the state of the epoch before, for public facts. Takes `epoch.encryption` and `epoch.senderData` over: nobody else
     *  may keep them. */
    readonly start: (
      epoch: EpochSecrets,
      me: LeafIndex,
      tree: TreeView,
      change: Change,
      previous: Option.Option<ProtectionState>,
      standing?: Standing
    ) => Crypt<{ readonly state: ProtectionState }>
    /**
     * For states that outlive their epoch, such as channels and keys that were handed out: called once, when the epoch is entered, with the state of
     * the epoch before as it then is. What it gives serves the epochs before as well, by `Header.epoch`; the older state is given up. Left out: states of
     * two epochs have nothing in common, and a past epoch's late messages are opened with its own.
     */
    readonly resume?: (
      state: ProtectionState,
      previous: ProtectionState
    ) => { readonly state: ProtectionState; readonly retired: ReadonlyArray<Secret> }
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
    /** What this state could still open of the past, for an application that shows its forward secrecy. */
    readonly retained: (state: ProtectionState) => Retained
    /**
     * Forgets what has waited longer for late messages than the layer's window allows in seconds. `now`: the caller's clock in whole seconds
     * below 2^32; what waits counts its age from the first call that finds it. Without such a limit the state stays as it is.
     */
    readonly forget: (state: ProtectionState, now: number) => { readonly state: ProtectionState; readonly retired: ReadonlyArray<Secret> }
  }
>()("@copath/contracts/MessageProtection") {}
