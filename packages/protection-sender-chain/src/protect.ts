import {
  type BodySealing,
  forgetIn,
  type Header,
  isMember,
  type KeyChain,
  leafEntries,
  leafEntry,
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
  startChain,
  type Suite,
  type Taken,
  takeKey,
  Unprotectable,
  wipeKey,
  withLeafEntry
} from "@copath/contracts"
import { type LeafIndex, leafIndex } from "@copath/tree-math"
import type { SenderDataAndCiphertext } from "@copath/wire"
import * as Result from "effect/Result"
import type { Form } from "./form.ts"
import { headAt } from "./heads.ts"
import type { SenderChainState } from "./state.ts"
import type { Window } from "./window.ts"

/** A draft's chains and the window that they are used within. */
export interface Choices {
  readonly form: Form
  readonly window: Window
}

/** Seals `content` with the next key of our own chain. `Exhausted`: no generation is left. */
export const protect = (
  sealing: BodySealing,
  choices: Choices,
  state: SenderChainState,
  header: Header,
  content: Uint8Array
): Result.Result<PureProtected<SenderChainState, SenderDataAndCiphertext>, Unprotectable> =>
  Result.map(takeFrom(sealing.suite, choices, state, state.me, "next", []), ({ key, retired, state: next }) => {
    const body = sealBody(sealing, state.senderData, header, state.me, key.generation, key, content)
    wipeKey(key)
    return { body, state: next, retired }
  })

/**
 * Opens a message into its content and the state to adopt once the signature has held. Whatever an outsider can provoke is `BadCiphertext`; so is a
 * message that claims to be ours.
 */
export const unprotect = (
  sealing: BodySealing,
  choices: Choices,
  state: SenderChainState,
  header: Header,
  body: SenderDataAndCiphertext
): Result.Result<PureUnprotected<SenderChainState>, Unprotectable> => {
  const data = readSender(sealing, state.senderData, header, body)
  if (data === undefined) return badCiphertext
  const { generation, leafIndex: sender } = data
  if (!isMember(state.occupied, state.leafCount, sender) || sender === state.me) return badCiphertext
  const made: Array<Secret> = []
  return Result.flatMap(
    takeFrom(sealing.suite, choices, state, leafIndex(sender), generation, made),
    ({ fresh, key, retired, state: next }) => {
      const content = openContent(sealing, header, data, key, body.ciphertext)
      if (fresh) wipeKey(key)
      if (content !== undefined) return Result.succeed({ sender: leafIndex(sender), content, state: next, retired })
      for (const secret of made) secret.wipe()
      return badCiphertext
    }
  )
}

const badCiphertext = Result.fail(new Unprotectable({ reason: "BadCiphertext" }))

interface TakenFrom extends Omit<Taken, "chain"> {
  readonly state: SenderChainState
}

const chainOf = ({ chains, heads, leafCount }: SenderChainState, leaf: LeafIndex): KeyChain =>
  leafEntry(chains, leaf) ?? startChain(headAt(heads, leafCount, leaf))

/** One key of one sender's chain, and the state without it. */
const takeFrom = (
  suite: Suite,
  { form, window }: Choices,
  state: SenderChainState,
  sender: LeafIndex,
  generation: number | "next",
  made: Array<Secret>
): Result.Result<TakenFrom, Unprotectable> => {
  const chain = chainOf(state, sender)
  const wanted = generation === "next" ? chain.generation : generation
  return Result.map(takeKey(suite, form.chain(sender), chain, wanted, window, window.maxSkipped, made), ({ chain: next, ...taken }) => ({
    ...taken,
    state: { ...state, chains: withLeafEntry(state.chains, sender, next) }
  }))
}

/** What of the past the skipped keys of all chains still open. */
export const retained = ({ chains }: SenderChainState): Retained =>
  leafEntries(chains)
    .map(({ value }) => retainedIn(value))
    .reduce(retainedTogether, { keys: 0, oldest: 0 })

/** The state without the skipped keys that time has run out for. */
export const forget = ({ maxSeconds }: Window, state: SenderChainState, now: number): PureForgotten<SenderChainState> => {
  const retired: Array<Secret> = []
  if (maxSeconds === Infinity) return { state, retired }
  const chains = leafEntries(state.chains).reduce(
    (table, { leaf, value }) => withLeafEntry(table, leaf, forgetIn(value, now, maxSeconds, retired)),
    state.chains
  )
  return { state: { ...state, chains }, retired }
}
