import * as Context from "effect/Context"
import type * as Option from "effect/Option"
import type { CgkaRejected } from "./cgka.ts"
import type { Crypt } from "./cipherSuite.ts"
import type { Secret } from "./secret.ts"

/**
 * Six secrets that every schedule fills, and some that it may leave out: a proposal that needs an absent one is invalid (RFC 9420, table 4).
 * `applicationExport`: the root of a forward-secure exporter (draft-ietf-mls-extensions-09, 4.4), only where one asks for it.
 */
export type EpochSecrets = Readonly<Record<"init" | "encryption" | "senderData" | "confirmation" | "membership" | "exporter", Secret>> &
  Readonly<Partial<Record<"authenticator" | "external" | "resumption" | "applicationExport", Secret>>>

/** One pre-shared key in commit order: its encoded `PreSharedKeyID` and its value. */
export interface Psk {
  /** The encoded `PreSharedKeyID`, nonce included. */
  readonly id: Uint8Array
  /** Of any length. */
  readonly secret: Secret
}

/** How one epoch's secrets become the next one's (RFC 9420, section 8). */
export class KeySchedule extends Context.Service<
  KeySchedule,
  {
    /** The option id, such as `rfc9420`. */
    readonly id: string
    /**
     * Whether an epoch's secrets need the init secret of the epoch before. Where they do not, the commit secret alone must keep an epoch secret: `init` is
     * a constant, and a commit without a path, whose commit secret is zeros, would leave the new epoch open to all who know its context.
     */
    readonly chained: boolean
    /** Combines pre-shared keys (8.4); none give the schedule's constant (RFC: Nh zero bytes). */
    readonly psk: (list: ReadonlyArray<Psk>) => Secret
    /**
     * `groupContext`: the encoded `GroupContext` of the new epoch (8.1). `handoff`: what a joiner of the new epoch gets instead of init and commit. RFC: the
     * joiner secret. `applicationExport`: derive that too.
     */
    readonly next: (input: {
      readonly init: Secret
      readonly commit: Secret
      readonly psk: Secret
      readonly groupContext: Uint8Array
      readonly applicationExport?: boolean
    }) => Crypt<{ readonly handoff: Secret; readonly epoch: EpochSecrets }>
    /** `handoff` came from a peer, in a Welcome: of any length. */
    readonly join: (input: {
      readonly handoff: Secret
      readonly psk: Secret
      readonly groupContext: Uint8Array
      readonly applicationExport?: boolean
    }) => Crypt<EpochSecrets>
    /** The secret under which a Welcome's GroupInfo is sealed: known before any group context is. */
    readonly welcome: (handoff: Secret, psk: Secret) => Secret
    /** `MLS-Exporter` (8.5): `length` bytes. */
    readonly export: (epoch: Pick<EpochSecrets, "exporter">, label: string, context: Uint8Array, length: number) => Secret
    /** External initialisation (8.3): the schedule owns the key pair, the suite the KEM. None: nobody joins by itself. */
    readonly external: Option.Option<{
      readonly publicKey: (epoch: Pick<EpochSecrets, "external">) => Uint8Array
      readonly enter: (publicKey: Uint8Array) => Crypt<{ readonly init: Secret; readonly kemOutput: Uint8Array }, CgkaRejected>
      readonly admit: (epoch: Pick<EpochSecrets, "external">, kemOutput: Uint8Array) => Crypt<Secret, CgkaRejected>
    }>
  }
>()("@copath/contracts/KeySchedule") {}
