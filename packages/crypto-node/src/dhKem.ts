import { type AuthenticatedKem, type HpkeKem, type Kem, noBytes, Secret } from "@copath/contracts"
import type { DhGroup } from "./dhGroup.ts"
import { nativeEncapsulation } from "./encapsulation.ts"
import { osRandom } from "./entropy.ts"
import { keyPair } from "./keys.ts"
import { labeled } from "./labeled.ts"
import { concat } from "./octets.ts"

/** `Decap` of {@link HpkeKem}. */
export type Decapsulate = HpkeKem["decapsulate"]
/** `DeriveKeyPair`. */
export type Derive = Kem["derive"]

/** DHKEM (RFC 9180, 4.1): key pairs for the suite, encapsulation for HPKE. */
export const dhKem = (group: DhGroup): HpkeKem => {
  const { curve, hash, kemId } = group
  const { expand, extract } = labeled(hash, "KEM", kemId)

  const derive: Derive = (ikm) => {
    const prk = extract(noBytes, "dkp_prk", ikm.expose())
    const secretKey = group.secretKey((label, info) => expand(prk, label, info, curve.secretKeySize))
    prk.fill(0)
    return keyPair(curve, new Secret(secretKey))
  }

  /** `ExtractAndExpand`: the shared point alone does not bind the keys, the `kem_context` does. Consumes `dh`. */
  const sharedSecret = (dh: Uint8Array, context: Uint8Array): Uint8Array => {
    const prk = extract(noBytes, "eae_prk", dh)
    const shared = expand(prk, "shared_secret", context, hash.size)
    dh.fill(0)
    prk.fill(0)
    return shared
  }

  const decapsulate: Decapsulate = (me, enc) => {
    const shared = group.agree(me, enc)
    return shared === undefined ? undefined : sharedSecret(shared, concat(enc, me.publicKey))
  }

  const encapsulateFrom: HpkeKem["encapsulate"] = (to, random) => {
    const seed = random(curve.secretKeySize)
    const ephemeral = derive(seed)
    const shared = group.agree(ephemeral, to)
    seed.wipe()
    ephemeral.secretKey.wipe()
    const { publicKey: enc } = ephemeral
    return shared === undefined ? undefined : { enc, sharedSecret: sharedSecret(shared, concat(enc, to)) }
  }

  // OpenSSL draws the ephemeral key from the operating system, so a caller's other source excludes it. Looked for at the first seal.
  let native: ReturnType<typeof nativeEncapsulation> | "unknown" = "unknown"
  const encapsulate: HpkeKem["encapsulate"] = (to, random) => {
    if (random !== osRandom) return encapsulateFrom(to, random)
    if (native === "unknown") native = nativeEncapsulation(group, derive, decapsulate)
    return native === undefined ? encapsulateFrom(to, random) : native(to)
  }

  /** Both agreed points, the ephemeral key's first. Consumes them. */
  const joined = (fresh: Uint8Array | undefined, held: Uint8Array | undefined): Uint8Array | undefined => {
    const dh = fresh === undefined || held === undefined ? undefined : concat(fresh, held)
    fresh?.fill(0)
    held?.fill(0)
    return dh
  }

  const auth: AuthenticatedKem = {
    encapsulate: (sender, to, random) => {
      const seed = random(curve.secretKeySize)
      const ephemeral = derive(seed)
      const fresh = group.agree(ephemeral, to)
      const dh = joined(fresh, fresh === undefined ? undefined : group.agree(sender, to))
      seed.wipe()
      ephemeral.secretKey.wipe()
      const { publicKey: enc } = ephemeral
      return dh === undefined ? undefined : { enc, sharedSecret: sharedSecret(dh, concat(enc, to, sender.publicKey)) }
    },
    decapsulate: (me, sender, enc) => {
      const fresh = group.agree(me, enc)
      const dh = joined(fresh, fresh === undefined ? undefined : group.agree(me, sender))
      return dh === undefined ? undefined : sharedSecret(dh, concat(enc, me.publicKey, sender))
    }
  }

  return {
    id: kemId,
    kem: {
      publicKeySize: curve.publicKeySize,
      secretKeySize: curve.secretKeySize,
      kemOutputSize: curve.publicKeySize,
      seedSize: curve.secretKeySize,
      derive,
      keyPair: (secretKey) => keyPair(curve, secretKey),
      validPublicKey: group.validPublicKey
    },
    dh: {
      agree: (me, peer) => {
        const shared = group.agree(me, peer)
        return shared === undefined ? undefined : new Secret(shared)
      }
    },
    encapsulate,
    decapsulate,
    auth
  }
}
