import { encode } from "@copath/codec"
import {
  type CryptoFailure,
  expandWithLabel,
  type Header,
  isMember,
  noBytes,
  type Random,
  type Secret,
  type Suite,
  Unprotectable
} from "@copath/contracts"
import type { LeafIndex } from "@copath/tree-math"
import * as Result from "effect/Result"
import { boundTo, type PairwiseBody, secretContext } from "./body.ts"
import { type Channel, type PairwiseState, peersOf } from "./state.ts"

export interface Protected {
  readonly body: PairwiseBody
  readonly state: PairwiseState
  readonly retired: ReadonlyArray<Secret>
}

export interface Unprotected {
  readonly sender: LeafIndex
  readonly content: Uint8Array
  readonly state: PairwiseState
  readonly retired: ReadonlyArray<Secret>
}

/** Key and nonce of one message; the secret is wiped. */
const contentKey = (suite: Suite, secret: Secret): { readonly key: Secret; readonly nonce: Secret } => {
  const key = expandWithLabel(suite, secret, "key", noBytes, suite.aead.keySize)
  const nonce = expandWithLabel(suite, secret, "nonce", noBytes, suite.aead.nonceSize)
  secret.wipe()
  return { key, nonce }
}

/** Seals `content` once under a fresh secret, and the secret for each other member. */
export const protect = (
  suite: Suite,
  random: Random,
  channel: Channel,
  state: PairwiseState,
  header: Header,
  content: Uint8Array
): Result.Result<Protected, Unprotectable | CryptoFailure> =>
  Result.gen(function* () {
    const secret = random(suite.kdf.size)
    const context = encode(secretContext, header)
    const secrets: Array<PairwiseBody["secrets"][number]> = []
    const retired: Array<Secret> = []
    let channels = state.channel
    for (const to of peersOf(state)) {
      const made = yield* channel.seal(channels, to, context, secret.expose())
      secrets.push({ to, sealed: made.sealed })
      retired.push(...made.retired)
      channels = made.state
    }
    const { key, nonce } = contentKey(suite, secret)
    const said = { sender: state.me, secrets }
    const ciphertext = suite.aead.seal(key, nonce.expose(), boundTo(header, said), content)
    key.wipe()
    nonce.wipe()
    return { body: { ...said, ciphertext }, state: { ...state, channel: channels }, retired }
  })

const refused = (reason: Unprotectable["reason"]) => Result.fail(new Unprotectable({ reason }))

/** Opens a message of this epoch or of one before. Replays, jumps and late messages are judged by the channel from its sender. */
export const unprotect = (
  suite: Suite,
  channel: Channel,
  pastEpochs: number,
  state: PairwiseState,
  header: Header,
  body: PairwiseBody
): Result.Result<Unprotected, Unprotectable> => {
  const { sender } = body
  const ago = state.epoch - header.epoch
  const forMe = body.secrets.find(({ to }) => to === state.me)
  if (forMe === undefined || sender === state.me || ago < 0n || ago > BigInt(pastEpochs)) return refused("BadCiphertext")
  // Whoever has left since has no channel to me any more.
  if (!isMember(state.occupied, state.leafCount, sender)) return refused("BadCiphertext")
  const opened = channel.open(state.channel, sender, Number(ago), encode(secretContext, header), forMe.sealed)
  return Result.flatMap(opened, ({ plain, retired, state: channels }) => {
    if (plain.length !== suite.kdf.size) return refused("BadCiphertext")
    const { key, nonce } = contentKey(suite, plain)
    const content = suite.aead.open(key, nonce.expose(), boundTo(header, body), body.ciphertext)
    key.wipe()
    nonce.wipe()
    return content === undefined
      ? refused("BadCiphertext")
      : Result.succeed({ sender, content, state: { ...state, channel: channels }, retired })
  })
}
