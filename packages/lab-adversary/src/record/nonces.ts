import { type Aead, equalBytes } from "@copath/contracts"
import type { ValueId } from "../graph/graph.ts"
import { nameOf } from "./publicKeys.ts"
import type { Recorder } from "./recorder.ts"

/** What was sealed under one key and one nonce. */
interface Sealed {
  readonly ciphertext: Uint8Array
  /** The plaintext's value, and its bytes. */
  readonly inside: ValueId
  readonly bytes: Uint8Array
}

/**
 * Sees when one key and nonce serve for two plaintexts: whoever has one of them has the other, and anybody can make the key's tags (for GCM: Joux, 2006; for Poly1305: two
 * tags under one key are two equations), unless the AEAD was made to bear it.
 */
export class Nonces {
  private readonly sealed = new Map<string, Sealed>()
  private readonly recorder: Recorder
  private readonly aead: Aead

  constructor(recorder: Recorder, aead: Aead) {
    this.recorder = recorder
    this.aead = aead
  }

  /** Something was sealed; `key`: -1 for one that everybody knows. */
  note(key: ValueId, nonce: Uint8Array, ciphertext: Uint8Array, inside: ValueId, bytes: Uint8Array): void {
    if (key === -1) return
    const name = `${key}/${nameOf(nonce)}`
    const before = this.sealed.get(name)
    if (before === undefined) {
      this.sealed.set(name, { ciphertext: ciphertext.slice(), inside, bytes: bytes.slice() })
      return
    }
    if (before.inside !== inside && !equalBytes(before.bytes, bytes))
      this.twice(key, before, { ciphertext: ciphertext.slice(), inside, bytes })
  }

  private twice(key: ValueId, a: Sealed, b: Sealed): void {
    const { aead, recorder } = this
    const what = "one key and nonce for two plaintexts"
    recorder.find_("nonceReuse", aead.misuseResistant ? `${what}: shows only that they differ` : what, key)
    if (aead.misuseResistant) return
    recorder.brokenKeys.add(key)
    const { tagSize } = aead
    recorder.edge("nonceReuse", [a.inside], b.inside, { op: "nonceReuse", ciphertexts: [a.ciphertext, b.ciphertext], tagSize })
    recorder.edge("nonceReuse", [b.inside], a.inside, { op: "nonceReuse", ciphertexts: [b.ciphertext, a.ciphertext], tagSize })
  }
}
