import { encode, uint32 } from "@copath/codec"
import {
  arrive,
  type BodySealing,
  expandWithLabel,
  type Header,
  isMember,
  LAST_GENERATION,
  leafEntries,
  leafEntry,
  noArrivals,
  openContent,
  type PureProtected,
  type PureUnprotected,
  readSender,
  type Retained,
  sealBody,
  Secret,
  type SealingKey,
  type Suite,
  Unprotectable,
  withLeafEntry
} from "@copath/contracts"
import { leafIndex } from "@copath/tree-math"
import type { SenderDataAndCiphertext } from "@copath/wire"
import * as Result from "effect/Result"
import type { EpochSenderKeyState } from "./state.ts"
import type { Window } from "./window.ts"

/** Seals `content` under our own key of this epoch, with the generation as its nonce. `Exhausted`: it has sealed as many messages as it may. */
export const protect = (
  sealing: BodySealing,
  state: EpochSenderKeyState,
  header: Header,
  content: Uint8Array
): Result.Result<PureProtected<EpochSenderKeyState, SenderDataAndCiphertext>, Unprotectable> => {
  const generation = state.next
  if (generation >= LAST_GENERATION || BigInt(generation) >= sealing.suite.aead.maxMessagesPerKey) {
    return Result.fail(new Unprotectable({ reason: "Exhausted" }))
  }
  const key = senderKey(sealing.suite, state.secret, state.me, generation)
  const body = sealBody(sealing, state.senderData, header, state.me, generation, key, content)
  key.key.wipe()
  return Result.succeed({ body, state: { ...state, next: generation + 1 }, retired: [] })
}

/**
 * Opens a message into its content and the state to adopt once the signature has held. Whatever an outsider can provoke is `BadCiphertext`; so is a
 * message that claims to be ours.
 */
export const unprotect = (
  sealing: BodySealing,
  window: Window,
  state: EpochSenderKeyState,
  header: Header,
  body: SenderDataAndCiphertext
): Result.Result<PureUnprotected<EpochSenderKeyState>, Unprotectable> => {
  const data = readSender(sealing, state.senderData, header, body)
  if (data === undefined) return badCiphertext
  const { generation, leafIndex: sender } = data
  if (!isMember(state.occupied, state.leafCount, sender) || sender === state.me) return badCiphertext
  return Result.flatMap(arrive(leafEntry(state.heard, sender) ?? noArrivals, generation, window), (arrivals) => {
    const key = senderKey(sealing.suite, state.secret, sender, generation)
    const content = openContent(sealing, header, data, key, body.ciphertext)
    key.key.wipe()
    if (content === undefined) return badCiphertext
    const heard = withLeafEntry(state.heard, sender, arrivals)
    return Result.succeed({ sender: leafIndex(sender), content, state: { ...state, heard }, retired: [] })
  })
}

const badCiphertext = Result.fail(new Unprotectable({ reason: "BadCiphertext" }))

/** A sender's key, and the generation as a nonce: a big-endian number in its last four bytes. */
export const senderKey = (suite: Suite, secret: Secret, sender: number, generation: number): SealingKey => {
  const nonce = new Uint8Array(suite.aead.nonceSize)
  new DataView(nonce.buffer, nonce.length - 4).setUint32(0, generation)
  return { key: expandWithLabel(suite, secret, "sender key", encode(uint32, sender), suite.aead.keySize), nonce: new Secret(nonce) }
}

/** What of the past the key still opens: everything since the epoch began. */
export const retained = ({ heard, next }: EpochSenderKeyState): Retained => ({
  keys: 1,
  oldest: leafEntries(heard).reduce((most, { value }) => Math.max(most, value.next - 1), Math.max(next - 1, 0))
})
