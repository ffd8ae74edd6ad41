import { encode } from "@copath/codec"
import type { CgkaState, Change, Secret, Suite } from "@copath/contracts"
import type { LeafIndex, TreeShape } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { LawBroken } from "../broken.ts"
import { checkCounted } from "./counted.ts"
import { checkEvidence } from "./evidence.ts"
import { propose, type Proposed, receiveCommit, receiveWelcome, sendCommit, type Sent } from "./commitStep.ts"
import { carried, type CgkaLayer, found, type LawGroup, openStage, type Person, sameBytes, type Stage } from "./group.ts"
import { checkKnowledge, type Declared } from "./knowledge.ts"
import { keyId } from "./observedSuite.ts"
import { type ResolvedStep, resolved, type ScriptStep } from "./script.ts"

/** How to play a script. */
export interface PlayOptions extends Declared {
  /** Whose HPKE and hashes the variant is given; calls to it are watched. */
  readonly suite: Suite
  /** Fixes all randomness of the story. */
  readonly seed: number
  /** Members before the script begins, added by the creator in one commit. */
  readonly members: number
  /** Of the tree; RFC 9420's, unless told otherwise. */
  readonly shape?: TreeShape
  /** After each commit everybody is written down and read back by another instance. */
  readonly restarts?: boolean
  /** Each commit's routes and stand-in states are compared with what everybody does, in place of who knows which key. */
  readonly counted?: boolean
  /** Hears each step before it is played. */
  readonly told?: (step: ResolvedStep) => void
}

/**
 * Plays a script with every law checked after every step, and fails with the first one broken. Gives all bytes sent and all commit secrets, in
 * order: equal seeds give equal transcripts.
 */
export const playCgka = Effect.fnUntraced(function* (layer: CgkaLayer, script: ReadonlyArray<ScriptStep>, options: PlayOptions) {
  const stage = yield* openStage(layer, options.suite, options.seed)
  const transcript: Array<Uint8Array> = []
  const secrets = new Set<string>()
  let group = yield* found(stage, options.shape)
  let last: Taken | undefined
  const opening: ReadonlyArray<ScriptStep> =
    options.members === 1 ? [] : [{ by: 0, external: false, adds: options.members - 1, removes: [], updates: [], path: true }]
  for (const step of [...opening, ...script]) {
    const members = [...group.members.keys()].toSorted((a, b) => a - b)
    const next = resolved(step, members, options.members + 3)
    options.told?.(next)
    const { proposed, sent } = yield* committed(stage, group, next)
    if (sent !== undefined) {
      const secret = keyId(sent.commitSecret.expose())
      if (stage.here.groupSecret ? secrets.has(secret) : secrets.size > 0 && !secrets.has(secret)) {
        const [law, fault] = stage.here.groupSecret
          ? ["commit secrets are fresh", "has the commit secret of an epoch before"]
          : ["commit secrets are a public constant, where there is no group secret", "has another one"]
        return yield* new LawBroken({ law, detail: `epoch ${group.epoch + 1} ${fault}` })
      }
      secrets.add(secret)
      transcript.push(...sent.bytes)
      if (options.counted === true) yield* checkCounted(stage, group, proposed, sent)
      group = yield* afterPath(stage, group, proposed, sent, options.doubleJoin?.mayLeaveKnowledge ?? false)
    } else {
      group = yield* withoutPath(stage, group, proposed)
    }
    if (options.restarts === true) group = yield* restarted(stage, group)
    // Who counts looks at something else, in groups in which this would take long.
    if (options.counted !== true) yield* checkKnowledge(stage, group, options)
    // Without a group secret there is nothing that a joiner should not know.
    if (last !== undefined && stage.here.groupSecret) yield* checkNoPast(stage, group, proposed, last)
    if (sent !== undefined) last = { change: proposed.change, sent }
  }
  return { group, stage, transcript }
})

/** Everybody as another instance reads what was written down. */
const restarted = Effect.fnUntraced(function* ({ here, there }: Stage, group: LawGroup) {
  const members = new Map<LeafIndex, Person>()
  for (const [leaf, person] of group.members)
    members.set(leaf, { ...person, state: (yield* carried(here.stateCodec, there.stateCodec, person.state)).value })
  return { ...group, members } satisfies LawGroup
})

/** A commit with a path that everybody has taken. */
interface Taken {
  readonly change: Change
  readonly sent: Sent
}

/** Who has joined with the newest commit takes the one before, as if it had been there. A key agreement owes it no answer, and no secret. */
const checkNoPast = Effect.fnUntraced(function* (
  { observed, there }: Stage,
  { members }: LawGroup,
  { joiners }: Proposed,
  { change, sent }: Taken
) {
  for (const { id, leaf } of joiners) {
    const person = members.get(leaf)
    if (person === undefined) continue
    observed.act(id)
    const taken = yield* Effect.exit(Effect.suspend(() => there.process(person.state, sent.reading, sent.tree, change, sent.context)))
    if (Exit.isSuccess(taken) && sameBytes(taken.value.commitSecret.expose(), sent.commitSecret.expose())) {
      return yield* new LawBroken({
        law: "joiners do not learn the past",
        detail: `the one who has joined at leaf ${leaf} opens the commit before`
      })
    }
  }
})

/** Proposals and path of a step. Where the variant says that not everybody can remove, a step refused for its removals is played without them. */
const committed = Effect.fnUntraced(function* (stage: Stage, group: LawGroup, step: ResolvedStep) {
  const proposed = yield* propose(stage, group, step)
  if (!proposed.needsPath) return { proposed, sent: undefined }
  const sent = yield* Effect.result(sendCommit(stage, group, proposed))
  if (Result.isSuccess(sent)) return { proposed, sent: sent.success }
  const { failure } = sent
  if (failure._tag !== "CgkaRejected") return yield* Effect.fail(failure)
  if (stage.here.removers !== "inside" || failure.reason !== "OutsideSubtree" || step.removes.length === 0) {
    return yield* new LawBroken({ law: "stage refuses nothing but removals that it declares", detail: failure.reason })
  }
  const again = yield* propose(stage, group, { ...step, removes: [] })
  return { proposed: again, sent: again.needsPath ? yield* sendCommit(stage, group, again) : undefined }
})

/** Everybody takes the commit, and those who left try to. */
const afterPath = Effect.fnUntraced(function* (stage: Stage, group: LawGroup, proposed: Proposed, sent: Sent, mayListenOn: boolean) {
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
  yield* checkEvidence(stage, staying(group, proposed), proposed, sent)
  for (const [i, joiner] of joiners.entries()) {
    next.set(
      joiner.leaf,
      yield* receiveWelcome(stage, joiner, committer.leaf, sent.tree, sent.book, Option.fromUndefinedOr(sent.welcomes[i]))
    )
  }
  const former = [...group.former, ...removed]
  // Without a group secret nobody is locked out of it: what keeps former members out is the message protection's business.
  if (stage.here.groupSecret && !mayListenOn) for (const person of former) yield* checkLockedOut(stage, person, proposed, sent)
  yield* checkRetired(stage, committer.leaf, committer.state, sent.state, sent.retired)
  next.set(committer.leaf, { ...committer, state: sent.state })
  return { tree: sent.tree, book: sent.book, epoch: group.epoch + 1, members: next, former, nextId: proposed.nextId } satisfies LawGroup
})

const withoutPath = Effect.fnUntraced(function* (stage: Stage, group: LawGroup, proposed: Proposed) {
  const { committer, joiners, nextId, removed, renewals, tree } = proposed
  const next = new Map<LeafIndex, Person>()
  for (const person of [...staying(group, proposed), committer]) {
    stage.observed.act(person.id)
    const pair = renewals.get(person.leaf)
    const renewed = pair === undefined ? { state: person.state, retired: [] } : stage.here.renew(person.state, pair)
    const followed = stage.here.follow(renewed.state, tree)
    yield* checkRetired(stage, person.leaf, person.state, followed.state, [...renewed.retired, ...followed.retired])
    next.set(person.leaf, { ...person, state: followed.state })
  }
  for (const joiner of joiners) next.set(joiner.leaf, yield* receiveWelcome(stage, joiner, committer.leaf, tree, group.book, Option.none()))
  const former = [...group.former, ...removed]
  return { ...group, tree, epoch: group.epoch + 1, members: next, former, nextId } satisfies LawGroup
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
