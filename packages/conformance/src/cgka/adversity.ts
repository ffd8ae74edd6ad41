import { decode, encode } from "@copath/codec"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { LawBroken } from "../broken.ts"
import { drawnDuring } from "../drawn.ts"
import { propose, receiveCommit, sendCommit } from "./commitStep.ts"
import { type CgkaLayer, contextOf, type LawGroup, type Person, sameBytes, type Stage } from "./group.ts"
import { merged } from "./lawTree.ts"
import { keyId } from "./observedSuite.ts"
import { playCgka, type PlayOptions } from "./play.ts"
import type { ResolvedStep, ScriptStep } from "./script.ts"

/** A group with a little history: blanks, unmerged leaves or borrowed slots. */
const lived = (layer: CgkaLayer, options: PlayOptions) => {
  const quiet = { by: 0, external: false, adds: 0, removes: [], updates: [], path: false }
  const script = [
    { ...quiet, by: 3 },
    { ...quiet, by: 1, removes: [2] },
    { ...quiet, by: 4, adds: 2 }
  ]
  return playCgka(layer, script, options)
}

const commitBy = ({ members }: LawGroup, at: number): ResolvedStep => {
  const leaves = [...members.keys()].toSorted((a, b) => a - b)
  return { committer: leaves[at] as (typeof leaves)[number], adds: 0, removes: [], updates: [], path: true }
}

/**
 * Every damaged update is refused with a typed failure, or does no harm to a member whom the damage does not concern. Gives how many of them
 * were refused before or in `process`.
 */
export const checkGarbage = Effect.fnUntraced(function* (layer: CgkaLayer, options: PlayOptions) {
  const { group, stage } = yield* lived(layer, options)
  const proposed = yield* propose(stage, group, commitBy(group, 0))
  const sent = yield* sendCommit(stage, group, proposed)
  const bytes = sent.bytes[0] as Uint8Array
  const receivers = [...group.members.values()].filter(({ id }) => id !== proposed.committer.id)
  let refused = 0
  for (const [i, damaged] of damages(stage, bytes).entries()) {
    const update = decode(stage.there.updateCodec, damaged)
    if (Result.isFailure(update)) {
      refused++
      continue
    }
    const read = stage.there.read(group.book, proposed.tree, proposed.change, update.success, sent.leafKey)
    if (Result.isFailure(read)) {
      refused++
      continue
    }
    const tree = merged(proposed.tree, proposed.committer.leaf, sent.leafKey, read.success.edits, stage.here.reach, stage.suite)
    const context = contextOf(stage, tree, read.success.book, group.epoch + 1)
    const person = receivers[i % receivers.length] as Person
    const before = encode(stage.here.stateCodec, person.state)
    // A defect ends the test; a typed failure, or a secret of one's own, is the group's to notice.
    const tried = yield* Effect.result(stage.there.process(person.state, read.success.reading, tree, proposed.change, context))
    if (Result.isFailure(tried)) refused++
    if (!sameBytes(encode(stage.here.stateCodec, person.state), before)) {
      return yield* new LawBroken({ law: "a refused update leaves the state as it was", detail: `leaf ${person.leaf}` })
    }
  }
  for (const person of receivers) {
    const received = yield* receiveCommit(stage, person, proposed, sent)
    if (!sameBytes(received.commitSecret.expose(), sent.commitSecret.expose())) {
      return yield* new LawBroken({ law: "agreement", detail: `leaf ${person.leaf} after damaged updates` })
    }
  }
  return refused
})

/** Truncations, single flipped bits all over, bytes too many, and noise. */
const damages = ({ observed }: Stage, bytes: Uint8Array): ReadonlyArray<Uint8Array> => {
  const spread = (count: number): ReadonlyArray<number> => Array.from({ length: count }, (_, i) => Math.floor((i * bytes.length) / count))
  const flipped = (at: number): Uint8Array => {
    const copy = bytes.slice()
    copy[at] = (copy[at] as number) ^ (1 << (at % 8))
    return copy
  }
  const noise = spread(16).map((length) => observed.random(length).expose())
  return [...spread(40).map((at) => bytes.slice(0, at)), ...spread(120).map(flipped), new Uint8Array([...bytes, 0]), ...noise]
}

/**
 * Two members commit at once: the loser's old state takes the winner's commit, in the instance that made its own and in one that has read it back, and its own commit is
 * forgotten.
 */
export const checkLostRace = Effect.fnUntraced(function* (layer: CgkaLayer, options: PlayOptions) {
  const { group, stage } = yield* lived(layer, options)
  const winner = yield* propose(stage, group, commitBy(group, 1))
  const loser = yield* propose(stage, group, commitBy(group, 2))
  yield* sendCommit(stage, group, loser)
  const sent = yield* sendCommit(stage, group, winner)
  for (const [where, there] of [
    ["after a restart", stage.there],
    ["that had sealed its own", stage.here]
  ] as const) {
    const { commitSecret } = yield* receiveCommit({ ...stage, there }, loser.committer, winner, sent)
    if (!sameBytes(commitSecret.expose(), sent.commitSecret.expose()))
      return yield* new LawBroken({ law: "a commit that lost a race is forgotten", detail: `the loser ${where} has another commit secret` })
  }
})

/** Plays a story with everybody written down and read back after each commit, and without: the same bytes. */
export const checkTransparent = Effect.fnUntraced(function* (layer: CgkaLayer, story: ReadonlyArray<ScriptStep>, options: PlayOptions) {
  const told = (restarts: boolean) =>
    Effect.map(playCgka(layer, story, { ...options, restarts }), ({ transcript }) => transcript.map(keyId))
  const [straight, restarted] = [yield* told(false), yield* told(true)]
  const at = straight.findIndex((bytes, i) => bytes !== restarted[i])
  if (at !== -1 || straight.length !== restarted.length)
    return yield* new LawBroken({
      law: "who is written down and read back goes on as if nothing had been",
      detail: `message ${at} of ${straight.length} is another one`
    })
})

/** Cut, flipped and random welcomes and written states: a typed refusal, or a state of one's own, and never a defect. Gives how many were refused. */
export const checkDamagedStates = Effect.fnUntraced(function* (layer: CgkaLayer, options: PlayOptions) {
  const { group, stage } = yield* lived(layer, options)
  const { here, observed, there } = stage
  let refused = 0
  for (const { state } of group.members.values())
    for (const damaged of damages(stage, encode(here.stateCodec, state))) if (Result.isFailure(decode(there.stateCodec, damaged))) refused++
  const proposed = yield* propose(stage, group, { ...commitBy(group, 0), adds: 2 })
  const sent = yield* sendCommit(stage, group, proposed)
  for (const [i, { leaf, pair }] of proposed.joiners.entries()) {
    const welcome = sent.welcomes[i]
    if (welcome === undefined) continue
    const bytes = encode(here.welcomeCodec, welcome)
    observed.act(-1)
    for (const damaged of bytes.length === 0 ? [] : damages(stage, bytes)) {
      const read = decode(there.welcomeCodec, damaged)
      if (Result.isFailure(read)) refused++
      else {
        const joined = there.join(leaf, pair, proposed.committer.leaf, sent.tree, sent.book, Option.some(read.success))
        if (Result.isFailure(yield* Effect.result(joined))) refused++
      }
    }
  }
  return refused
})

/** Plays a story twice with equal randomness, and once with other: equal bytes, and others. */
export const checkRepeatable = Effect.fnUntraced(function* (layer: CgkaLayer, story: ReadonlyArray<ScriptStep>, options: PlayOptions) {
  const law = "equal seeds give equal bytes, and others give others"
  const told = Effect.map(playCgka(layer, story, options), ({ transcript }) => transcript.map(keyId).join())
  const { drawn, value } = yield* drawnDuring(Effect.all([told, told]))
  if (value[0] !== value[1]) return yield* new LawBroken({ law, detail: `the same Entropy, and other bytes${drawn}` })
  const other = yield* playCgka(layer, story, { ...options, seed: options.seed + 1 })
  if (other.transcript.map(keyId).join() === value[0]) return yield* new LawBroken({ law, detail: "other randomness, and the same bytes" })
})
