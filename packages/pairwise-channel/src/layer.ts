import { struct } from "@copath/codec"
import {
  type ChannelFacts,
  CipherSuite,
  Entropy,
  opaque,
  PairwiseChannel,
  type Random,
  retainedTogether,
  type Secret,
  type Suite
} from "@copath/contracts"
import type { LeafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { agrees } from "./agreement.ts"
import { byLeaf, contactAt, type LeafKeys, leafKeysCodec, resumeKeys, startKeys } from "./leafKeys.ts"
import { openTurn } from "./openTurn.ts"
import { sealTurn } from "./sealTurn.ts"
import { noSession, retainedBy, secretsOf, type Session, sessionCodec } from "./session.ts"
import { openStatic, retainedStatic, type Rotation, sealStatic, type StaticState, staticCodec } from "./static.ts"
import { defaultWindow, type Window } from "./window.ts"

const staticBox = opaque<"ChannelState", StaticState>("ChannelState", "static-hpke")

/** Choices of {@link staticHpke}. */
export interface StaticOptions extends Window {
  /** `never`: channels stay with the leaf keys that two members first saw of each other, and no key is ever deleted. A control that shows what rotation is for. */
  readonly rotation: Rotation
}

/** HPKE to the peer's leaf key in the tree: no state but numbers, and no forward secrecy before the leaf key is replaced. */
export const staticHpke = (options: Partial<StaticOptions> = {}): Layer.Layer<PairwiseChannel, never, CipherSuite | Entropy> =>
  Layer.effect(
    PairwiseChannel,
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { secret: random } = yield* Entropy
      const { rotation, ...window } = { ...defaultWindow, rotation: "with-leaf" as const, ...options }
      return PairwiseChannel.of({
        id: "static-hpke",
        facts: { forwardSecure: false, heals: rotation === "never" ? "never" : "leaf-key", authenticated: agrees(suite) },
        stateCodec: staticBox.codec(staticCodec),
        start: (place) => staticBox.wrap({ keys: startKeys(place), traffic: new Map() }),
        resume: (state, previous, fresh, keep) => {
          const old = staticBox.unwrap(previous)
          const kept = rotation === "never" ? Number.POSITIVE_INFINITY : keep
          const { keys, retired } = resumeKeys(staticBox.unwrap(state).keys, old.keys, fresh, kept)
          return { state: staticBox.wrap({ keys, traffic: staying(keys, old.traffic, fresh) }), retired }
        },
        seal: (state, to, context, plain) =>
          Result.map(sealStatic(suite, random, rotation, staticBox.unwrap(state), to, context, plain), (made) => ({
            ...made,
            state: staticBox.wrap(made.state)
          })),
        open: (state, from, ago, context, sealed) =>
          Result.map(openStatic(suite, window, rotation, staticBox.unwrap(state), from, ago, context, sealed), (opened) => ({
            ...opened,
            state: staticBox.wrap(opened.state)
          })),
        retained: (state) => retainedStatic(staticBox.unwrap(state))
      })
    })
  )

/** Entries of peers who are still there. */
const staying = <A>(keys: LeafKeys, map: ReadonlyMap<LeafIndex, A>, fresh: ReadonlySet<LeafIndex>): ReadonlyMap<LeafIndex, A> =>
  new Map([...map].filter(([leaf]) => keys.peers.has(leaf) && !fresh.has(leaf)))

/** Channels in turns. */
interface TurnState {
  readonly keys: LeafKeys
  /** Peers with whom nothing was exchanged are left out. */
  readonly sessions: ReadonlyMap<LeafIndex, Session>
}

const turnBox = opaque<"ChannelState", TurnState>("ChannelState", "turns")
const turnCodec = turnBox.codec(struct<TurnState>("TurnState", { keys: leafKeysCodec, sessions: byLeaf("Session", sessionCodec) }))

const withSession = (state: TurnState, leaf: LeafIndex, session: Session): TurnState => ({
  ...state,
  sessions: new Map([...state.sessions, [leaf, session]])
})

/** The channels of the epoch before. A first contact that nobody answered is made again when a leaf key that it stands on was replaced. */
const resumeTurns = (state: TurnState, previous: TurnState, fresh: ReadonlySet<LeafIndex>, keep: number) => {
  const { keys, retired } = resumeKeys(state.keys, previous.keys, fresh, keep)
  const staysAt = staying(keys, previous.sessions, fresh)
  const replaced = (leaf: LeafIndex): boolean => keys.mine[0]?.age === 0 || keys.peers.get(leaf)?.[0]?.age === 0
  const sessions = [...staysAt].map(([leaf, session]): readonly [LeafIndex, Session] => {
    const { acked, sending, turn } = session
    const unanswered = sending !== undefined && sending.to === 0 && acked < turn
    return [leaf, unanswered && replaced(leaf) ? { ...session, sending: { ...sending, stale: true } } : session]
  })
  const gone = [...previous.sessions].filter(([leaf]) => !staysAt.has(leaf)).flatMap(([, session]) => secretsOf(session))
  return { state: { keys, sessions: new Map(sessions) }, retired: [...retired, ...gone] satisfies ReadonlyArray<Secret> }
}

const inTurns = (id: string, rooted: boolean, options: Partial<Window>): Layer.Layer<PairwiseChannel, never, CipherSuite | Entropy> =>
  Layer.effect(
    PairwiseChannel,
    Effect.gen(function* () {
      const suite: Suite = yield* CipherSuite
      const random: Random = (yield* Entropy).secret
      const window: Window = { ...defaultWindow, ...options }
      const facts: ChannelFacts = { forwardSecure: true, heals: "round-trip", authenticated: agrees(suite) }
      return PairwiseChannel.of({
        id,
        facts,
        stateCodec: turnCodec,
        start: (place) => turnBox.wrap({ keys: startKeys(place), sessions: new Map() }),
        resume: (state, previous, fresh, keep) => {
          const resumed = resumeTurns(turnBox.unwrap(state), turnBox.unwrap(previous), fresh, keep)
          return { state: turnBox.wrap(resumed.state), retired: resumed.retired }
        },
        seal: (boxed, to, context, plain) => {
          const state = turnBox.unwrap(boxed)
          const contact = contactAt(state.keys, to, 0)
          if (contact === undefined) throw new TypeError("a channel leads to a member")
          const session = state.sessions.get(to) ?? noSession
          return Result.map(sealTurn(suite, random, rooted, session, contact, { context, from: state.keys.me, to }, plain), (made) => ({
            sealed: made.sealed,
            state: turnBox.wrap(withSession(state, to, made.session)),
            retired: made.retired
          }))
        },
        open: (boxed, from, ago, context, sealed) => {
          const state = turnBox.unwrap(boxed)
          const session = state.sessions.get(from) ?? noSession
          const contact = contactAt(state.keys, from, ago)
          return Result.map(openTurn(suite, window, rooted, session, contact, { context, from, to: state.keys.me }, sealed), (opened) => ({
            plain: opened.plain,
            state: turnBox.wrap(withSession(state, from, opened.session)),
            retired: opened.retired
          }))
        },
        retained: (state) => [...turnBox.unwrap(state).sessions.values()].map(retainedBy).reduce(retainedTogether, { keys: 0, oldest: 0 })
      })
    })
  )

/** A fresh key for every answer: each turn is sealed to the key that the peer's last turn offered, and stands alone. */
export const oneTime = (options: Partial<Window> = {}): Layer.Layer<PairwiseChannel, never, CipherSuite | Entropy> =>
  inTurns("one-time", false, options)

/** A double ratchet: one-time keys, and each turn mixed with a root that its sender's last turn left. */
export const ratchet = (options: Partial<Window> = {}): Layer.Layer<PairwiseChannel, never, CipherSuite | Entropy> =>
  inTurns("ratchet", true, options)
