import type { Hpke, HpkeCiphertext, KemSizes, Random } from "@copath/contracts"
import { inClear, opened } from "./aead.ts"
import { Mark } from "./mark.ts"

/** The modes' numbers (RFC 9180, 5), from which a message's tag begins. */
const modes = { base: 0, psk: 1, auth: 2 } as const

/** What opens a sealed message: the receiver's public key and the KEM output, in one mode. Neither `info` nor associated data is looked at. */
const tag = (mode: keyof typeof modes, to: Uint8Array, kemOutput: Uint8Array): Mark =>
  new Mark(0x68706b65).number(modes[mode]).take(to).take(kemOutput)

const exported = (to: Uint8Array, kemOutput: Uint8Array, context: Uint8Array, length: number) =>
  new Mark(0x6578706f).take(to).take(kemOutput).take(context).secret(length)

/** HPKE that seals in clear, and opens for whoever holds the key pair it was sealed to. Draws what the real one draws. */
export const countingHpke = (sizes: KemSizes): Hpke => {
  const encapsulate = (to: Uint8Array, random: Random): Uint8Array | undefined => {
    const valid = to.length === sizes.publicKey
    // A lattice looks at the key before it draws, a Diffie-Hellman KEM after.
    if (!valid && sizes.group === undefined) return undefined
    const seed = random(sizes.draw).expose()
    return valid ? new Mark(0x656e63).take(seed).bytes(sizes.kemOutput) : undefined
  }
  const sealed = (mode: keyof typeof modes, to: Uint8Array, by: Uint8Array, plain: Uint8Array, random: Random) => {
    const kemOutput = encapsulate(to, random)
    return kemOutput === undefined ? undefined : { kemOutput, ciphertext: inClear(plain, tag(mode, to, kemOutput).take(by)) }
  }
  const plainOf = (mode: keyof typeof modes, to: Uint8Array, by: Uint8Array, { ciphertext, kemOutput }: HpkeCiphertext) =>
    kemOutput.length === sizes.kemOutput ? opened(ciphertext, tag(mode, to, kemOutput).take(by)) : undefined
  const nobody = new Uint8Array(0)
  return {
    seal: (to, _info, _aad, plain, random) => sealed("base", to, nobody, plain, random),
    open: (me, _info, _aad, received) => plainOf("base", me.publicKey, nobody, received),
    sendExport: (to, _info, context, length, random) => {
      const kemOutput = encapsulate(to, random)
      return kemOutput === undefined ? undefined : { kemOutput, secret: exported(to, kemOutput, context, length) }
    },
    receiveExport: (me, kemOutput, _info, context, length) =>
      kemOutput.length === sizes.kemOutput ? exported(me.publicKey, kemOutput, context, length) : undefined,
    psk: {
      seal: (to, _info, aad, plain, psk, random) => {
        const made = sealed("psk", to, psk.id, plain, random)
        // What the caller makes of the KEM output is part of its work.
        if (made !== undefined) aad(made.kemOutput)
        return made
      },
      open: (me, _info, _aad, received, psk) => plainOf("psk", me.publicKey, psk.id, received)
    },
    ...(sizes.group === undefined
      ? {}
      : {
          auth: {
            seal: (sender, to, _info, _aad, plain, random) => sealed("auth", to, sender.publicKey, plain, random),
            open: (me, sender, _info, _aad, received) => plainOf("auth", me.publicKey, sender, received)
          }
        })
  }
}
