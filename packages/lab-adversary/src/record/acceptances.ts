import type { Crypt, SignatureCheck } from "@copath/contracts"
import * as Effect from "effect/Effect"
import type { ValueId } from "../graph/graph.ts"
import type { Hit } from "./contentIndex.ts"

/** What vouched for one message when it was first taken in. */
export interface Acceptance {
  readonly authenticators: ReadonlyArray<ValueId>
  /** Secret keys of signatures that cover the text itself. */
  readonly signers: ReadonlyArray<ValueId>
}

/** What a signature covers is told by the values inside of what was signed. */
type Verified = (publicKey: Uint8Array, message: Uint8Array, holds: boolean) => boolean
type VerifyAll = (checks: ReadonlyArray<SignatureCheck>) => Crypt<ReadonlyArray<boolean>>

/**
 * While an honest member opens a message, whatever vouches for it is written down: keys of tags, of AEADs, secret keys of signatures. Whoever knows them all could
 * have written the message; nothing need be known of the protocol for that.
 */
export class Acceptances {
  private readonly byMessage = new Map<string, Acceptance>()
  private opening: { readonly name: string; readonly authenticators: Set<ValueId>; readonly signers: Set<ValueId> } | undefined
  private readonly carriesText: (value: ValueId) => boolean

  constructor(carriesText: (value: ValueId) => boolean) {
    this.carriesText = carriesText
  }

  opens(message: Uint8Array): void {
    const name = nameOf(message)
    // Whoever opens it after the first is not listened to.
    this.opening = this.byMessage.has(name) ? undefined : { name, authenticators: new Set(), signers: new Set() }
  }

  /** Whether it matters what vouches now. */
  get listening(): boolean {
    return this.opening !== undefined
  }

  opened(accepted: boolean): void {
    const { opening } = this
    this.opening = undefined
    if (opening === undefined || !accepted) return
    this.byMessage.set(opening.name, { authenticators: [...opening.authenticators], signers: [...opening.signers] })
  }

  /** A key of a tag or an AEAD; -1: no secret. */
  keyed(value: ValueId): void {
    if (value !== -1) this.opening?.authenticators.add(value)
  }

  /** A signature that holds. One that does not cover the text, or what it was sealed in, can be put beside another text. */
  signed(secretKey: ValueId, inside: ReadonlyArray<Hit>): void {
    const { opening } = this
    if (opening === undefined || !inside.some(({ value }) => this.carriesText(value))) return
    opening.authenticators.add(secretKey)
    opening.signers.add(secretKey)
  }

  all(verifyAll: VerifyAll, verified: Verified): VerifyAll {
    return (checks) =>
      Effect.map(verifyAll(checks), (verdicts) => {
        for (const [i, { message, publicKey }] of checks.entries()) verified(publicKey, message, verdicts[i] === true)
        return verdicts
      })
  }

  of(message: Uint8Array): Acceptance | undefined {
    return this.byMessage.get(nameOf(message))
  }
}

/** Messages end in a ciphertext or a tag: their last bytes tell them apart. */
const nameOf = (message: Uint8Array): string => String.fromCharCode(...message.subarray(-48))
