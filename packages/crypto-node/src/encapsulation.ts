import { type Encapsulated, Secret } from "@copath/contracts"
import * as crypto from "node:crypto"
import type { DhGroup } from "./dhGroup.ts"
import type { Decapsulate, Derive } from "./dhKem.ts"
import { importPublic } from "./keys.ts"
import { plain } from "./octets.ts"

/** `undefined` before Node 24.7. */
const native: typeof crypto.encapsulate | undefined = crypto.encapsulate

/** Where OpenSSL's DHKEM saves work; on the larger curves the two multiplications outweigh all else. */
const worthwhile: ReadonlySet<string> = new Set(["X25519", "P-256"])

const encapsulateNatively = (group: DhGroup, to: Uint8Array): Encapsulated | undefined => {
  const publicKey = importPublic(group.curve, to)
  if (native === undefined || publicKey === undefined) return undefined
  try {
    const { ciphertext, sharedKey } = native(publicKey)
    return { enc: plain(ciphertext), sharedSecret: plain(sharedKey) }
  } catch {
    // A point of low order.
    return undefined
  }
}

/**
 * OpenSSL's own `Encap`, a third cheaper than ours because the ephemeral key never leaves it; `undefined` where this Node has none. Documentation
 * does not say that it is RFC 9180's, so it must once agree with `decapsulate`.
 */
export const nativeEncapsulation = (
  group: DhGroup,
  derive: Derive,
  decapsulate: Decapsulate
): ((to: Uint8Array) => Encapsulated | undefined) | undefined => {
  if (native === undefined || !worthwhile.has(group.curve.crv)) return undefined
  const probe = derive(new Secret(new Uint8Array(group.curve.secretKeySize)))
  const sent = encapsulateNatively(group, probe.publicKey)
  const received = sent === undefined ? undefined : decapsulate(probe, sent.enc)
  const agrees = sent !== undefined && received !== undefined && Buffer.compare(sent.sharedSecret, received) === 0
  return agrees ? (to) => encapsulateNatively(group, to) : undefined
}
