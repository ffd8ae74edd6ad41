import { Secret, type Suite } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import { Buffer, type NodeBytes } from "./nodeBuffer.ts"
import { NotInAPage } from "./notInAPage.ts"

/*
 * As much of `node:crypto` as the tests use: hashes and what is made of them, by the library that a browser has.
 */

const suites: Readonly<Record<string, number>> = { sha256: 1, sha384: 7, sha512: 5 }

const suiteOf = (algorithm: string): Suite => {
  const id = suites[algorithm]
  if (id === undefined) throw new NotInAPage(algorithm)
  return nobleSuite(id)
}

interface Accumulator {
  readonly update: (data: Uint8Array | string) => Accumulator
  readonly digest: (encoding?: "hex") => NodeBytes | string
}

const accumulator = (finish: (data: Uint8Array) => Uint8Array): Accumulator => {
  const parts: Array<Uint8Array> = []
  const self: Accumulator = {
    update: (data) => {
      parts.push(typeof data === "string" ? Buffer.from(data) : data)
      return self
    },
    digest: (encoding) => {
      const result = Buffer.from(finish(Uint8Array.from(Buffer.concat(parts))))
      return encoding === undefined ? result : result.toString(encoding)
    }
  }
  return self
}

export const createHash = (algorithm: string): Accumulator => accumulator(suiteOf(algorithm).hash.digest)

export const createHmac = (algorithm: string, key: Uint8Array): Accumulator =>
  accumulator((data) => suiteOf(algorithm).mac.tag(new Secret(key), data))

export const hkdfSync = (algorithm: string, ikm: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Uint8Array => {
  const { kdf } = suiteOf(algorithm)
  return kdf.expand(kdf.extract(new Secret(salt), new Secret(ikm)), info, length).expose()
}
