import { type Curve, weierstrass, type WeierstrassName } from "./curves.ts"
import { toInteger } from "./octets.ts"

/**
 * Whether bytes are an uncompressed point (SEC 1, 2.3.3) of a NIST curve. OpenSSL checks it too when it imports a key, but an import costs ten times
 * as much, and whoever joins a group asks this of every member's two keys.
 */
export const isUncompressedPoint = (
  name: WeierstrassName,
  { publicKeySize, secretKeySize: size }: Curve,
  encoding: Uint8Array
): boolean => {
  if (encoding.length !== publicKeySize || encoding[0] !== 4) return false
  const { b, field } = weierstrass[name]
  const x = toInteger(encoding.subarray(1, 1 + size))
  const y = toInteger(encoding.subarray(1 + size))
  return x < field && y < field && (y * y - (x * x - 3n) * x - b) % field === 0n
}
