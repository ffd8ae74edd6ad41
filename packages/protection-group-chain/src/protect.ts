import { encode } from "@copath/codec"
import { type Header, isMember, type Random, type Secret, type Suite, Unprotectable } from "@copath/contracts"
import { type LeafIndex, leafIndex } from "@copath/tree-math"
import * as Result from "effect/Result"
import { groupChainAad, type GroupChainBody, LEAF_INDEX_SIZE } from "./body.ts"
import { LAST_POSITION, type SlotKey, take } from "./chain.ts"
import type { GroupChainState } from "./state.ts"
import type { Window } from "./window.ts"

export interface Protected {
  readonly body: GroupChainBody
  readonly state: GroupChainState
  readonly retired: ReadonlyArray<Secret>
}

export interface Unprotected {
  readonly sender: LeafIndex
  readonly content: Uint8Array
  readonly state: GroupChainState
  readonly retired: ReadonlyArray<Secret>
}

/**
 * Seals `content` with the key of a reserved slot. Messages of others may have moved the chain past it since: then the key waits among the
 * skipped ones. `KeyConsumed`: the slot has brought a message already; `OutOfOrder`: its key was dropped; `Exhausted`: no position is left.
 */
export const protect = (
  suite: Suite,
  random: Random,
  window: Window,
  state: GroupChainState,
  header: Header,
  content: Uint8Array,
  slot: bigint
): Result.Result<Protected, Unprotectable> => {
  if (slot >= BigInt(LAST_POSITION)) return Result.fail(new Unprotectable({ reason: "Exhausted" }))
  const position = Number(slot)
  return Result.map(take(suite, state.chain, position, window), ({ chain, fresh, key, retired }) => {
    const reuseGuard = random(4).expose()
    const aad = encode(groupChainAad, { ...header, position })
    const ciphertext = suite.aead.seal(key.key, guarded(key.nonce, reuseGuard), aad, withSender(state.me, content))
    if (fresh) wipeKey(key)
    return { body: { position, reuseGuard, ciphertext }, state: { ...state, chain }, retired }
  })
}

/**
 * Opens a message into its content and the state to adopt once the signature has held. Whatever an outsider can provoke is `BadCiphertext`;
 * so is a message that claims to be ours.
 */
export const unprotect = (
  suite: Suite,
  window: Window,
  state: GroupChainState,
  header: Header,
  { ciphertext, position, reuseGuard }: GroupChainBody
): Result.Result<Unprotected, Unprotectable> =>
  Result.flatMap(take(suite, state.chain, position, window), ({ chain, fresh, key, made, retired }) => {
    const aad = encode(groupChainAad, { ...header, position })
    const plain = suite.aead.open(key.key, guarded(key.nonce, reuseGuard), aad, ciphertext)
    if (fresh) wipeKey(key)
    const sender = plain === undefined ? undefined : senderOf(plain)
    if (plain !== undefined && sender !== undefined && isMember(state.occupied, state.leafCount, sender) && sender !== state.me) {
      return Result.succeed({ sender: leafIndex(sender), content: plain.subarray(LEAF_INDEX_SIZE), state: { ...state, chain }, retired })
    }
    for (const secret of made) secret.wipe()
    return Result.fail(new Unprotectable({ reason: "BadCiphertext" }))
  })

const withSender = (leaf: LeafIndex, content: Uint8Array): Uint8Array => {
  const out = new Uint8Array(LEAF_INDEX_SIZE + content.length)
  new DataView(out.buffer).setUint32(0, leaf)
  out.set(content, LEAF_INDEX_SIZE)
  return out
}

const senderOf = (plain: Uint8Array): number | undefined =>
  plain.length < LEAF_INDEX_SIZE ? undefined : new DataView(plain.buffer, plain.byteOffset).getUint32(0)

/** The nonce with the reuse guard XORed into its first four bytes. The kept nonce stays as it is. */
const guarded = (nonce: Secret, reuseGuard: Uint8Array): Uint8Array => {
  const out = nonce.expose().slice()
  for (let i = 0; i < reuseGuard.length; i++) out[i] = (out[i] as number) ^ (reuseGuard[i] as number)
  return out
}

const wipeKey = ({ key, nonce }: SlotKey): void => {
  key.wipe()
  nonce.wipe()
}
