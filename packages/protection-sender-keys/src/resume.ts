import { equalBytes, isMember, type Secret } from "@copath/contracts"
import type { LeafIndex } from "@copath/tree-math"
import type { Options } from "./options.ts"
import { type Channel, type Line, type Own, peersOf, type SenderKeysState } from "./state.ts"

/** The state to go on with, and what it has no more. */
export interface Resumed {
  readonly state: SenderKeysState
  readonly retired: ReadonlyArray<Secret>
}

/**
 * Goes on from the epoch before: channels and chains stay, unless the commit calls for a new chain of mine. The others tell of theirs when they speak:
 * a chain that its sender has replaced stays for late messages.
 */
export const resume = (channel: Channel, options: Options, now: SenderKeysState, before: SenderKeysState): Resumed => {
  // An external joiner is in no list.
  const joined = peersOf(now).filter((leaf) => !isMember(before.occupied, before.leafCount, leaf))
  const fresh = new Set([...now.entering.fresh, ...joined])
  const channels = channel.resume(now.channel, before.channel, fresh, options.pastEpochs)
  const own = ownAfter(options, now, before, fresh)
  const lines = linesAfter(options, now, before, fresh)
  const dropped = own === now.own ? [before.own.chain.secret] : []
  return {
    state: { ...now, entering: { fresh: [], removal: false }, channel: channels.state, own, lines: lines.kept },
    retired: [...channels.retired, ...dropped, ...lines.retired]
  }
}

const ownAfter = (options: Options, now: SenderKeysState, before: SenderKeysState, fresh: ReadonlySet<LeafIndex>): Own => {
  const removal = options.rekeyOnRemoval && now.entering.removal
  const update = options.rekeyOnUpdate && !equalBytes(now.leafKey, before.leafKey)
  if (removal || update) return now.own
  const given = before.own.given.filter((leaf) => !fresh.has(leaf) && isMember(now.occupied, now.leafCount, leaf))
  return { ...before.own, given }
}

const linesAfter = ({ pastEpochs }: Options, { epoch }: SenderKeysState, { lines }: SenderKeysState, fresh: ReadonlySet<LeafIndex>) => {
  const kept = new Map<LeafIndex, ReadonlyArray<Line>>()
  const retired: Array<Secret> = []
  for (const [leaf, list] of lines) {
    const all = list.map((line) => (fresh.has(leaf) && line.ended === undefined ? { ...line, ended: epoch } : line))
    // Serves an epoch whose late messages are still opened.
    const live = all.filter(({ ended }) => ended === undefined || ended + BigInt(pastEpochs) > epoch)
    if (live.length > 0) kept.set(leaf, live)
    for (const { chain } of all.filter((line) => !live.includes(line)))
      retired.push(chain.secret, ...chain.skipped.flatMap(({ key, nonce }) => [key, nonce]))
  }
  return { kept, retired }
}
