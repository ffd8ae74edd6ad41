import type { Secret } from "@copath/contracts"
import type { GroupServices, GroupState, Identity, KeyPackageSecrets, Received } from "@copath/group"
import type { LeafIndex } from "@copath/tree-math"
import type { PreSharedKeyId } from "@copath/wire"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Failure } from "./failure.ts"

/** A text about to be sealed. */
export interface Composed {
  /** The correspondence once `message` has left: call it with the encoded MLSMessage that the engine made of `payload`. */
  readonly sent: (message: Uint8Array) => Correspondence
  /** The application data for the engine. */
  readonly payload: Uint8Array
}

/** What came of application data. */
export interface Read {
  /** To go on with. */
  readonly correspondence: Correspondence
  /** What the application shows; `undefined`: nothing, as it is no text or was shown before. */
  readonly text: Uint8Array | undefined
  /** What this member is to send now, such as a text that somebody asked for; wrapped already, so that `compose` must not see it. */
  readonly answer: Composed | undefined
  /** The same, but only if a person agrees: somebody who joined since would read it too. */
  readonly confirm: Composed | undefined
}

/** What one member remembers of what was said, to send it again or not to show it twice. Immutable. */
export interface Correspondence {
  /** Wraps a text so that it can be asked for. */
  readonly compose: (state: GroupState, text: Uint8Array) => Effect.Effect<Composed, never, GroupServices>
  /** Takes in what the engine opened. */
  readonly read: (
    state: GroupState,
    received: Extract<Received, { readonly _tag: "application" }>
  ) => Effect.Effect<Read, never, GroupServices>
  /** Application data that asks for a message which came and could not be opened; `undefined`: nobody is asked. */
  readonly missed: (message: Uint8Array) => Effect.Effect<Uint8Array | undefined, never, GroupServices>
  /** After each commit, the echo of an own one too: who joined by it has not read what was said before. */
  readonly follow: (received: Extract<Received, { readonly _tag: "commit" }>) => Correspondence
  /** Bytes to write down with the group's state. */
  readonly write: () => Uint8Array
}

/** Somebody who has its identity left and nothing else of the group. */
export interface Lost {
  /** Its credential and signature key pair. */
  readonly identity: Identity
  /** The leaf at which it stood, as the others know; a leaf index. */
  readonly leaf: LeafIndex
  /** The newest epoch of the group that it knows of: an older GroupInfo is refused (V272). */
  readonly seen?: bigint
  /** Pre-shared keys that the group demands of who comes back; their secrets are in the `PskStore`. */
  readonly psks?: ReadonlyArray<PreSharedKeyId>
  /** Asks somebody for the GroupInfo of the present epoch: an encoded MLSMessage with `external_pub`. */
  readonly groupInfo: Effect.Effect<Uint8Array, Failure, GroupServices>
}

/** How somebody comes back. */
export type Return =
  /** By a commit of its own, to be published; `state`: the epoch after it; `retired`: to be wiped once that is written down. */
  | {
      readonly _tag: "byItself"
      readonly message: Uint8Array
      readonly state: GroupState
      readonly retired: ReadonlyArray<Secret>
    }
  /** Another member is to commit the removal of the old leaf and the addition of this key package (an encoded MLSMessage) together. */
  | { readonly _tag: "byAnother"; readonly keyPackage: Uint8Array; readonly secrets: KeyPackageSecrets }

/** What a client does about what was lost: a message, or its whole state. */
export class Recovery extends Context.Service<
  Recovery,
  {
    /** The option id, such as `resend-own`. */
    readonly id: string
    /** `externalJoin`: a GroupInfo with `external_pub`, by which outsiders can join. `authors`: signatures that tell who said something. */
    readonly needs: { readonly externalJoin: boolean; readonly authors: boolean }
    /** Of a new member. */
    readonly begin: Correspondence
    /** What `Correspondence.write` wrote; `undefined` if these are not its bytes. */
    readonly resume: (bytes: Uint8Array) => Correspondence | undefined
    /** The way back for who has lost its state; `undefined`: there is none, and the dead leaf stays until somebody removes it. */
    readonly comeBack: (lost: Lost) => Effect.Effect<Return | undefined, Failure, GroupServices>
  }
>()("@copath/client/Recovery") {}
