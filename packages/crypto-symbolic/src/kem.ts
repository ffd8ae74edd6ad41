import { type Dh, equalBytes, type Kem, type KemSizes, type KeyPair, noDh, type Random, type Secret } from "@copath/contracts"
import { Mixer } from "./mixer.ts"
import { coreIn, type PublicKeys, publicKeys } from "./publicKey.ts"

/** A KEM as HPKE's stand-in wants it. */
export interface SymbolicKem {
  /** Key pairs. */
  readonly kem: Kem
  /** `noDh` of a KEM without a group. */
  readonly dh: Dh
  /** Their form. */
  readonly keys: PublicKeys
  /** What a sender transmits under fresh randomness; `undefined` when `to` is no public key. */
  readonly encapsulate: (to: Uint8Array, random: Random) => Uint8Array | undefined
  /** Whether `kemOutput` can be one, and `me` is a key pair: without both nothing opens. */
  readonly opens: (me: KeyPair, kemOutput: Uint8Array) => boolean
}

const uniform = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === bytes[0]) && (bytes[0] === 0 || bytes[0] === 0xff)

/** The stand-in for a KEM of these sizes. */
export const symbolicKem = (sizes: KemSizes): SymbolicKem => {
  const { draw, group, id, kemOutput: kemOutputSize, publicKey: publicKeySize, secretKey: secretKeySize } = sizes
  const keys = publicKeys(id, publicKeySize)
  const pairOf = (secretKey: Secret): KeyPair => ({ publicKey: keys.whole(keys.core(secretKey)), secretKey })
  const derive = (ikm: Secret): KeyPair => pairOf(new Mixer(0x64657269).number(id).take(ikm.expose()).secret(secretKeySize))
  const holds = (me: KeyPair): boolean => equalBytes(keys.core(me.secretKey), coreIn(me.publicKey))
  return {
    keys,
    kem: {
      publicKeySize,
      secretKeySize,
      kemOutputSize,
      seedSize: secretKeySize,
      derive,
      keyPair: (secretKey) => {
        if (secretKey.length !== secretKeySize) throw new RangeError(`a secret key has ${secretKeySize} bytes, not ${secretKey.length}`)
        if (group?.ordered === true && uniform(secretKey.expose())) throw new RangeError("a secret key lies in [1, n-1]")
        return pairOf(secretKey)
      },
      validPublicKey: keys.wellFormed
    },
    dh: group === undefined ? noDh : agreement(keys, group.agreed),
    // A Diffie-Hellman KEM draws before it looks at the key, a lattice after: a generator that others draw from too must not notice a stand-in.
    encapsulate: (to, random) => {
      if (group === undefined) {
        return keys.wellFormed(to) ? new Mixer(0x656e6361).number(id).take(random(draw).expose()).take(to).bytes(kemOutputSize) : undefined
      }
      const { publicKey } = derive(random(draw))
      return keys.wellFormed(to) ? publicKey : undefined
    },
    opens: (me, kemOutput) => (group === undefined ? kemOutput.length === kemOutputSize : keys.wellFormed(kemOutput)) && holds(me)
  }
}

/** Of both public keys, in whichever order: what the two holders find alike, and what nobody finds without one of the secret keys. */
const agreement = (keys: PublicKeys, size: number): Dh => ({
  agree: (me, peer) => {
    if (!keys.wellFormed(peer)) return undefined
    const [mine, theirs] = [keys.core(me.secretKey), coreIn(peer)]
    const [first, second] = precedes(mine, theirs) ? [mine, theirs] : [theirs, mine]
    return new Mixer(0x61677265).take(first).take(second).secret(size)
  }
})

const precedes = (a: Uint8Array, b: Uint8Array): boolean => {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return (a[i] as number) < (b[i] as number)
  return true
}
