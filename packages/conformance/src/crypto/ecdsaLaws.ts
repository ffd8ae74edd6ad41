import type { SignatureAlgorithm } from "@copath/contracts"
import { expect } from "vitest"
import type { CryptoLaw } from "./law.ts"
import { fromHex, sampleBytes, sampleSecret, toHex } from "./sample.ts"

/** Orders of the NIST curves (SP 800-186, 3.2.1). */
const orders: Readonly<Record<string, bigint>> = {
  p256: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  p384: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  p521: 0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n
}

type Bytes = ReadonlyArray<number>

const length = (n: number): Bytes => (n < 0x80 ? [n] : [0x81, n])
const element = (tag: number, content: Bytes): Bytes => [tag, ...length(content.length), ...content]
const sequence = (...parts: ReadonlyArray<Bytes>): Uint8Array => Uint8Array.from(element(0x30, parts.flat()))

/** Content of an INTEGER, as short as DER demands. */
const content = (n: bigint): Bytes => {
  const digits = n.toString(16)
  const bytes = Array.from(fromHex(digits.length % 2 === 0 ? digits : `0${digits}`))
  return (bytes[0] as number) >= 0x80 ? [0, ...bytes] : bytes
}
const integer = (n: bigint): Bytes => element(0x02, content(n))

/** The two integers of a DER signature of ours. */
const parse = (der: Uint8Array): readonly [r: bigint, s: bigint] => {
  const start = der[1] === 0x81 ? 3 : 2
  const rLength = der[start + 1] as number
  const r = der.subarray(start + 2, start + 2 + rLength)
  const s = der.subarray(start + 4 + rLength)
  return [BigInt(`0x${toHex(r)}`), BigInt(`0x${toHex(s)}`)]
}

/** What ECDSA over a NIST curve owes beyond {@link signatureAlgorithmLaws}. */
export const ecdsaLaws = (signature: SignatureAlgorithm): ReadonlyArray<CryptoLaw> => {
  const n = orders[signature.id]
  if (n === undefined) return []
  const pair = signature.derive(sampleSecret(91, signature.seedSize))
  const message = sampleBytes(92, 60)
  const accepts = (signed: Uint8Array): boolean => signature.verify(pair.publicKey, message, signed)
  const sign = () => parse(signature.sign(pair, message))
  return [
    {
      title: "both valid values of S are accepted, the low and the high (V030)",
      check: () => {
        const [r, s] = sign()
        expect(accepts(sequence(integer(r), integer(s)))).toBe(true)
        expect(accepts(sequence(integer(r), integer(n - s)))).toBe(true)
      }
    },
    {
      title: "R and S outside [1, n-1] are rejected (V030)",
      check: () => {
        const [r, s] = sign()
        const outside: ReadonlyArray<readonly [bigint, bigint]> = [
          [0n, s],
          [r, 0n],
          [0n, 0n],
          [n, s],
          [r, n],
          [r + n, s],
          [r, s + n],
          [r, 2n * n - s],
          [1n, 1n],
          [n - 1n, n - 1n]
        ]
        for (const [badR, badS] of outside) expect(accepts(sequence(integer(badR), integer(badS))), `${badR} ${badS}`).toBe(false)
      }
    },
    {
      title: "R and S exchanged, or written without the encoding, are rejected (V030)",
      check: () => {
        const [r, s] = sign()
        expect(accepts(sequence(integer(s), integer(r)))).toBe(false)
        const plain = (k: bigint): Uint8Array => fromHex(k.toString(16).padStart(signature.publicKeySize - 1, "0"))
        expect(accepts(new Uint8Array([...plain(r), ...plain(s)]))).toBe(false)
      }
    },
    {
      title: "any encoding but the canonical DER one is rejected (V030)",
      check: () => {
        const [r, s] = sign()
        const [R, S] = [integer(r), integer(s)]
        const body = [...R, ...S]
        const variants: Readonly<Record<string, Bytes>> = {
          "a longer form of the length": [0x30, 0x82, 0, body.length, ...body],
          "a length of indefinite form": [0x30, 0x80, ...body, 0, 0],
          "a length one too large": [0x30, ...length(body.length + 1), ...body],
          "a length one too small": [0x30, ...length(body.length - 1), ...body],
          "a trailing byte": [...sequence(R, S), 0],
          "a trailing byte inside": element(0x30, [...body, 0]),
          "a third integer": element(0x30, [...body, ...integer(1n)]),
          "one integer": element(0x30, R),
          "no integer": [0x30, 0],
          "a leading zero in R": element(0x30, [...element(0x02, [0, ...content(r)]), ...S]),
          "a leading zero in S": element(0x30, [...R, ...element(0x02, [0, ...content(s)])]),
          "an empty R": element(0x30, [0x02, 0, ...S]),
          "a negative S": element(0x30, [...R, ...element(0x02, [0x80 | (content(s).at(-1) as number)])]),
          "an integer with a longer form of the length": element(0x30, [0x02, 0x81, content(r).length, ...content(r), ...S]),
          "another tag outside": element(0x31, body),
          "another tag inside": element(0x30, [...element(0x03, content(r)), ...S])
        }
        for (const [what, bytes] of Object.entries(variants)) expect(accepts(Uint8Array.from(bytes)), what).toBe(false)
      }
    },
    {
      title: "a compressed, hybrid or off-curve key verifies nothing and is no key (V027)",
      check: () => {
        const signed = signature.sign(pair, message)
        const { publicKey } = pair
        const coordinate = (signature.publicKeySize - 1) / 2
        const odd = (publicKey.at(-1) as number) & 1
        const prefixed = (prefix: number, end = publicKey.length): Uint8Array => new Uint8Array([prefix, ...publicKey.subarray(1, end)])
        const offCurve = publicKey.slice()
        offCurve[offCurve.length - 1] = (offCurve.at(-1) as number) ^ 2
        for (const key of [
          prefixed(2 + odd, 1 + coordinate),
          prefixed(6 + odd),
          prefixed(2 + odd),
          prefixed(0),
          Uint8Array.of(0),
          offCurve
        ]) {
          expect(signature.validPublicKey(key), toHex(key)).toBe(false)
          expect(signature.verify(key, message, signed), toHex(key)).toBe(false)
        }
      }
    }
  ]
}
