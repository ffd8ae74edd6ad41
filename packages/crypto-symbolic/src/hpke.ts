import { type HpkeAuthMode, type Hpke, type HpkeInfo, type HpkePsk, type HpkePskMode, type KeyPair, oncePerInfo } from "@copath/contracts"
import { streamed } from "./aead.ts"
import type { SymbolicKem } from "./kem.ts"
import { Mixer } from "./mixer.ts"
import { coreIn } from "./publicKey.ts"

/** Bytes into which all that a message is sealed under is mixed. */
const UNDER = 16

const infoDigest = oncePerInfo((info) => new Mixer(0x696e666f).take(info).bytes(UNDER))

/** The modes' numbers (RFC 9180, 5). */
const modes = { base: 0, psk: 1, auth: 2 } as const

/**
 * HPKE of which every argument counts, and that opens for the holder of the secret key alone, as far as it asks: what is sealed under can be computed by anybody.
 * Draws what the real one draws. `kind`: of the suite, so that no suite opens another's.
 */
export const symbolicHpke = (kind: number, base: SymbolicKem, hasAuth: boolean): Hpke => {
  const { encapsulate, keys, opens } = base

  const shared = (mode: keyof typeof modes, kemOutput: Uint8Array, to: Uint8Array, info: Uint8Array | HpkeInfo): Mixer =>
    new Mixer(0x68706b65).number(kind).number(modes[mode]).take(kemOutput).take(to).take(infoDigest(info))
  const under = (...args: Parameters<typeof shared>): Uint8Array => shared(...args).bytes(UNDER)
  const exported = (kemOutput: Uint8Array, to: Uint8Array, info: Uint8Array, context: Uint8Array, length: number) =>
    shared("base", kemOutput, to, info).number(length).take(context).secret(length)

  const withPsk = (kemOutput: Uint8Array, to: Uint8Array, info: Uint8Array, { id, secret }: HpkePsk): Uint8Array => {
    if (id.length === 0 || secret.length === 0) throw new RangeError("PSK mode needs a key and an id")
    return shared("psk", kemOutput, to, info).take(id).take(secret.expose()).bytes(UNDER)
  }
  const psk: HpkePskMode = {
    seal: (to, info, aad, plain, given, random) => {
      const kemOutput = encapsulate(to, random)
      if (kemOutput === undefined) return undefined
      return { kemOutput, ciphertext: streamed.seal(withPsk(kemOutput, to, info, given), aad(kemOutput), plain) }
    },
    open: (me, info, aad, { ciphertext, kemOutput }, given) =>
      opens(me, kemOutput) ? streamed.open(withPsk(kemOutput, me.publicKey, info, given), aad, ciphertext) : undefined
  }

  /** The sender's public key, and whose secret key really sealed. */
  const bySender = (kemOutput: Uint8Array, to: Uint8Array, info: Uint8Array | HpkeInfo, sender: Uint8Array, core: Uint8Array): Uint8Array =>
    shared("auth", kemOutput, to, info).take(sender).take(core).bytes(UNDER)
  const auth: HpkeAuthMode = {
    seal: (sender: KeyPair, to, info, aad, plain, random) => {
      const kemOutput = encapsulate(to, random)
      if (kemOutput === undefined) return undefined
      const key = bySender(kemOutput, to, info, sender.publicKey, keys.core(sender.secretKey))
      return { kemOutput, ciphertext: streamed.seal(key, aad, plain) }
    },
    open: (me, sender, info, aad, { ciphertext, kemOutput }) => {
      if (!opens(me, kemOutput) || !keys.wellFormed(sender)) return undefined
      return streamed.open(bySender(kemOutput, me.publicKey, info, sender, coreIn(sender)), aad, ciphertext)
    }
  }

  return {
    seal: (to, info, aad, plain, random) => {
      const kemOutput = encapsulate(to, random)
      return kemOutput === undefined ? undefined : { kemOutput, ciphertext: streamed.seal(under("base", kemOutput, to, info), aad, plain) }
    },
    open: (me, info, aad, { ciphertext, kemOutput }) =>
      opens(me, kemOutput) ? streamed.open(under("base", kemOutput, me.publicKey, info), aad, ciphertext) : undefined,
    sendExport: (to, info, context, length, random) => {
      const kemOutput = encapsulate(to, random)
      return kemOutput === undefined ? undefined : { kemOutput, secret: exported(kemOutput, to, info, context, length) }
    },
    receiveExport: (me, kemOutput, info, context, length) =>
      opens(me, kemOutput) ? exported(kemOutput, me.publicKey, info, context, length) : undefined,
    psk,
    ...(hasAuth ? { auth } : {})
  }
}
