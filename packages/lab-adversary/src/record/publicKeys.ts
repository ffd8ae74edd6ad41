import type { KeyPair } from "@copath/contracts"
import type { ValueId } from "../graph/graph.ts"
import type { Recorder } from "./recorder.ts"

/** Which secret key belongs to a public one, by its bytes. */
export class PublicKeys {
  private readonly secrets = new Map<string, ValueId>()
  private readonly recorder: Recorder
  constructor(recorder: Recorder) {
    this.recorder = recorder
  }

  register(pair: KeyPair, secretKey: ValueId): void {
    if (secretKey !== -1) this.secrets.set(nameOf(pair.publicKey), secretKey)
  }

  /** The secret half of a public key; if nobody was seen to have it, a value that nothing gives. */
  secretOf(publicKey: Uint8Array): ValueId {
    const known = this.known(publicKey)
    if (known !== undefined) return known
    const unknown = this.recorder.unnamed("secretKey", 0, "a secret key that nobody was seen to have")
    this.secrets.set(nameOf(publicKey), unknown)
    return unknown
  }

  /** The same, if there has been any talk of it. */
  known(publicKey: Uint8Array): ValueId | undefined {
    return this.secrets.get(nameOf(publicKey))
  }
}

/** Bytes as a key of a map; of long ones the beginning does. */
export const nameOf = (bytes: Uint8Array): string => String.fromCharCode(...(bytes.length > 96 ? bytes.subarray(0, 96) : bytes))
