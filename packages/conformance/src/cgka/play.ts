import { encode } from "@copath/codec"
import type { CgkaState, Secret, Suite } from "@copath/contracts"
import type { LeafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { LawBroken } from "./broken.ts"
import { propose, type Proposed, receiveCommit, receiveWelcome, sendCommit, type Sent } from "./commitStep.ts"
import { type CgkaLayer, found, type LawGroup, openStage, type Person, sameBytes, type Stage } from "./group.ts"
import { type BorrowedOf, checkKnowledge } from "./knowledge.ts"
import { keyId } from "./observedSuite.ts"
import { resolved, type ScriptStep } from "./script.ts"

/** How to play a script. */
export interface PlayOptions {
  /** Whose HPKE and hashes the variant is given; calls to it are watched. */
  readonly suite: Suite
  /** Fixes all randomness of the story. */
  readonly seed: number
  /** Members before the script begins, added by the creator in one commit. */
  readonly members: number
  /** For a variant whose members fill others' slots. */
  readonly borrowed?: BorrowedOf
}

/**
 * Plays a script with every law checked after every step, and fails with the first one broken. Gives all bytes sent and all commit secrets, in
 * order: equal seeds give equal transcripts.
 */
export const playCgka = Effect.fnUntraced(function* (layer: CgkaLayer, script: ReadonlyArray<ScriptStep>, options: PlayOptions) {
  const stage = yield* openStage(layer, options.suite, options.seed)
  const transcript: Array<Uint8Array> = []
  const secrets = new Set<string>()
  let group = yield* found(stage)
  const opening: ReadonlyArray<ScriptStep> =
    options.members === 1 ? [] : [{ by: 0, external: false, adds: options.members - 1, removes: [], updates: [], path: true }]
  for (const step of [...opening, ...script]) {
    const members = [...group.members.keys()].toSorted((a, b) => a - b)
    const proposed = yield* propose(stage, group, resolved(step, members, options.members + 3))
    if (proposed.needsPath) {
      const sent = yield* sendCommit(stage, group, proposed)
      const secret = keyId(sent.commitSecret.expose())
      if (secrets.has(secret)) return yield* new LawBroken({ law: "commit secrets are fresh", detail: `epoch ${group.epoch + 1}` })
      secrets.add(secret)
      transcript.push(...sent.bytes)
      group = yield* afterPath(stage, group, proposed, sent)
    } else {
      group = yield* withoutPath(stage, group, proposed)
    }
    yield* checkKnowledge(stage, group, options.borrowed ?? (() => []))
  }
  return { group, stage, transcript }
})

/** Everybody takes the commit, and those who left try to. */
const afterPath = Effect.fnUntraced(function* (stage: Stage, group: LawGroup, proposed: Proposed, sent: Sent) {
  const { change, committer, joiners, removed } = proposed
  const next = new Map<LeafIndex, Person>()
  const work = new Map<string, string>()
  for (const person of staying(group, proposed)) {
    const received = yield* receiveCommit(stage, person, proposed, sent)
    if (!sameBytes(received.commitSecret.expose(), sent.commitSecret.expose())) {
      return yield* new LawBroken({ law: "agreement", detail: `leaf ${person.leaf} has another commit secret` })
    }
    const route = stage.there.route?.(sent.reading, sent.tree, change, person.leaf)
    if (route !== undefined && (work.get(route) ?? received.work) !== received.work) {
      return yield* new LawBroken({ law: "equal routes are equal work", detail: `leaf ${person.leaf}, route ${route}` })
    }
    if (route !== undefined) work.set(route, received.work)
    yield* checkRetired(stage, person.leaf, received.before, received.state, received.retired)
    next.set(person.leaf, { ...person, state: received.state })
  }
  for (const [i, joiner] of joiners.entries()) {
    next.set(
      joiner.leaf,
      yield* receiveWelcome(stage, joiner, committer.leaf, sent.tree, sent.book, Option.fromUndefinedOr(sent.welcomes[i]))
    )
  }
  const former = [...group.former, ...removed]
  for (const person of former) yield* checkLockedOut(stage, person, proposed, sent)
  yield* checkRetired(stage, committer.leaf, committer.state, sent.state, sent.retired)
  next.set(committer.leaf, { ...committer, state: sent.state })
  return { tree: sent.tree, book: sent.book, epoch: group.epoch + 1, members: next, former, nextId: proposed.nextId } satisfies LawGroup
})

const withoutPath = Effect.fnUntraced(function* (stage: Stage, group: LawGroup, { committer, joiners, nextId, tree }: Proposed) {
  const next = new Map<LeafIndex, Person>()
  for (const person of group.members.values()) {
    stage.observed.act(person.id)
    const followed = stage.here.follow(person.state, tree)
    yield* checkRetired(stage, person.leaf, person.state, followed.state, followed.retired)
    next.set(person.leaf, { ...person, state: followed.state })
  }
  for (const joiner of joiners) next.set(joiner.leaf, yield* receiveWelcome(stage, joiner, committer.leaf, tree, group.book, Option.none()))
  return { ...group, tree, epoch: group.epoch + 1, members: next, nextId } satisfies LawGroup
})

const staying = ({ members }: LawGroup, { change, committer }: Proposed): ReadonlyArray<Person> =>
  [...members.values()].filter(({ id, leaf }) => id !== committer.id && !change.removed.includes(leaf))

/** Wiping `retired` changes nothing in the new state, and leaves of the old one no key that the new one has lost. */
const checkRetired = (
  stage: Stage,
  leaf: LeafIndex,
  before: CgkaState,
  after: CgkaState,
  retired: ReadonlyArray<Secret>
): Effect.Effect<void, LawBroken> => {
  const { here, observed } = stage
  const broken = (detail: string) => Effect.fail(new LawBroken({ law: "retired", detail: `leaf ${leaf}: ${detail}` }))
  const still = new Set(here.knows(after).map(({ publicKey }) => keyId(publicKey)))
  const lost = here.knows(before).filter(({ publicKey }) => !still.has(keyId(publicKey)))
  const kept = encode(here.stateCodec, after)
  for (const secret of retired) secret.wipe()
  if (!sameBytes(encode(here.stateCodec, after), kept)) return broken("a retired secret is part of the new state")
  const remains = keyId(encode(here.stateCodec, before))
  for (const { node, publicKey } of lost) {
    const secretKey = observed.secretKeyOf(publicKey)
    if (secretKey !== undefined && remains.includes(keyId(secretKey))) return broken(`the old key of node ${node} was not retired`)
  }
  return Effect.void
}

/** Somebody who left hears everything and gets nothing. */
const checkLockedOut = Effect.fnUntraced(function* (
  { observed, there }: Stage,
  { id, leaf, state }: Person,
  { change }: Proposed,
  sent: Sent
) {
  observed.act(id)
  const tried = yield* Effect.result(there.process(state, sent.reading, sent.tree, change, sent.context))
  if (Result.isSuccess(tried) && sameBytes(tried.success.commitSecret.expose(), sent.commitSecret.expose())) {
    return yield* new LawBroken({ law: "former members are locked out", detail: `the one who left leaf ${leaf}` })
  }
})
