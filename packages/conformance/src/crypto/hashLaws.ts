import { deriveSecret, deriveTreeSecret, expandWithLabel, noBytes, refHash, Secret, type Suite } from "@copath/contracts"
import { expect } from "vitest"
import type { CryptoLaw } from "./law.ts"
import { flipBit, sampleBytes, sampleSecret, toHex } from "./sample.ts"

const expose = (secret: Secret): string => toHex(secret.expose())

/** No two of these are equal. */
const allDiffer = (values: ReadonlyArray<string>): void => {
  expect(new Set(values).size).toBe(values.length)
}

/** What a suite's `hash`, `kdf` and `mac` owe, and the labels over them. */
export const hashLaws = (suite: Suite): ReadonlyArray<CryptoLaw> => {
  const { hash, kdf, mac } = suite
  const key = sampleSecret(1, kdf.size)
  const lengths = [0, 1, 63, 64, 65, 127, 128, 129, 1000, 5000]
  return [
    {
      title: "a digest has the stated size, depends on every byte of its input and on nothing else",
      check: () => {
        for (const length of lengths) {
          const data = sampleBytes(2, length)
          const digest = toHex(hash.digest(data))
          expect(digest).toHaveLength(2 * hash.size)
          expect(toHex(hash.digest(data.slice()))).toBe(digest)
          for (let i = 0; i < length; i += 1 + (length >> 4)) expect(toHex(hash.digest(flipBit(data, 8 * i)))).not.toBe(digest)
        }
      }
    },
    {
      title: "two results never share memory",
      check: () => {
        const first = hash.digest(noBytes)
        const before = toHex(first)
        hash.digest(key.expose())
        expect(toHex(first)).toBe(before)
        const secret = kdf.expand(key, noBytes, 16)
        const bytes = expose(secret)
        kdf.expand(key, noBytes, 16).wipe()
        expect(expose(secret)).toBe(bytes)
        expect(first.slice(0, 1).buffer).not.toBe(first.buffer)
      }
    },
    {
      title: "the KDF extracts its stated size from salts and inputs of any length, the empty ones included",
      check: () => {
        const outputs = [0, 1, 32, 64, 128, 129, 200].flatMap((length) => [
          kdf.extract(sampleSecret(3, length), key),
          kdf.extract(key, sampleSecret(4, length))
        ])
        for (const output of outputs) expect(output.length).toBe(kdf.size)
        allDiffer(outputs.map(expose))
      }
    },
    {
      title:
        "the KDF expands to any length up to 255 hashes, longer outputs continuing shorter ones, and not further, nor from a key shorter than a hash",
      check: () => {
        const longest = expose(kdf.expand(key, sampleBytes(5, 10), 255 * hash.size))
        for (const length of [0, 1, 12, 16, hash.size - 1, hash.size, hash.size + 1, 3 * hash.size, 255 * hash.size]) {
          expect(expose(kdf.expand(key, sampleBytes(5, 10), length))).toBe(longest.slice(0, 2 * length))
        }
        expect(() => kdf.expand(key, noBytes, 255 * hash.size + 1)).toThrow(Error)
        expect(() => kdf.expand(sampleSecret(1, hash.size - 1), noBytes, 1)).toThrow(Error)
      }
    },
    {
      title: "what the KDF expands depends on key and info",
      check: () => {
        const infos = [noBytes, sampleBytes(6, 1), sampleBytes(6, 2), sampleBytes(6, 3000), flipBit(sampleBytes(6, 3000), 23_999)]
        const otherKey = new Secret(flipBit(key.expose(), 0))
        allDiffer([...infos.map((info) => kdf.expand(key, info, kdf.size)), kdf.expand(otherKey, noBytes, kdf.size)].map(expose))
      }
    },
    {
      title: "a label, a context, a generation or a length of one's own separates a derived secret from all others (V032)",
      check: () =>
        allDiffer(
          [
            deriveSecret(suite, key, "a"),
            deriveSecret(suite, key, "b"),
            deriveSecret(suite, key, "ab"),
            expandWithLabel(suite, key, "a", Uint8Array.of(0), kdf.size),
            expandWithLabel(suite, key, "a", Uint8Array.of(0), kdf.size - 1),
            expandWithLabel(suite, key, "", Uint8Array.of(0x61), kdf.size),
            deriveTreeSecret(suite, key, "a", 0, kdf.size),
            deriveTreeSecret(suite, key, "a", 0x8000_0000, kdf.size),
            deriveTreeSecret(suite, key, "a", 0xffff_ffff, kdf.size)
          ].map(expose)
        )
    },
    {
      title: "a reference hash is bound to its label (V036)",
      check: () => allDiffer(["KeyPackage", "Proposal", ""].map((label) => toHex(refHash(suite, label, noBytes))))
    },
    {
      title: "a tag has the stated size and depends on key and data of any length",
      check: () => {
        for (const length of lengths) {
          const data = sampleBytes(7, length)
          const tag = toHex(mac.tag(key, data))
          expect(tag).toHaveLength(2 * mac.size)
          expect(toHex(mac.tag(sampleSecret(1, kdf.size), data))).toBe(tag)
          expect(toHex(mac.tag(new Secret(flipBit(key.expose(), 7)), data))).not.toBe(tag)
          if (length > 0) expect(toHex(mac.tag(key, flipBit(data, 8 * length - 1)))).not.toBe(tag)
        }
      }
    },
    {
      title: "a wiped secret gives what zero bytes give: no provider keeps it elsewhere",
      check: () => {
        const secret = sampleSecret(8, kdf.size)
        mac.tag(secret, noBytes)
        kdf.expand(secret, noBytes, 16)
        secret.wipe()
        expect(toHex(mac.tag(secret, noBytes))).toBe(toHex(mac.tag(new Secret(new Uint8Array(kdf.size)), noBytes)))
      }
    }
  ]
}
