import { encode } from "@copath/codec"
import {
  forgetIn,
  type Header,
  isMember,
  LAST_GENERATION,
  type Nonces,
  type PureForgotten,
  type PureProtected,
  type PureUnprotected,
  type Random,
  type Secret,
  type Suite,
  takeKey,
  Unprotectable,
  wipeKey
} from "@copath/contracts"
import { type LeafIndex, leafIndex } from "@copath/tree-math"
import * as Result from "effect/Result"
import { groupChainAad, type GroupChainBody, LEAF_INDEX_SIZE } from "./body.ts"
import { chain as derivation } from "./chain.ts"
import type { GroupChainState } from "./state.ts"
import type { Window } from "./window.ts"

/** What a group chain seals and opens with. */
export interface Sealing {
  readonly suite: Suite
  readonly random: Random
  readonly nonces: Nonces["Service"]
}

type Protected = PureProtected<GroupChainState, GroupChainBody>
type Unprotected = PureUnprotected<GroupChainState>

/**
 * Seals `content` with the key of a reserved slot. Messages of others may have moved the chain past it since: then the key waits among the
 * skipped ones. `KeyConsumed`: the slot has brought a message already; `OutOfOrder`: its key was dropped; `Exhausted`: no position is left.
 */
export const protect = (
  { nonces, random, suite }: Sealing,
  window: Window,
  state: GroupChainState,
  header: Header,
  content: Uint8Array,
  slot: bigint
): Result.Result<Protected, Unprotectable> => {
  if (slot >= BigInt(LAST_GENERATION)) return Result.fail(new Unprotectable({ reason: "Exhausted" }))
  const position = Number(slot)
  return Result.map(takeKey(suite, derivation, state.chain, position, window, window.maxSkipped, []), ({ chain, fresh, key, retired }) => {
    const carried = nonces.carry(random)
    const aad = encode(groupChainAad, { ...header, position })
    const ciphertext = suite.aead.seal(key.key, nonces.nonce(key.nonce.expose(), carried), aad, withSender(state.me, content))
    if (fresh) wipeKey(key)
    return { body: { position, carried, ciphertext }, state: { ...state, chain }, retired }
  })
}

/**
 * Opens a message into its content and the state to adopt once the signature has held. Whatever an outsider can provoke is `BadCiphertext`;
 * so is a message that claims to be ours.
 */
export const unprotect = (
  { nonces, suite }: Omit<Sealing, "random">,
  window: Window,
  state: GroupChainState,
  header: Header,
  { carried, ciphertext, position }: GroupChainBody
): Result.Result<Unprotected, Unprotectable> => {
  const made: Array<Secret> = []
  const taken = takeKey(suite, derivation, state.chain, position, window, window.maxSkipped, made)
  return Result.flatMap(taken, ({ chain, fresh, key, retired }) => {
    const aad = encode(groupChainAad, { ...header, position })
    const plain = suite.aead.open(key.key, nonces.nonce(key.nonce.expose(), carried), aad, ciphertext)
    if (fresh) wipeKey(key)
    const sender = plain === undefined ? undefined : senderOf(plain)
    if (plain !== undefined && sender !== undefined && isMember(state.occupied, state.leafCount, sender) && sender !== state.me) {
      return Result.succeed({ sender: leafIndex(sender), content: plain.subarray(LEAF_INDEX_SIZE), state: { ...state, chain }, retired })
    }
    for (const secret of made) secret.wipe()
    return Result.fail(new Unprotectable({ reason: "BadCiphertext" }))
  })
}

/** The state without the skipped keys that time has run out for. */
export const forget = ({ maxSeconds }: Window, state: GroupChainState, now: number): PureForgotten<GroupChainState> => {
  const retired: Array<Secret> = []
  return maxSeconds === Infinity
    ? { state, retired }
    : { state: { ...state, chain: forgetIn(state.chain, now, maxSeconds, retired) }, retired }
}

const withSender = (leaf: LeafIndex, content: Uint8Array): Uint8Array => {
  const out = new Uint8Array(LEAF_INDEX_SIZE + content.length)
  new DataView(out.buffer).setUint32(0, leaf)
  out.set(content, LEAF_INDEX_SIZE)
  return out
}

const senderOf = (plain: Uint8Array): number | undefined =>
  plain.length < LEAF_INDEX_SIZE ? undefined : new DataView(plain.buffer, plain.byteOffset).getUint32(0)
