import { decode, encode } from "@copath/codec"
import { type KeyChain, type MessageKey, Secret, type Suite, takeKey, Unprotectable, wipeKey } from "@copath/contracts"
import * as Result from "effect/Result"
import type { Contact } from "./leafKeys.ts"
import { type Between, turnBound, turnContent, type TurnHeader, turnSealed } from "./message.ts"
import type { LateTurn, Session } from "./session.ts"
import { enterTurn, turnChain } from "./turnKeys.ts"
import type { Window } from "./window.ts"

/** What a message held, and the channel behind it. */
export interface OpenedTurn {
  readonly plain: Secret
  readonly session: Session
  readonly retired: ReadonlyArray<Secret>
}

/** A key for one message, and the channel without it. */
interface Found {
  readonly key: MessageKey
  readonly session: Session
  /** Secrets of the old channel that the new one has no more. */
  readonly retired: ReadonlyArray<Secret>
  /** Secrets that only the new channel holds: to be wiped if it is not adopted. */
  readonly made: ReadonlyArray<Secret>
  /** Secrets that neither holds. */
  readonly spent: ReadonlyArray<Secret>
}

const refused = (reason: Unprotectable["reason"]) => Result.fail(new Unprotectable({ reason }))

/** Opens a message of the peer's present turn, of one before, or of a new one. `contact`: the leaf keys of the epoch in which it was sealed, if they are kept. */
export const openTurn = (
  suite: Suite,
  window: Window,
  rooted: boolean,
  session: Session,
  contact: Contact | undefined,
  between: Between,
  sealed: Uint8Array
): Result.Result<OpenedTurn, Unprotectable> => {
  const message = decode(turnSealed, sealed)
  if (Result.isFailure(message)) return refused("BadCiphertext")
  const { ciphertext, header } = message.success
  return Result.flatMap(find(suite, window, rooted, session, contact, header), (found) => {
    const { key, made, retired, spent } = found
    const bytes = suite.aead.open(key.key, key.nonce.expose(), encode(turnBound, { ...between, header }), ciphertext)
    for (const secret of spent) secret.wipe()
    const content = bytes === undefined ? undefined : Result.getOrElse(decode(turnContent, bytes), () => undefined)
    if (content === undefined || content.heard > session.turn || !suite.kem.validPublicKey(content.offer)) {
      for (const secret of made) secret.wipe()
      return refused("BadCiphertext")
    }
    const acked = Math.max(session.acked, content.heard)
    // A copy: a view would keep all that was sealed with it in memory for as long as the key is kept.
    const theirs = content.number > (session.theirs?.number ?? 0) ? { number: content.number, key: content.offer.slice() } : session.theirs
    const plain = new Secret(content.plain.slice())
    bytes?.fill(0)
    return Result.succeed({ plain, session: { ...found.session, acked, theirs }, retired })
  })
}

const find = (
  suite: Suite,
  window: Window,
  rooted: boolean,
  session: Session,
  contact: Contact | undefined,
  header: TurnHeader
): Result.Result<Found, Unprotectable> => {
  if (header.turn < session.heard) return ofLateTurn(session, header)
  if (header.turn > session.heard) return ofNewTurn(suite, window, rooted, session, contact, header)
  return session.receiving === undefined ? refused("BadCiphertext") : ofPresentTurn(suite, window, session, session.receiving, header)
}

const ofPresentTurn = (
  suite: Suite,
  window: Window,
  session: Session,
  chain: KeyChain,
  { generation }: TurnHeader
): Result.Result<Found, Unprotectable> => {
  const made: Array<Secret> = []
  return Result.map(take(suite, window, chain, generation, made), ({ chain: receiving, fresh, key, retired }) => ({
    key,
    session: { ...session, receiving },
    retired,
    made,
    spent: fresh ? [key.key, key.nonce] : []
  }))
}

const ofLateTurn = (session: Session, { generation, turn }: TurnHeader): Result.Result<Found, Unprotectable> => {
  const late = session.late.find((t) => t.turn === turn)
  const key = late?.skipped.find((k) => k.generation === generation)
  // Of a turn without any key left, or below `dropped`, nobody knows any more what was used.
  if (late === undefined || key === undefined)
    return refused(late === undefined || generation < late.dropped ? "OutOfOrder" : "KeyConsumed")
  const rest = session.late.map((t) => (t === late ? { ...t, skipped: t.skipped.filter((k) => k !== key) } : t))
  return Result.succeed({
    key,
    session: { ...session, late: rest.filter(({ skipped }) => skipped.length > 0) },
    retired: [key.key, key.nonce],
    made: [],
    spent: []
  })
}

const ofNewTurn = (
  suite: Suite,
  window: Window,
  rooted: boolean,
  session: Session,
  contact: Contact | undefined,
  header: TurnHeader
): Result.Result<Found, Unprotectable> => {
  // Only a first contact is made again before it was answered.
  if (header.to !== 0 && header.turn !== session.heard + 1) return refused("BadCiphertext")
  const pair = header.to === 0 ? contact?.mine : session.offers.find(({ number }) => number === header.to)?.pair
  if (pair === undefined || (header.to === 0 && contact === undefined)) return refused("BadCiphertext")
  const base =
    header.to === 0 && contact !== undefined ? ({ _tag: "leaf", contact } as const) : ({ _tag: "root", root: session.rootIn } as const)
  const keys = enterTurn(suite, rooted, base, pair, header.kemOutput)
  if (keys === undefined) return refused("BadCiphertext")
  const { chain, root } = keys
  const made: Array<Secret> = root === undefined ? [] : [root]
  const taken = take(suite, window, chain, header.generation, made)
  // The chain's beginning stands in no state.
  chain.secret.wipe()
  return Result.map(
    Result.mapError(taken, (failure) => {
      root?.wipe()
      return failure
    }),
    ({ chain: receiving, key }) => {
      const closed = closedTurn(suite, window, session, header.before, made)
      const used = session.offers.filter(({ number }) => number <= header.to)
      return {
        key,
        session: {
          ...session,
          offers: session.offers.filter((o) => !used.includes(o)),
          heard: header.turn,
          receiving,
          late: closed.late,
          rootIn: root
        },
        retired: [...closed.retired, ...used.map((o) => o.pair.secretKey), session.rootIn].filter((s) => s !== undefined),
        made,
        spent: [key.key, key.nonce]
      }
    }
  )
}

/** The turns that are over once a new one begins; `length` messages went out in the last. Of all of them together the newest skipped keys are kept. */
const closedTurn = (
  suite: Suite,
  window: Window,
  { heard, late, receiving }: Session,
  length: number,
  made: Array<Secret>
): { readonly late: ReadonlyArray<LateTurn>; readonly retired: ReadonlyArray<Secret> } => {
  if (receiving === undefined) return { late, retired: [] }
  const rest = length > receiving.generation ? take(suite, window, receiving, length - 1, made) : undefined
  const run = rest === undefined || Result.isFailure(rest) ? undefined : rest.success
  if (run !== undefined) {
    run.chain.secret.wipe()
    made.push(run.key.key, run.key.nonce)
  }
  const chain = run?.chain ?? receiving
  const turn: LateTurn = {
    turn: heard,
    length: chain.generation,
    dropped: chain.dropped,
    skipped: run === undefined ? chain.skipped : [...chain.skipped, run.key]
  }
  const all = [...late, turn]
  const surplus = Math.max(all.reduce((n, { skipped }) => n + skipped.length, 0) - window.maxSkipped, 0)
  const kept = trimmed(all, surplus)
  const still = new Set(kept.flatMap(({ skipped }) => skipped))
  const had = [...late.flatMap(({ skipped }) => skipped), ...receiving.skipped]
  const evicted = had.filter((key) => !still.has(key))
  for (const key of turn.skipped) if (!still.has(key) && !had.includes(key)) wipeKey(key)
  return { late: kept, retired: [receiving.secret, ...evicted.flatMap(({ key, nonce }) => [key, nonce])] }
}

/** Without the oldest `surplus` keys; turns without keys go. */
const trimmed = (turns: ReadonlyArray<LateTurn>, surplus: number): ReadonlyArray<LateTurn> => {
  let left = surplus
  return turns
    .map((turn) => {
      const cut = Math.min(left, turn.skipped.length)
      left -= cut
      const last = turn.skipped[cut - 1]
      return { ...turn, dropped: last === undefined ? turn.dropped : last.generation + 1, skipped: turn.skipped.slice(cut) }
    })
    .filter(({ skipped }) => skipped.length > 0)
}

const take = (suite: Suite, { maxForward, maxSkipped }: Window, chain: KeyChain, generation: number, made: Array<Secret>) =>
  takeKey(suite, turnChain, chain, generation, { maxForward, maxAge: Number.MAX_SAFE_INTEGER }, maxSkipped, made)
