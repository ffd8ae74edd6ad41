import {
  type BodySealing,
  type Header,
  isMember,
  openContent,
  type PureForgotten,
  type PureProtected,
  type PureUnprotected,
  readSender,
  type Retained,
  sealBody,
  type Secret,
  Unprotectable,
  wipeKey
} from "@copath/contracts"
import { leafIndex } from "@copath/tree-math"
import type { SenderDataAndCiphertext } from "@copath/wire"
import * as Result from "effect/Result"
import { forgetIn, take } from "./chain.ts"
import type { GroupChainSenderState } from "./state.ts"
import type { Window } from "./window.ts"

/** Seals `content` at the generation after the newest that we have seen. `Exhausted`: no generation is left. */
export const protect = (
  sealing: BodySealing,
  window: Window,
  state: GroupChainSenderState,
  header: Header,
  content: Uint8Array
): Result.Result<PureProtected<GroupChainSenderState, SenderDataAndCiphertext>, Unprotectable> => {
  const { generation } = state.chain
  return Result.map(take(sealing.suite, state.chain, generation, state.me, window), ({ chain, key, retired }) => {
    const body = sealBody(sealing, state.senderData, header, state.me, generation, key, content)
    wipeKey(key)
    return { body, state: { ...state, chain }, retired }
  })
}

/**
 * Opens a message into its content and the state to adopt once the signature has held. Whatever an outsider can provoke is `BadCiphertext`; so is a
 * message that claims to be ours.
 */
export const unprotect = (
  sealing: BodySealing,
  window: Window,
  state: GroupChainSenderState,
  header: Header,
  body: SenderDataAndCiphertext
): Result.Result<PureUnprotected<GroupChainSenderState>, Unprotectable> => {
  const data = readSender(sealing, state.senderData, header, body)
  if (data === undefined) return badCiphertext
  const { generation, leafIndex: sender } = data
  if (!isMember(state.occupied, state.leafCount, sender) || sender === state.me) return badCiphertext
  return Result.flatMap(take(sealing.suite, state.chain, generation, sender, window), ({ chain, key, made, retired }) => {
    const content = openContent(sealing, header, data, key, body.ciphertext)
    wipeKey(key)
    if (content !== undefined) return Result.succeed({ sender: leafIndex(sender), content, state: { ...state, chain }, retired })
    for (const secret of made) secret.wipe()
    return badCiphertext
  })
}

const badCiphertext = Result.fail(new Unprotectable({ reason: "BadCiphertext" }))

/** What of the past the kept generations still open: all of it, whether it was opened before or not. */
export const retained = ({ chain: { generation, kept } }: GroupChainSenderState): Retained => {
  const first = kept[0]
  return { keys: kept.length, oldest: first === undefined ? 0 : generation - 1 - first.generation }
}

/** The state without the generations that time has run out for. */
export const forget = ({ maxSeconds }: Window, state: GroupChainSenderState, now: number): PureForgotten<GroupChainSenderState> => {
  const retired: Array<Secret> = []
  return maxSeconds === Infinity
    ? { state, retired }
    : { state: { ...state, chain: forgetIn(state.chain, now, maxSeconds, retired) }, retired }
}
