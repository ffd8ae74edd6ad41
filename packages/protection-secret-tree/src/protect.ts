import { encode } from "@copath/codec"
import { type Header, isMember, type Random, type Secret, type Suite, Unprotectable } from "@copath/contracts"
import { type LeafIndex, leafIndex } from "@copath/tree-math"
import { privateContentAad, type SenderDataAndCiphertext } from "@copath/wire"
import * as Result from "effect/Result"
import { type MessageKey, take, type Taken } from "./ratchet.ts"
import { find, put } from "./secretTree.ts"
import { openSenderData, sealSenderData } from "./senderData.ts"
import { height, type SecretTreeState } from "./state.ts"
import type { Window } from "./window.ts"

export interface Protected {
  readonly body: SenderDataAndCiphertext
  readonly state: SecretTreeState
  readonly retired: ReadonlyArray<Secret>
}

export interface Unprotected {
  readonly sender: LeafIndex
  readonly content: Uint8Array
  readonly state: SecretTreeState
  readonly retired: ReadonlyArray<Secret>
}

/** Seals `content` with the next key of our own ratchet (RFC 9420, 6.3). `Exhausted`: no generation is left. */
export const protect = (
  suite: Suite,
  random: Random,
  window: Window,
  state: SecretTreeState,
  header: Header,
  content: Uint8Array
): Result.Result<Protected, Unprotectable> =>
  Result.map(takeFrom(suite, window, state, header, state.me, "next", []), ({ key, retired, state: next }) => {
    const reuseGuard = random(4).expose()
    const ciphertext = suite.aead.seal(key.key, guarded(key.nonce, reuseGuard), encode(privateContentAad, header), content)
    const data = { leafIndex: state.me, generation: key.generation, reuseGuard }
    const encryptedSenderData = sealSenderData(suite, state.senderData, header, ciphertext, data)
    wipeKey(key)
    return { body: { encryptedSenderData, ciphertext }, state: next, retired }
  })

/**
 * Opens a message into its content and the state to adopt once the signature has held (V077, V078). Whatever an outsider can provoke is
 * `BadCiphertext`; so is a message that claims to be ours, which never touches our own ratchets (V068).
 */
export const unprotect = (
  suite: Suite,
  window: Window,
  state: SecretTreeState,
  header: Header,
  { ciphertext, encryptedSenderData }: SenderDataAndCiphertext
): Result.Result<Unprotected, Unprotectable> => {
  const data = openSenderData(suite, state.senderData, header, ciphertext, encryptedSenderData)
  if (data === undefined) return badCiphertext
  const { generation, leafIndex: sender, reuseGuard } = data
  if (!isMember(state.occupied, state.leafCount, sender) || sender === state.me) return badCiphertext
  const made: Array<Secret> = []
  return Result.flatMap(
    takeFrom(suite, window, state, header, leafIndex(sender), generation, made),
    ({ fresh, key, retired, state: next }) => {
      const content = suite.aead.open(key.key, guarded(key.nonce, reuseGuard), encode(privateContentAad, header), ciphertext)
      if (fresh) wipeKey(key)
      if (content !== undefined) return Result.succeed({ sender: leafIndex(sender), content, state: next, retired })
      for (const secret of made) secret.wipe()
      return badCiphertext
    }
  )
}

const badCiphertext = Result.fail(new Unprotectable({ reason: "BadCiphertext" }))

interface TakenFrom extends Omit<Taken, "ratchet"> {
  readonly state: SecretTreeState
}

/** One key of one sender's ratchet, chosen by content type (V070), and the state without it. */
const takeFrom = (
  suite: Suite,
  window: Window,
  state: SecretTreeState,
  { contentType }: Header,
  sender: LeafIndex,
  generation: number | "next",
  made: Array<Secret>
): Result.Result<TakenFrom, Unprotectable> => {
  const name = contentType === 1 ? "application" : "handshake"
  const { beside, ratchets, retired } = find(suite, state.tree, height(state.leafCount), sender, made)
  const ratchet = ratchets[name]
  const elsewhere = state.skipped - ratchet.skipped.length
  const allowance = Math.max(Math.min(window.maxSkipped, window.maxSkippedTotal - elsewhere), 0)
  const wanted = generation === "next" ? ratchet.generation : generation
  const taken = take(suite, ratchet, wanted, window, allowance, made)
  if (Result.isFailure(taken)) {
    for (const secret of made) secret.wipe()
    return Result.fail(taken.failure)
  }
  const { fresh, key, ratchet: next, retired: used } = taken.success
  const tree = put(beside, sender, { ...ratchets, [name]: next })
  // A leaf opened just now had no ratchets in the old state: what it gave up is nobody's any more.
  const opened = retired.length > 0
  if (opened) for (const secret of used) secret.wipe()
  return Result.succeed({
    key,
    fresh,
    state: { ...state, tree, skipped: elsewhere + next.skipped.length },
    retired: opened ? retired : used
  })
}

/** The nonce with the reuse guard XORed into its first four bytes (6.3.1, V073). The kept nonce stays as it is. */
const guarded = (nonce: Secret, reuseGuard: Uint8Array): Uint8Array => {
  const out = nonce.expose().slice()
  for (let i = 0; i < reuseGuard.length; i++) out[i] = (out[i] as number) ^ (reuseGuard[i] as number)
  return out
}

const wipeKey = ({ key, nonce }: MessageKey): void => {
  key.wipe()
  nonce.wipe()
}
