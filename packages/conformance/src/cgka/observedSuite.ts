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
  /** Operations since `act`, and the bytes that they were given, as text: equal texts are equal work. */
  readonly work: () => string
  /** Public keys (by {@link keyId}) whose private keys this person has ever had in hand. */
  readonly everHeld: (person: number) => ReadonlySet<string>
  /** The private key to a public one, whoever made it; a copy. */
  readonly secretKeyOf: (publicKey: Uint8Array) => Uint8Array | undefined
}

export const observedSuite = (inner: Suite, seed: number): ObservedSuite => {
  let actor = -1
  let counts = new Map<string, { readonly times: number; readonly bytes: number }>()
  const held = new Map<number, Set<string>>()
  const secretKeys = new Map<string, Uint8Array>()
  const count = <A extends ReadonlyArray<unknown>, B>(name: string, operation: (...args: A) => B): ((...args: A) => B) => {
    return (...args) => {
      const { bytes, times } = counts.get(name) ?? { times: 0, bytes: 0 }
      counts.set(name, { times: times + 1, bytes: bytes + args.reduce<number>((sum, one) => sum + bytesIn(one), 0) })
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
    mac: { ...inner.mac, tag: count("tag", inner.mac.tag) },
    aead: { ...inner.aead, seal: count("aead.seal", inner.aead.seal), open: count("aead.open", inner.aead.open) },
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
      sendExport: count("sendExport", inner.hpke.sendExport),
      receiveExport: count("receiveExport", inner.hpke.receiveExport),
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
    work: () =>
      [...counts]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, { bytes, times }]) => `${times} ${name} (${bytes} B)`)
        .join(", ") || "nothing",
    everHeld: heldBy,
    secretKeyOf: (publicKey) => secretKeys.get(keyId(publicKey))
  }
}

/** Of an argument: bytes, a secret, or what HPKE sealed. Key pairs have one length. */
const bytesIn = (argument: unknown): number => {
  if (argument instanceof Uint8Array || argument instanceof Secret) return argument.length
  if (typeof argument !== "object" || argument === null || !("ciphertext" in argument) || !("kemOutput" in argument)) return 0
  return bytesIn(argument.ciphertext) + bytesIn(argument.kemOutput)
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
