import type { Aead } from "@copath/contracts"
import type { AeadPart } from "@copath/profile-lab"
import { chat } from "./histories.ts"
import { mutant } from "./mutant.ts"

const sum = (data: Uint8Array): number => data.reduce((all, byte) => (all + byte) & 0xff, 0)

/** Sixteen bytes that anybody can compute. */
const tagOf = (aad: Uint8Array, plain: Uint8Array): Uint8Array =>
  Uint8Array.from({ length: 16 }, (_, i) => (sum(aad) * 31 + sum(plain) * 17 + i * 7) & 0xff)

const aead: Aead = {
  id: "no-cipher",
  keySize: 16,
  nonceSize: 12,
  tagSize: 16,
  misuseResistant: false,
  maxMessagesPerKey: 1n << 60n,
  seal: (_key, _nonce, aad, plain) => Uint8Array.of(...plain, ...tagOf(aad, plain)),
  open: (_key, _nonce, aad, sealed) => {
    const plain = sealed.slice(0, -16)
    return tagOf(aad, plain).every((byte, i) => sealed[plain.length + i] === byte) ? plain : undefined
  }
}

const part: AeadPart = { axis: "aead", id: "no-cipher", title: "What is sealed is not encrypted", source: "a mutant", strict: false, aead }

/** Everybody reads along. */
export const noCipher = mutant({ part, of: "suite", workload: chat, metric: "onTheWire", values: { whole: 0, broken: 20 } })
