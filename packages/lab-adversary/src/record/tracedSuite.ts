import {
  type HpkeCiphertext,
  type HpkeInfo,
  infoBytes,
  type KeyPair,
  noBytes,
  type Random,
  type Secret,
  type Suite
} from "@copath/contracts"
import type { ValueId } from "../graph/graph.ts"
import { keyFrom, purposeIn } from "../graph/purposes.ts"
import type { Acceptances } from "./acceptances.ts"
import type { Recipe } from "./recipe.ts"
import type { Hit } from "./contentIndex.ts"
import { Nonces } from "./nonces.ts"
import type { PublicKeys } from "./publicKeys.ts"
import type { Recorder } from "./recorder.ts"
import { Repeats } from "./repeats.ts"

/** For people: the operation, with the label that its context begins with (RFC 9420, 8: a length of two bytes, then the label behind its own). */
const labelOf = (operation: string, info: Uint8Array) => (): string => {
  const label = info.subarray(3, 3 + (info[2] ?? 0))
  const printable = label.length > 2 && label.every((byte) => byte >= 0x20 && byte < 0x7f)
  return printable ? `${operation} "${String.fromCharCode(...label)}"` : operation
}

/** Randomness that is written down as it is drawn. */
export const tracedRandom =
  (recorder: Recorder, random: Random): Random =>
  (length) => {
    const secret = random(length)
    const before = recorder.values.length
    const value = recorder.made(secret, "random", "random")
    if (value !== -1 && value < before) recorder.find_("constantRandomness", "a random value that was there before", value)
    recorder.use(value)
    return secret
  }

/**
 * A cipher suite that writes down how every value comes of others, as it is computed: same keys in and out, and no part knows. Decryption is written down when
 * something is sealed, not when it is opened, so an attacker may open what no member ever did.
 */
export const tracedSuite = (recorder: Recorder, keys: PublicKeys, acceptances: Acceptances, suite: Suite): Suite => {
  const nonces = new Nonces(recorder, suite.aead)
  const plainOf = new Map<ValueId, ValueId>()
  const repeats = new Repeats(recorder)

  /** What was sealed, and all that stands inside of it. */
  const plaintext = (plain: Uint8Array, label: string): ValueId => {
    const exact = recorder.find(plain)
    if (exact !== -1) return exact
    const parts = recorder.inside(plain)
    const value = recorder.sealed(plain, label)
    reveal(value, parts)
    return value
  }

  /** Whoever has the value has these parts of it. */
  const reveal = (value: ValueId, parts: ReadonlyArray<Hit>): void => {
    for (const part of parts) {
      recorder.part(value, part)
      recorder.carry([part.value], value)
    }
  }

  /** What an AEAD gave for a plaintext. Secrets that stand in it all the same were not encrypted. */
  const sealedAs = (sealed: Uint8Array, inside: ValueId, label: string): ValueId => {
    const bare = recorder.inside(sealed).filter(({ value }) => recorder.isSecret(value))
    const ciphertext = recorder.value(sealed, "ciphertext", label)
    if (ciphertext === -1) return ciphertext
    reveal(ciphertext, bare)
    recorder.carry([inside], ciphertext)
    plainOf.set(ciphertext, inside)
    return ciphertext
  }

  const pairOf = (pair: KeyPair, kind: "keyPair" | "signingKey", seed: Secret | undefined): KeyPair => {
    const from = seed === undefined ? -1 : recorder.key(seed, kind === "keyPair" ? "the seed of a key pair" : "the seed of a signature key")
    const label = kind === "signingKey" ? "signature key" : keyFrom(recorder.values[from]?.label ?? "")
    const value = seed === undefined ? recorder.key(pair.secretKey, label) : recorder.made(pair.secretKey, "secretKey", label)
    if (seed !== undefined) {
      const inputs: Array<ValueId> = []
      recorder.edge(kind, inputs, value, { op: kind, seed: recorder.filledWith(seed, from, inputs) })
    }
    if (kind === "signingKey" && value !== -1) recorder.signingKeys.add(value)
    const before = keys.known(pair.publicKey)
    // Somebody may have sealed to the public key before the secret one was seen.
    if (before !== undefined && value !== -1 && recorder.values[before]?.length === 0) recorder.same(before, value)
    keys.register(pair, value)
    recorder.use(from, value)
    return pair
  }

  const derived = (
    operation: "extract" | "expand",
    secret: Secret,
    inputs: ReadonlyArray<ValueId>,
    label: string | (() => string),
    recipe: Recipe
  ): Secret => {
    const value = recorder.made(secret, "derived", label)
    recorder.edge(operation, inputs, value, recipe)
    recorder.use(...inputs, value)
    repeats.note(operation, secret.expose(), { inputs, value })
    return secret
  }

  /** Whether it has been written down; then only who has it now is new. */
  const derivedAgain = (operation: "extract" | "expand", secret: Secret): boolean => {
    const before = repeats.find(operation, secret.expose())
    if (before === undefined) return false
    recorder.knownAs(secret, before.value)
    recorder.use(...before.inputs, before.value)
    return true
  }

  /** Randomness whose values are told apart from all other. */
  const overheard = (random: Random): readonly [Random, Array<ValueId>] => {
    const drawn: Array<ValueId> = []
    const listening: Random = (length) => {
      const secret = random(length)
      const value = recorder.key(secret, "randomness of a ciphertext")
      if (value !== -1) drawn.push(value)
      return secret
    }
    return [listening, drawn]
  }

  interface Sealing {
    readonly to: Uint8Array
    readonly info: Uint8Array | HpkeInfo
    readonly aad: Uint8Array
    readonly plain: Uint8Array
    readonly sealed: HpkeCiphertext | undefined
    readonly drawn: ReadonlyArray<ValueId>
    /** Auth mode: the sender's key pair; PSK mode: the key and its id. */
    readonly sender?: KeyPair
    readonly psk?: { readonly secret: Secret; readonly id: Uint8Array }
  }
  const sealedTo = ({ aad, drawn, info, plain, psk, sealed, sender, to }: Sealing): HpkeCiphertext | undefined => {
    if (sealed === undefined) return undefined
    const inside = plaintext(plain, "HPKE plaintext")
    const ciphertext = sealedAs(sealed.ciphertext, inside, "HPKE ciphertext")
    const nested = ciphertext === -1 ? [] : [ciphertext]
    const shared = psk === undefined ? [] : [recorder.key(psk.secret, "a pre-shared key")].filter((v) => v !== -1)
    const own = sender === undefined ? [] : [recorder.key(sender.secretKey, "a sender's key")].filter((v) => v !== -1)
    const receiver = keys.secretOf(to)
    recorder.serves(receiver, () => purposeIn(infoBytes(info)))
    recorder.edge("hpkeReceiver", [receiver, ...shared, ...nested], inside, {
      op: "hpkeReceiver",
      info: infoBytes(info),
      aad,
      sealed,
      sender: sender?.publicKey,
      pskId: psk?.id
    })
    if (drawn.length > 0)
      recorder.edge("hpkeSender", [...drawn, ...shared, ...own, ...nested], inside, {
        op: "hpkeSender",
        to,
        info: infoBytes(info),
        aad,
        sealed,
        tagSize: aead.tagSize,
        draws: drawn.length,
        authenticated: own.length > 0,
        pskId: shared.length > 0 ? psk?.id : undefined
      })
    recorder.use(...drawn, ...shared, ...own, inside)
    return sealed
  }

  const openedBy = (me: KeyPair, sealed: HpkeCiphertext, plain: Uint8Array | undefined): Uint8Array | undefined => {
    const key = recorder.key(me.secretKey, "a receiver's key")
    recorder.use(key)
    const ciphertext = recorder.find(sealed.ciphertext)
    if (plain !== undefined && ciphertext !== -1) recorder.use(plainOf.get(ciphertext) ?? -1)
    return plain
  }

  const verified = (publicKey: Uint8Array, message: Uint8Array, holds: boolean): boolean => {
    if (holds && acceptances.listening) acceptances.signed(keys.secretOf(publicKey), recorder.inside(message))
    return holds
  }

  const { aead, dh, hash, hpke, kdf, kem, mac, signature } = suite
  const { auth, psk } = hpke
  const verifyAll = signature.verifyAll
  return {
    ...suite,
    hash: {
      ...hash,
      digest: (data) => {
        const digest = hash.digest(data)
        if (repeats.find("hash", digest) !== undefined) return digest
        const inputs: Array<ValueId> = []
        const filled = recorder.filled(data, inputs)
        // What has nothing secret inside is known to all, and so is its hash.
        if (inputs.length > 0) {
          const value = recorder.value(digest, "derived", "hash")
          recorder.edge("hash", inputs, value, { op: "hash", data: filled })
          recorder.carry(inputs, value)
        }
        repeats.note("hash", digest, { inputs, value: -1 })
        return digest
      }
    },
    kdf: {
      ...kdf,
      extract: (salt, ikm) => {
        const secret = kdf.extract(salt, ikm)
        if (derivedAgain("extract", secret)) return secret
        const inputs: Array<ValueId> = []
        const filled = {
          salt: recorder.filledWith(salt, recorder.key(salt, "a salt"), inputs),
          ikm: recorder.filledWith(ikm, recorder.key(ikm, "keying material"), inputs)
        }
        return derived("extract", secret, inputs, "extract", { op: "extract", ...filled })
      },
      expand: (prk, info, length) => {
        const secret = kdf.expand(prk, info, length)
        if (derivedAgain("expand", secret)) return secret
        const inputs: Array<ValueId> = []
        const filled = {
          prk: recorder.filledWith(prk, recorder.key(prk, "a pseudorandom key"), inputs),
          info: recorder.filled(info, inputs)
        }
        return derived("expand", secret, inputs, labelOf("expand", info), { op: "expand", ...filled, length })
      }
    },
    mac: {
      ...mac,
      tag: (key, data) => {
        const tag = mac.tag(key, data)
        const before = repeats.find("mac", tag)
        if (before !== undefined) {
          recorder.use(before.value)
          acceptances.keyed(before.value)
          return tag
        }
        const inputs: Array<ValueId> = []
        const value = recorder.key(key, "a key of tags")
        const filled = { key: recorder.filledWith(key, value, inputs), data: recorder.filled(data, inputs) }
        recorder.edge("mac", inputs, recorder.value(tag, "tag", "tag"), { op: "mac", ...filled })
        recorder.use(value)
        acceptances.keyed(value)
        repeats.note("mac", tag, { inputs, value })
        return tag
      }
    },
    aead: {
      ...aead,
      seal: (key, nonce, aad, plain) => {
        const sealed = aead.seal(key, nonce, aad, plain)
        const value = recorder.key(key, "a key of messages")
        const inside = plaintext(plain, "plaintext")
        const ciphertext = sealedAs(sealed, inside, "ciphertext")
        const inputs = [value, ciphertext].filter((v) => v !== -1)
        recorder.edge("aead", inputs, inside, { op: "aead", nonce: nonce.slice(), aad, ciphertext: sealed })
        recorder.use(value, inside)
        nonces.note(value, nonce, sealed, inside, plain)
        return sealed
      },
      open: (key, nonce, aad, sealed) => {
        const plain = aead.open(key, nonce, aad, sealed)
        const value = recorder.key(key, "a key of messages")
        recorder.use(value)
        if (plain === undefined) return plain
        const ciphertext = recorder.find(sealed)
        if (ciphertext !== -1) recorder.use(plainOf.get(ciphertext) ?? -1)
        acceptances.keyed(value)
        return plain
      }
    },
    kem: {
      ...kem,
      derive: (ikm) => pairOf(kem.derive(ikm), "keyPair", ikm),
      keyPair: (secretKey) => pairOf(kem.keyPair(secretKey), "keyPair", undefined)
    },
    dh: {
      ...dh,
      agree: (me, peer) => {
        const shared = dh.agree(me, peer)
        if (shared === undefined) return undefined
        const mine = recorder.key(me.secretKey, "a Diffie-Hellman key")
        const value = recorder.made(shared, "shared", "Diffie-Hellman")
        if (mine !== -1) recorder.edge("dh", [mine], value, { op: "dh", peer: peer.slice() })
        recorder.serves(mine, () => "Diffie-Hellman")
        recorder.edge("dh", [keys.secretOf(peer)], value, { op: "dh", peer: me.publicKey.slice() })
        recorder.use(mine, value)
        return shared
      }
    },
    hpke: {
      ...hpke,
      seal: (to, info, aad, plain, random) => {
        const [listening, drawn] = overheard(random)
        return sealedTo({ to, info, aad, plain, drawn, sealed: hpke.seal(to, info, aad, plain, listening) })
      },
      open: (me, info, aad, sealed) => openedBy(me, sealed, hpke.open(me, info, aad, sealed)),
      sendExport: (to, info, context, length, random) => {
        const [listening, drawn] = overheard(random)
        const sent = hpke.sendExport(to, info, context, length, listening)
        if (sent === undefined) return undefined
        const value = recorder.made(sent.secret, "shared", labelOf("export", context))
        recorder.edge("exportReceiver", [keys.secretOf(to)], value, {
          op: "exportReceiver",
          kemOutput: sent.kemOutput,
          info,
          context,
          length
        })
        if (drawn.length > 0) recorder.edge("exportSender", drawn, value, { op: "exportSender", to, info, context, length })
        recorder.use(...drawn, value)
        return sent
      },
      receiveExport: (me, kemOutput, info, context, length) => {
        const secret = hpke.receiveExport(me, kemOutput, info, context, length)
        const key = recorder.key(me.secretKey, "a receiver's key")
        if (secret === undefined) return undefined
        const value = recorder.made(secret, "shared", labelOf("export", context))
        recorder.edge("exportReceiver", [key], value, { op: "exportReceiver", kemOutput, info, context, length })
        recorder.use(key, value)
        return secret
      },
      ...(auth === undefined
        ? {}
        : {
            auth: {
              seal: (sender, to, info, aad, plain, random) => {
                const [listening, drawn] = overheard(random)
                return sealedTo({ to, info, aad, plain, drawn, sender, sealed: auth.seal(sender, to, info, aad, plain, listening) })
              },
              open: (me, sender, info, aad, sealed) => openedBy(me, sealed, auth.open(me, sender, info, aad, sealed))
            }
          }),
      ...(psk === undefined
        ? {}
        : {
            psk: {
              seal: (to, info, aad, plain, shared, random) => {
                const [listening, drawn] = overheard(random)
                const sealed = psk.seal(to, info, aad, plain, shared, listening)
                return sealedTo({
                  to,
                  info,
                  aad: sealed === undefined ? noBytes : aad(sealed.kemOutput),
                  plain,
                  drawn,
                  psk: shared,
                  sealed
                })
              },
              open: (me, info, aad, sealed, shared) => openedBy(me, sealed, psk.open(me, info, aad, sealed, shared))
            }
          })
    },
    signature: {
      ...signature,
      derive: (seed) => pairOf(signature.derive(seed), "signingKey", seed),
      keyPair: (secretKey) => pairOf(signature.keyPair(secretKey), "signingKey", undefined),
      sign: (key, message) => {
        const value = recorder.key(key.secretKey, "a signature key")
        if (value !== -1) recorder.signingKeys.add(value)
        keys.register(key, value)
        recorder.use(value)
        return signature.sign(key, message)
      },
      verify: (publicKey, message, sig) => verified(publicKey, message, signature.verify(publicKey, message, sig)),
      ...(verifyAll === undefined ? {} : { verifyAll: acceptances.all(verifyAll, verified) })
    }
  }
}
