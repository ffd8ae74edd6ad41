import { encode } from "@copath/codec"
import {
  type ChannelState,
  type Header,
  isMember,
  type KeyChain,
  type Secret,
  type Suite,
  takeKey,
  Unprotectable,
  wipeKey
} from "@copath/contracts"
import type { LeafIndex } from "@copath/tree-math"
import * as Result from "effect/Result"
import { boundTo, chainContext, type SenderKeysBody } from "./body.ts"
import { senderChain } from "./chain.ts"
import type { Options } from "./options.ts"
import type { Channel, Line, SenderKeysState } from "./state.ts"

export interface Unprotected {
  readonly sender: LeafIndex
  readonly content: Uint8Array
  readonly state: SenderKeysState
  readonly retired: ReadonlyArray<Secret>
}

/** The chain that a message is under: one that I have, or one that came with it. */
interface Found {
  readonly chain: KeyChain
  readonly channel: ChannelState
  readonly retired: ReadonlyArray<Secret>
  readonly handed: boolean
}

const refused = (reason: Unprotectable["reason"]) => Result.fail(new Unprotectable({ reason }))

/**
 * Opens a message of this epoch or of one before. `NoKeyYet`: its chain came with a message that has not arrived; whoever forges a sender can provoke it too, so
 * what is held for a retry must be bounded.
 */
export const unprotect = (
  suite: Suite,
  channel: Channel,
  options: Options,
  state: SenderKeysState,
  header: Header,
  body: SenderKeysBody
): Result.Result<Unprotected, Unprotectable> => {
  const { generation, sender, since } = body
  const ago = state.epoch - header.epoch
  if (sender === state.me || ago < 0n || ago > BigInt(options.pastEpochs) || since > header.epoch) return refused("BadCiphertext")
  if (ago === 0n && !isMember(state.occupied, state.leafCount, sender)) return refused("BadCiphertext")
  return Result.flatMap(find(suite, channel, state, header, body, Number(ago)), (found) => {
    const made: Array<Secret> = []
    const window = { maxForward: options.maxForward, maxAge: Number.MAX_SAFE_INTEGER }
    const taken = takeKey(suite, senderChain, found.chain, generation, window, options.maxSkipped, made)
    // A chain that came with this message stands in no state yet.
    if (found.handed) found.chain.secret.wipe()
    return Result.flatMap(taken, ({ chain, fresh, key, retired }) => {
      const content = suite.aead.open(key.key, key.nonce.expose(), boundTo(header, body), body.ciphertext)
      if (fresh) wipeKey(key)
      if (content === undefined) {
        for (const secret of made) secret.wipe()
        return refused("BadCiphertext")
      }
      return Result.succeed({
        sender,
        content,
        state: { ...state, channel: found.channel, lines: withLine(state.lines, sender, since, chain) },
        retired: [...found.retired, ...(found.handed ? [] : retired)]
      })
    })
  })
}

const find = (
  suite: Suite,
  channel: Channel,
  state: SenderKeysState,
  header: Header,
  { distribution, generation, sender, since }: SenderKeysBody,
  ago: number
): Result.Result<Found, Unprotectable> => {
  const line = state.lines.get(sender)?.find((one) => one.since === since)
  if (line !== undefined) {
    // A chain serves the epochs from its own to the next one's.
    if (line.ended !== undefined && header.epoch >= line.ended) return refused("BadCiphertext")
    return Result.succeed({ chain: line.chain, channel: state.channel, retired: [], handed: false })
  }
  const forMe = distribution.find(({ to }) => to === state.me)
  if (forMe === undefined) return refused("NoKeyYet")
  const context = encode(chainContext, { groupId: header.groupId, epoch: header.epoch, since, generation })
  return Result.flatMap(channel.open(state.channel, sender, ago, context, forMe.sealed), (opened) => {
    if (opened.plain.length !== suite.kdf.size) return refused("BadCiphertext")
    // What came before this message is not for me to read.
    const chain = { generation, secret: opened.plain, dropped: generation, skipped: [] }
    return Result.succeed({ chain, channel: opened.state, retired: opened.retired, handed: true })
  })
}

/** The sender's chains with this one as it is now. Each ends where the next one begins. */
const withLine = (lines: SenderKeysState["lines"], sender: LeafIndex, since: bigint, chain: KeyChain): SenderKeysState["lines"] => {
  const before = lines.get(sender) ?? []
  const known = before.find((one) => one.since === since)
  const next: Line = { since, ended: known?.ended, chain }
  const list = known === undefined ? [...before, next] : before.map((one) => (one === known ? next : one))
  const newestFirst = list.toSorted((a, b) => (a.since < b.since ? 1 : -1))
  const ending = newestFirst.map((one, i) => {
    const after = newestFirst[i - 1]?.since
    return after === undefined || (one.ended !== undefined && one.ended <= after) ? one : { ...one, ended: after }
  })
  return new Map([...lines, [sender, ending]])
}
