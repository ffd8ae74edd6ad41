import { encode } from "@copath/codec"
import { type CryptoFailure, type Header, type Secret, type Suite, takeKey, type Unprotectable, wipeKey } from "@copath/contracts"
import * as Result from "effect/Result"
import { boundTo, chainContext, type SenderKeysBody } from "./body.ts"
import { senderChain } from "./chain.ts"
import { type Channel, peersOf, type SenderKeysState } from "./state.ts"

export interface Protected {
  readonly body: SenderKeysBody
  readonly state: SenderKeysState
  readonly retired: ReadonlyArray<Secret>
}

/** Seals `content` under the next key of my chain, and the chain itself for whoever does not have it. */
export const protect = (
  suite: Suite,
  channel: Channel,
  state: SenderKeysState,
  header: Header,
  content: Uint8Array
): Result.Result<Protected, Unprotectable | CryptoFailure> =>
  Result.gen(function* () {
    const { chain, given, since } = state.own
    const { generation } = chain
    const context = encode(chainContext, { groupId: header.groupId, epoch: header.epoch, since, generation })
    const lacking = peersOf(state).filter((leaf) => !given.includes(leaf))
    const distribution: Array<SenderKeysBody["distribution"][number]> = []
    const retired: Array<Secret> = []
    let channels = state.channel
    for (const to of lacking) {
      const made = yield* channel.seal(channels, to, context, chain.secret.expose())
      distribution.push({ to, sealed: made.sealed })
      retired.push(...made.retired)
      channels = made.state
    }
    const taken = yield* takeKey(suite, senderChain, chain, generation, { maxForward: 0, maxAge: 0 }, 0, [])
    const said = { sender: state.me, since, generation, distribution }
    const ciphertext = suite.aead.seal(taken.key.key, taken.key.nonce.expose(), boundTo(header, said), content)
    wipeKey(taken.key)
    const own = { since, chain: taken.chain, given: lacking.length === 0 ? given : peersOf(state) }
    return { body: { ...said, ciphertext }, state: { ...state, channel: channels, own }, retired: [...retired, ...taken.retired] }
  })
