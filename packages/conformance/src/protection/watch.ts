import { Secret, type Suite } from "@copath/contracts"
import { hexOf } from "../schedule/crypto.ts"

/** What a suite was seen doing, in hex: which secret came from which, and which keys have sealed or opened a message. */
export interface Sightings {
  /** The suite with its KDF, MAC and AEAD under observation. */
  readonly watch: (suite: Suite) => Suite
  /** Every secret that went into or came out of a derivation. */
  readonly seen: () => ReadonlyArray<string>
  /** Keys that sealed, one entry for each time. */
  readonly sealed: ReadonlyArray<string>
  /** Pairs of key and nonce that sealed two different texts, or one text bound to two headers. Sealing the same anew is no such reuse. */
  readonly reused: () => ReadonlyArray<string>
  /** Keys that have sealed or opened a message. */
  readonly used: () => ReadonlySet<string>
  /** What RFC 9420, 9.2, calls consumed: keys that have done their work, their nonces, and all that both came from. Only below `root`, if there is one. */
  readonly consumed: (root: string | undefined) => ReadonlySet<string>
}

/** An observer that has seen nothing yet. */
export const sightings = (): Sightings => {
  const parents = new Map<string, string>()
  const children = new Map<string, Set<string>>()
  const used = new Set<string>()
  const sealed: Array<string> = []
  const texts = new Map<string, string>()
  const reused = new Set<string>()
  let nonceSize = 0
  const derived = (from: Secret, to: Secret): Secret => {
    const [parent, child] = [hexOf(from.expose()), hexOf(to.expose())]
    parents.set(child, parent)
    children.set(parent, (children.get(parent) ?? new Set()).add(child))
    return to
  }
  const ancestors = (key: string): ReadonlyArray<string> => {
    const line: Array<string> = []
    for (let at = parents.get(key); at !== undefined && !line.includes(at); at = parents.get(at)) line.push(at)
    return line
  }
  return {
    sealed,
    reused: () => [...reused],
    seen: () => [...new Set([...parents.keys(), ...parents.values()])],
    used: () => used,
    consumed: (root) => {
      const gone = new Set<string>()
      for (const key of used) {
        const line = ancestors(key)
        if (root !== undefined && !line.includes(root)) continue
        for (const one of [key, ...line]) gone.add(one)
        for (const beside of children.get(line[0] as string) ?? []) if (beside.length === 2 * nonceSize) gone.add(beside)
      }
      return gone
    },
    watch: (suite) => {
      nonceSize = suite.aead.nonceSize
      return {
        ...suite,
        kdf: {
          ...suite.kdf,
          extract: (salt, ikm) => derived(ikm, suite.kdf.extract(salt, ikm)),
          expand: (prk, info, length) => derived(prk, suite.kdf.expand(prk, info, length))
        },
        mac: {
          ...suite.mac,
          tag: (key, data) => {
            const tag = suite.mac.tag(key, data)
            derived(key, new Secret(tag.slice()))
            return tag
          }
        },
        aead: {
          ...suite.aead,
          seal: (key, nonce, aad, plain) => {
            used.add(hexOf(key.expose()))
            sealed.push(hexOf(key.expose()))
            const [pair, text] = [`${hexOf(key.expose())} ${hexOf(nonce)}`, `${hexOf(aad)} ${hexOf(plain)}`]
            if ((texts.get(pair) ?? text) !== text) reused.add(pair)
            texts.set(pair, text)
            return suite.aead.seal(key, nonce, aad, plain)
          },
          open: (key, nonce, aad, cipher) => {
            const plain = suite.aead.open(key, nonce, aad, cipher)
            if (plain !== undefined) used.add(hexOf(key.expose()))
            return plain
          }
        }
      }
    }
  }
}
