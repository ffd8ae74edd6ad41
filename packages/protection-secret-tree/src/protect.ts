import {
  type BodySealing,
  forgetIn,
  type Header,
  isMember,
  openContent,
  type PureForgotten,
  type PureProtected,
  type PureUnprotected,
  readSender,
  type Retained,
  retainedIn,
  retainedTogether,
  sealBody,
  type Secret,
  type Suite,
  type Taken,
  takeKey,
  Unprotectable,
  wipeKey
} from "@copath/contracts"
import { type LeafIndex, leafIndex } from "@copath/tree-math"
import type { SenderDataAndCiphertext } from "@copath/wire"
import * as Result from "effect/Result"
import { ratchet as derivation } from "./ratchet.ts"
import { find, mapRatchets, put, ratchetsIn } from "./secretTree.ts"
import type { SecretTreeState } from "./state.ts"
import type { Window } from "./window.ts"

type Protected = PureProtected<SecretTreeState, SenderDataAndCiphertext>
type Unprotected = PureUnprotected<SecretTreeState>

/** Seals `content` with the next key of our own ratchet (RFC 9420, 6.3). `Exhausted`: no generation is left. */
export const protect = (
  sealing: BodySealing,
  window: Window,
  state: SecretTreeState,
  header: Header,
  content: Uint8Array
): Result.Result<Protected, Unprotectable> =>
  Result.map(takeFrom(sealing.suite, window, state, header, state.me, "next", []), ({ key, retired, state: next }) => {
    const body = sealBody(sealing, state.senderData, header, state.me, key.generation, key, content)
    wipeKey(key)
    return { body, state: next, retired }
  })

/**
 * Opens a message into its content and the state to adopt once the signature has held (V077, V078). Whatever an outsider can provoke is
 * `BadCiphertext`; so is a message that claims to be ours, which never touches our own ratchets (V068).
 */
export const unprotect = (
  sealing: BodySealing,
  window: Window,
  state: SecretTreeState,
  header: Header,
  body: SenderDataAndCiphertext
): Result.Result<Unprotected, Unprotectable> => {
  const data = readSender(sealing, state.senderData, header, body)
  if (data === undefined) return badCiphertext
  const { generation, leafIndex: sender } = data
  if (!isMember(state.occupied, state.leafCount, sender) || sender === state.me) return badCiphertext
  const made: Array<Secret> = []
  return Result.flatMap(
    takeFrom(sealing.suite, window, state, header, leafIndex(sender), generation, made),
    ({ fresh, key, retired, state: next }) => {
      const content = openContent(sealing, header, data, key, body.ciphertext)
      if (fresh) wipeKey(key)
      if (content !== undefined) return Result.succeed({ sender: leafIndex(sender), content, state: next, retired })
      for (const secret of made) secret.wipe()
      return badCiphertext
    }
  )
}

/** What of the past the skipped keys of all ratchets still open. */
export const retained = ({ tree }: SecretTreeState): Retained =>
  ratchetsIn(tree).map(retainedIn).reduce(retainedTogether, { keys: 0, oldest: 0 })

/** The state without the skipped keys that time has run out for. */
export const forget = ({ maxSeconds }: Window, state: SecretTreeState, now: number): PureForgotten<SecretTreeState> => {
  const retired: Array<Secret> = []
  if (maxSeconds === Infinity || state.skipped === 0) return { state, retired }
  const tree = mapRatchets(state.tree, (ratchet) => forgetIn(ratchet, now, maxSeconds, retired))
  return { state: { ...state, tree, skipped: state.skipped - retired.length / 2 }, retired }
}

const badCiphertext = Result.fail(new Unprotectable({ reason: "BadCiphertext" }))

interface TakenFrom extends Omit<Taken, "chain"> {
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
  const { beside, ratchets, retired } = find(suite, state.tree, state.leafCount, sender, made)
  const ratchet = ratchets[name]
  const elsewhere = state.skipped - ratchet.skipped.length
  const allowance = Math.max(Math.min(window.maxSkipped, window.maxSkippedTotal - elsewhere), 0)
  const wanted = generation === "next" ? ratchet.generation : generation
  const taken = takeKey(suite, derivation, ratchet, wanted, window, allowance, made)
  if (Result.isFailure(taken)) {
    for (const secret of made) secret.wipe()
    return Result.fail(taken.failure)
  }
  const { chain: next, fresh, key, retired: used } = taken.success
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
