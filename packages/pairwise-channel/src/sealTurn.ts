import { encode } from "@copath/codec"
import { CryptoFailure, type KeyPair, type Random, type Secret, type Suite, takeKey, type Unprotectable, wipeKey } from "@copath/contracts"
import * as Result from "effect/Result"
import type { Contact } from "./leafKeys.ts"
import { type Between, turnBound, turnContent, turnSealed } from "./message.ts"
import { beginsTurn, type Session, type Sending } from "./session.ts"
import { beginTurn, turnChain } from "./turnKeys.ts"

/** A message of mine, and the channel behind it. */
export interface SealedTurn {
  readonly sealed: Uint8Array
  readonly session: Session
  readonly retired: ReadonlyArray<Secret>
}

/** Offers that wait for an answer; older ones are given up. A turn makes at most 33, and a second unanswered one comes only with a new leaf key. */
const MAX_OFFERS = 40

interface Speaking {
  readonly session: Session
  readonly sending: Sending
  readonly retired: ReadonlyArray<Secret>
}

/** Seals in my present turn, or in a new one where the last was answered. `rooted`: whether a turn follows from the one before it. */
export const sealTurn = (
  suite: Suite,
  random: Random,
  rooted: boolean,
  session: Session,
  contact: Contact,
  between: Between,
  plain: Uint8Array
): Result.Result<SealedTurn, Unprotectable | CryptoFailure> =>
  Result.flatMap(beginsTurn(session) ? newTurn(suite, random, rooted, session, contact) : sameTurn(session), (speaking) => {
    const { before, chain, kemOutput, to } = speaking.sending
    const { generation } = chain
    return Result.map(takeKey(suite, turnChain, chain, generation, { maxForward: 0, maxAge: 0 }, 0, []), ({ chain: next, key }) => {
      const { dropped, offer, session: offering } = offered(suite, random, speaking.session, generation)
      const header = { turn: offering.turn, to, before, generation, kemOutput }
      const content = encode(turnContent, { heard: session.heard, number: offer.number, offer: offer.pair.publicKey, plain })
      const ciphertext = suite.aead.seal(key.key, key.nonce.expose(), encode(turnBound, { ...between, header }), content)
      content.fill(0)
      wipeKey(key)
      const goesOn = session.sending?.chain === chain
      // A chain that begins with this message stands in no state yet.
      if (!goesOn) chain.secret.wipe()
      return {
        sealed: encode(turnSealed, { header, ciphertext }),
        session: { ...offering, sending: { ...speaking.sending, chain: next } },
        retired: [...speaking.retired, ...(goesOn ? [chain.secret] : []), ...dropped]
      }
    })
  })

const sameTurn = (session: Session): Result.Result<Speaking> => {
  const { sending } = session
  if (sending === undefined) throw new TypeError("a turn has a chain")
  return Result.succeed({ session, sending, retired: [] })
}

const newTurn = (
  suite: Suite,
  random: Random,
  rooted: boolean,
  session: Session,
  contact: Contact
): Result.Result<Speaking, CryptoFailure> => {
  const { rootOut, sending, theirs } = session
  const answered = sending?.stale === true ? undefined : theirs
  const begun =
    answered === undefined
      ? beginTurn(suite, random, rooted, { _tag: "leaf", contact }, contact.theirs)
      : beginTurn(suite, random, rooted, { _tag: "root", root: rootOut }, answered.key)
  // Leaf keys are checked when they come into the tree, offers when they are heard.
  if (begun === undefined) return Result.fail(new CryptoFailure({ operation: "hpke.sendExport" }))
  const { chain, kemOutput, root } = begun
  const next: Sending = { chain, kemOutput, to: answered?.number ?? 0, before: sending?.chain.generation ?? 0, stale: false }
  return Result.succeed({
    session: { ...session, turn: session.turn + 1, sending: next, rootOut: root },
    sending: next,
    retired: [sending?.chain.secret, rootOut].filter((s) => s !== undefined)
  })
}

/** The key that goes with message `generation` of a turn: a fresh one with 0, 1, 2, 4, 8 and so on, the last one with all others. */
const offered = (suite: Suite, random: Random, session: Session, generation: number) => {
  const last = session.offers.at(-1)
  if (last !== undefined && (generation & (generation - 1)) !== 0) return { offer: last, session, dropped: [] }
  const number = session.offered + 1
  const offer = { number, pair: freshPair(suite, random) }
  const all = [...session.offers, offer]
  return {
    offer,
    session: { ...session, offered: number, offers: all.slice(-MAX_OFFERS) },
    dropped: all.slice(0, -MAX_OFFERS).map(({ pair }) => pair.secretKey)
  }
}

const freshPair = (suite: Suite, random: Random): KeyPair => {
  const seed = random(suite.kem.seedSize)
  const pair = suite.kem.derive(seed)
  seed.wipe()
  return pair
}
