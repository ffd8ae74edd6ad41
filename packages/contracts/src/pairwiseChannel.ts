import type { Codec } from "@copath/codec"
import type { LeafIndex } from "@copath/tree-math"
import * as Context from "effect/Context"
import type * as Result from "effect/Result"
import type { CryptoFailure, KeyPair } from "./cipherSuite.ts"
import type { Retained, Unprotectable } from "./messageProtection.ts"
import type { Opaque } from "./opaque.ts"
import type { Secret } from "./secret.ts"

/** One member's channels to all others. */
export type ChannelState = Opaque<"ChannelState">

/** Where a member stands when an epoch begins, as the tree says. */
export interface ChannelPlace {
  /** My leaf. */
  readonly me: LeafIndex
  /** My leaf's key pair; copied by whoever keeps it. */
  readonly mine: KeyPair
  /** Every other member's leaf key. */
  readonly peers: ReadonlyMap<LeafIndex, Uint8Array>
}

/** What a channel is worth, for whoever puts parts together. */
export interface ChannelFacts {
  /**
   * Whether a key that has opened a message is gone. Where both have spoken: a first message is sealed to a leaf key, and is as safe as that key until its
   * owner's next update.
   */
  readonly forwardSecure: boolean
  /** What ends a thief's reading: nothing; a new leaf key of the one who was robbed; one message there and one back. */
  readonly heals: "never" | "leaf-key" | "round-trip"
  /** Whether a first message shows that its sender holds its leaf's key. Suites without a Diffie-Hellman group cannot; signatures then do it alone. */
  readonly authenticated: boolean
}

/**
 * Secret channels between any two members, for protections that hand keys to single members or seal for each. Functions are synchronous and change nothing:
 * they give the state to adopt.
 */
export class PairwiseChannel extends Context.Service<
  PairwiseChannel,
  {
    /** The option id, such as `ratchet`. */
    readonly id: string
    readonly facts: ChannelFacts
    readonly stateCodec: Codec<ChannelState>
    /** Channels that nothing went through yet. */
    readonly start: (place: ChannelPlace) => ChannelState
    /**
     * The channels of the epoch before in the place that `state` was started for; once for each epoch. `fresh`: leaves with a new owner. `keep`: for how many
     * epochs leaf keys that were replaced still open what was sealed before.
     */
    readonly resume: (
      state: ChannelState,
      previous: ChannelState,
      fresh: ReadonlySet<LeafIndex>,
      keep: number
    ) => { readonly state: ChannelState; readonly retired: ReadonlyArray<Secret> }
    /** Seals for one peer; a leaf without a member is a defect. `context` is bound and not sent. */
    readonly seal: (
      state: ChannelState,
      to: LeafIndex,
      context: Uint8Array,
      plain: Uint8Array
    ) => Result.Result<
      { readonly sealed: Uint8Array; readonly state: ChannelState; readonly retired: ReadonlyArray<Secret> },
      Unprotectable | CryptoFailure
    >
    /** Opens what a peer sealed `ago` epochs before this one. `BadCiphertext` for whatever that peer did not seal for me under this context. */
    readonly open: (
      state: ChannelState,
      from: LeafIndex,
      ago: number,
      context: Uint8Array,
      sealed: Uint8Array
    ) => Result.Result<{ readonly plain: Secret; readonly state: ChannelState; readonly retired: ReadonlyArray<Secret> }, Unprotectable>
    /** What these channels could still open of the past. */
    readonly retained: (state: ChannelState) => Retained
  }
>()("@copath/contracts/PairwiseChannel") {}
