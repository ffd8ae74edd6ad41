import { type KeyPair, type Random, Secret, type Suite } from "@copath/contracts"

/** Bytes as a map key. */
export const keyId = (bytes: Uint8Array): string => String.fromCharCode(...bytes)

/**
 * A suite that writes down, per acting person, which key pairs it was given and how much was computed, and randomness fixed by a seed.
 * The variant under test sees an ordinary suite.
 */
export interface ObservedSuite {
  readonly suite: Suite
  readonly random: Random
  /** From now on this person computes; its counts start at zero. */
  readonly act: (person: number) => void
  /** Operations since `act`, as text: equal texts are equal work. */
  readonly work: () => string
  /** Public keys (by {@link keyId}) whose private keys this person has ever had in hand. */
  readonly everHeld: (person: number) => ReadonlySet<string>
  /** The private key to a public one, whoever made it; a copy. */
  readonly secretKeyOf: (publicKey: Uint8Array) => Uint8Array | undefined
}

export const observedSuite = (inner: Suite, seed: number): ObservedSuite => {
  let actor = -1
  let counts = new Map<string, number>()
  const held = new Map<number, Set<string>>()
  const secretKeys = new Map<string, Uint8Array>()
  const count = <A extends ReadonlyArray<unknown>, B>(name: string, operation: (...args: A) => B): ((...args: A) => B) => {
    return (...args) => {
      counts.set(name, (counts.get(name) ?? 0) + 1)
      return operation(...args)
    }
  }
  const heldBy = (person: number): Set<string> => {
    const found = held.get(person) ?? new Set<string>()
    held.set(person, found)
    return found
  }
  const noted = (pair: KeyPair): KeyPair => {
    const id = keyId(pair.publicKey)
    heldBy(actor).add(id)
    secretKeys.set(id, pair.secretKey.expose().slice())
    return pair
  }
  const { auth } = inner.hpke
  const suite: Suite = {
    ...inner,
    hash: { ...inner.hash, digest: count("digest", inner.hash.digest) },
    kdf: { ...inner.kdf, extract: count("extract", inner.kdf.extract), expand: count("expand", inner.kdf.expand) },
    kem: {
      ...inner.kem,
      derive: count("derive", (ikm) => noted(inner.kem.derive(ikm))),
      keyPair: count("keyPair", (secretKey) => noted(inner.kem.keyPair(secretKey)))
    },
    dh: { agree: count("agree", inner.dh.agree) },
    hpke: {
      ...inner.hpke,
      seal: count("seal", inner.hpke.seal),
      open: count("open", inner.hpke.open),
      ...(auth === undefined ? {} : { auth: { seal: count("auth.seal", auth.seal), open: count("auth.open", auth.open) } })
    }
  }
  return {
    suite,
    random: seededBy(inner, seed),
    act: (person) => {
      actor = person
      counts = new Map()
    },
    work: () => JSON.stringify([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    everHeld: heldBy,
    secretKeyOf: (publicKey) => secretKeys.get(keyId(publicKey))
  }
}

/** A stream of bytes from the suite's own hash: enough for tests, and no other package is needed. */
const seededBy = (suite: Suite, seed: number): Random => {
  let block = 0
  return (length) => {
    const bytes = new Uint8Array(length)
    for (let at = 0; at < length; at += suite.hash.size) {
      const input = new Uint8Array(16)
      new DataView(input.buffer).setUint32(0, seed)
      new DataView(input.buffer).setUint32(8, block++)
      bytes.set(suite.hash.digest(input).subarray(0, length - at), at)
    }
    return new Secret(bytes)
  }
}
