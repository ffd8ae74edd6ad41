/** What a committer or proposer wants. Members are named by their identity. */
export type Wanted =
  | { readonly _tag: "add"; readonly keyPackage: Uint8Array }
  | { readonly _tag: "remove"; readonly name: string }
  | { readonly _tag: "update" }
  | { readonly _tag: "psk"; readonly id: Uint8Array }
  | { readonly _tag: "resumption"; readonly epoch: bigint }
  /** A new list of group context extensions, with nothing in it but empty required capabilities. */
  | { readonly _tag: "extensions" }

/** A commit that was adopted at once: the scenarios have one committer at a time. */
export interface Committed {
  readonly commit: Uint8Array
  /** For all who were added. */
  readonly welcome: Uint8Array | undefined
}

/** Somebody with one key package, who is in at most one group. What goes in and out are encoded MLSMessages. */
export interface Actor {
  /** The identity in its basic credential. */
  readonly name: string
  readonly keyPackage: Uint8Array
  readonly create: (groupId: Uint8Array) => Promise<void>
  readonly join: (welcome: Uint8Array) => Promise<void>
  /** Joins uninvited and gives the commit; with `resync` it takes the place of its own earlier leaf. */
  readonly joinExternally: (groupInfo: Uint8Array, resync: boolean) => Promise<Uint8Array>
  /** With the tree and the external key. */
  readonly groupInfo: () => Promise<Uint8Array>
  /** Commits these by value, and by reference all proposals that it holds. Without any of them: a path and nothing else. */
  readonly commit: (...wanted: ReadonlyArray<Wanted>) => Promise<Committed>
  readonly propose: (wanted: Wanted) => Promise<Uint8Array>
  /** Takes in another's proposal or commit. */
  readonly take: (message: Uint8Array) => Promise<"member" | "removed">
  readonly send: (data: Uint8Array, authenticatedData: Uint8Array) => Promise<Uint8Array>
  readonly open: (message: Uint8Array) => Promise<Uint8Array>
  readonly storePsk: (id: Uint8Array, secret: Uint8Array) => void
  /** `epoch_authenticator`. */
  readonly authenticator: () => Promise<Uint8Array>
  readonly epoch: () => bigint
  readonly exporter: (label: string, context: Uint8Array, length: number) => Promise<Uint8Array>
}

/** What all actors of a group have in common. */
export interface Manner {
  readonly suite: number
  /** How proposals and commits travel. */
  readonly handshake: "public" | "private"
}

/** Makes actors of one stack. */
export type Cast = (name: string) => Promise<Actor>

/** An MLS stack that lives in this process. */
export interface Peer {
  /** Name and version. */
  readonly name: string
  /** Suites that it plays here. */
  readonly suites: ReadonlyArray<number>
  /** How it is used otherwise than it comes, and why. */
  readonly remarks: ReadonlyArray<string>
  readonly cast: (manner: Manner) => Promise<Cast>
}

/** The stack's interface has no such operation. */
export class NotOffered extends Error {
  override readonly name = "NotOffered"
}
