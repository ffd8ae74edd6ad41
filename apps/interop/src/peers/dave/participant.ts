/** What a participant of a call makes of proposals: a commit of its own, which the gateway may choose, and a bare Welcome for those whom it adds. */
export interface Candidate {
  readonly commit: Uint8Array
  readonly welcome: Uint8Array | undefined
}

/** Somebody in a call by the DAVE protocol. The stack does not matter. */
export interface Participant {
  /** In its credential, as 8 bytes. */
  readonly userId: bigint
  /** Bare, without an MLSMessage around it. */
  readonly keyPackage: Uint8Array
  /** Begins the call's group. */
  readonly found: () => Promise<void>
  /** By a bare Welcome. */
  readonly join: (welcome: Uint8Array) => Promise<void>
  /** Proposals of the gateway, as MLSMessages. */
  readonly consider: (proposals: ReadonlyArray<Uint8Array>) => Promise<Candidate>
  /** The commit that the gateway chose: anybody's. */
  readonly take: (commit: Uint8Array) => Promise<void>
  readonly epoch: () => bigint
  readonly authenticator: () => Uint8Array
  /** An encrypted media frame. */
  readonly speak: (sound: Uint8Array) => Promise<Uint8Array>
  /** The sound in a frame of the participant with this user id. */
  readonly hear: (speaker: bigint, frame: Uint8Array) => Promise<Uint8Array>
}

/** What the participants of a call know of it beforehand. */
export interface CallTerms {
  /** The group's id, as 8 bytes. */
  readonly channelId: bigint
  /** The gateway, as it stands in `external_senders`: an encoded ExternalSender. */
  readonly gateway: Uint8Array
}

/** A 64-bit number, most significant byte first. */
export const bytesOf = (id: bigint): Uint8Array => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(id)
  return bytes
}
