/** A library under measurement, behind the few operations that are compared. Bytes go in and out as they would on a network. */
export interface Peer {
  /** Name and version. */
  readonly name: string
  /** Who computes the primitives. */
  readonly crypto: string
  /** A fresh identity with a key package. */
  readonly newcomer: (name: string) => Promise<Newcomer>
}

/** Somebody with a key package, who may create a group or join one. Both may be done again and again. */
export interface Newcomer {
  /** The key package as an MLSMessage. */
  readonly keyPackage: Uint8Array
  readonly create: (groupId: Uint8Array) => Promise<Member>
  /** From a Welcome that carries the ratchet tree. */
  readonly join: (welcome: Uint8Array) => Promise<Member>
}

/** One member in one epoch: a value. An operation gives the member as it is afterwards, and this one can do it again. */
export interface Member {
  /** One commit that adds the owners of these key packages, without a path. */
  readonly add: (keyPackages: ReadonlyArray<Uint8Array>) => Promise<Committed & { readonly welcome: Uint8Array }>
  /** An empty commit with a path. */
  readonly commit: () => Promise<Committed>
  /** Takes in another member's commit. */
  readonly process: (commit: Uint8Array) => Promise<Member>
  readonly send: (data: Uint8Array) => Promise<{ readonly after: Member; readonly message: Uint8Array }>
  readonly receive: (message: Uint8Array) => Promise<{ readonly after: Member; readonly data: Uint8Array }>
  /** The whole state as bytes. */
  readonly persist: () => Promise<Uint8Array>
}

/** A commit, and its committer once the delivery service has taken it. */
export interface Committed {
  readonly after: Member
  readonly message: Uint8Array
}
