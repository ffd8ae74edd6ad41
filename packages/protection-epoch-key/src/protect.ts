import {
  arrive,
  type BodySealing,
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
  Unprotectable,
  withLeafEntry
} from "@copath/contracts"
import { leafIndex } from "@copath/tree-math"
import type { SenderDataAndCiphertext } from "@copath/wire"
import * as Result from "effect/Result"
import type { EpochKeyState } from "./state.ts"
import type { Window } from "./window.ts"

/** Seals `content` under the epoch's key, and a nonce that says who and which. `Exhausted`: it has sealed as many messages as it may. */
export const protect = (
  sealing: BodySealing,
  state: EpochKeyState,
  header: Header,
  content: Uint8Array
): Result.Result<PureProtected<EpochKeyState, SenderDataAndCiphertext>, Unprotectable> => {
  const generation = state.next
  if (generation >= LAST_GENERATION || BigInt(state.messages) >= sealing.suite.aead.maxMessagesPerKey) {
    return Result.fail(new Unprotectable({ reason: "Exhausted" }))
  }
  const key = { key: state.key, nonce: placeNonce(sealing.suite.aead.nonceSize, state.me, generation) }
  const body = sealBody(sealing, state.senderData, header, state.me, generation, key, content)
  return Result.succeed({ body, state: { ...state, messages: state.messages + 1, next: generation + 1 }, retired: [] })
}

/**
 * Opens a message into its content and the state to adopt once the signature has held. Whatever an outsider can provoke is `BadCiphertext`; so is a
 * message that claims to be ours.
 */
export const unprotect = (
  sealing: BodySealing,
  window: Window,
  state: EpochKeyState,
  header: Header,
  body: SenderDataAndCiphertext
): Result.Result<PureUnprotected<EpochKeyState>, Unprotectable> => {
  const data = readSender(sealing, state.senderData, header, body)
  if (data === undefined) return badCiphertext
  const { generation, leafIndex: sender } = data
  if (!isMember(state.occupied, state.leafCount, sender) || sender === state.me) return badCiphertext
  return Result.flatMap(arrive(leafEntry(state.heard, sender) ?? noArrivals, generation, window), (arrivals) => {
    const key: SealingKey = { key: state.key, nonce: placeNonce(sealing.suite.aead.nonceSize, sender, generation) }
    const content = openContent(sealing, header, data, key, body.ciphertext)
    if (content === undefined) return badCiphertext
    const heard = withLeafEntry(state.heard, sender, arrivals)
    return Result.succeed({ sender: leafIndex(sender), content, state: { ...state, messages: state.messages + 1, heard }, retired: [] })
  })
}

const badCiphertext = Result.fail(new Unprotectable({ reason: "BadCiphertext" }))

/**
 * A nonce for each place: the sender and the generation in its last eight bytes, zeros before them. A reuse guard goes into the first four, so it never
 * makes two places equal.
 */
export const placeNonce = (size: number, sender: number, generation: number): Secret => {
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer, size - 8)
  view.setUint32(0, sender)
  view.setUint32(4, generation)
  return new Secret(bytes)
}

/** What of the past the key still opens: everything since the epoch began. */
export const retained = ({ heard, next }: EpochKeyState): Retained => ({
  keys: 1,
  oldest: leafEntries(heard).reduce((most, { value }) => Math.max(most, value.next - 1), Math.max(next - 1, 0))
})
