import { type KeyPair, noBytes, type Random } from "@copath/contracts"
import type { Adder, Filling, Made, Tools } from "./addForm.ts"
import { agreedPair, freshPair } from "./keyPair.ts"

/** DKP(DH(a fresh ephemeral key, the member's leaf key)): member and filler know it. `undefined` if `leafKey` is no key. */
export const freshSlot = ({ deriveKeyPair, suite }: Tools, random: Random, leafKey: Uint8Array): Made | undefined => {
  const ephemeral = freshPair(suite, random, deriveKeyPair)
  const pair = agreedPair(suite, deriveKeyPair, ephemeral, leafKey)
  ephemeral.secretKey.wipe()
  return pair === undefined ? undefined : { pair, ephemeral: ephemeral.publicKey, leafSecret: undefined }
}

/** A slot where nobody sits: the filler alone knows its key. */
export const vacantSlot = ({ deriveKeyPair, suite }: Tools, random: Random): Made => ({
  pair: freshPair(suite, random, deriveKeyPair),
  ephemeral: noBytes,
  leafSecret: undefined
})

/** The member's side of {@link freshSlot}. */
export const slotFrom = ({ deriveKeyPair, suite }: Tools, leaf: KeyPair, ephemeral: Uint8Array): KeyPair | undefined =>
  agreedPair(suite, deriveKeyPair, leaf, ephemeral)

/** Every added member's slot with an ephemeral key of its own. */
export const freshFilling = (adder: Adder): Filling => ({
  key: noBytes,
  fill: (leafKey) => freshSlot(adder, adder.random, leafKey),
  end: () => undefined
})
