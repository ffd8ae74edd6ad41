import { CommitAdoption, type Trial, type Verdict } from "@copath/client"
import type { GroupServices, GroupState, Received } from "@copath/group"
import { Effect, Layer } from "effect"
import { adoptionOf, type InsiderLevel } from "../../src/index.ts"
import { type Members, services, type Services } from "../world.ts"

/** A level with both its halves: what members check, and when they adopt. */
export const partsOf = (level: InsiderLevel, suite: 1 | 2 = 1): Layer.Layer<Services | CommitAdoption> =>
  Layer.provideMerge(adoptionOf(level), services(level, suite))

/** Members' trials of one commit, by leaf. */
export type Trials = ReadonlyMap<number, Trial<Received>>

/** Everybody looks at a commit, each by itself: nothing has been sent yet. */
export const considerAll: (members: Members, message: Uint8Array) => Effect.Effect<Trials, never, GroupServices | CommitAdoption> =
  Effect.fnUntraced(function* (members, message) {
    const { consider } = yield* CommitAdoption
    const trials = new Map<number, Trial<Received>>()
    for (const [leaf, state] of members) trials.set(leaf, yield* consider(state, message))
    return trials
  })

/** The committer's state with its commit pending. */
export const withPending = (members: Members, by: number, made: { readonly state: GroupState }): Members =>
  new Map([...members, [by, made.state]])

/** One statement, as everybody got it. */
export interface Said {
  readonly leaf: number
  readonly statement: Uint8Array
}

/** What came of a commit. */
export interface Concluded {
  /** With whom it stands how: those who were online, and those who were woken. */
  readonly verdicts: ReadonlyMap<number, Verdict<Received>>
  /** In the order in which it was said. */
  readonly said: ReadonlyArray<Said>
  /** Those who were online and had to be asked, in order. */
  readonly asked: ReadonlyArray<number>
  /** Those who had been away, in order. */
  readonly woken: ReadonlyArray<number>
}

/**
 * What a client does with trials: all who are online look at the commit, say what they have to say and hear the others, until nobody says anything; then those
 * who are online and among the missing are asked to step in, and only then those who are away are woken, one by one, and hear what was said before.
 */
export const conclude: (trials: Trials, online: ReadonlySet<number>, mayWake?: boolean) => Effect.Effect<Concluded> = Effect.fnUntraced(
  function* (trials, online, mayWake = true) {
    const there = new Map<number, Trial<Received>>()
    const said: Array<Said> = []
    const toSay: Array<Said> = []
    const [asked, woken] = [new Array<number>(), new Array<number>()]
    const now = (leaf: number, trial: Trial<Received>) => {
      there.set(leaf, trial)
      toSay.push(...trial.statements.map((statement) => ({ leaf, statement })))
    }
    const missing = (): ReadonlySet<number> =>
      new Set([...there.values()].flatMap(({ verdict }) => (verdict._tag === "waiting" ? verdict.missing.flat() : [])))
    for (const [leaf, trial] of trials) if (online.has(leaf)) now(leaf, trial)
    for (;;) {
      const next = toSay.shift()
      if (next !== undefined) {
        said.push(next)
        for (const [leaf, trial] of there) if (leaf !== next.leaf) now(leaf, yield* trial.hear(next.statement))
        continue
      }
      const wanted = missing()
      const silent = [...there].find(([leaf]) => wanted.has(leaf) && !asked.includes(leaf))
      if (silent !== undefined) {
        const [leaf, trial] = silent
        asked.push(leaf)
        now(leaf, yield* trial.stepIn)
        continue
      }
      const sleeper = mayWake ? [...trials].find(([leaf]) => wanted.has(leaf) && !there.has(leaf)) : undefined
      if (sleeper === undefined) break
      const [leaf, trial] = sleeper
      woken.push(leaf)
      now(leaf, trial)
      for (const { statement } of said) now(leaf, yield* (there.get(leaf) ?? trial).hear(statement))
    }
    return { verdicts: new Map([...there].map(([leaf, { verdict }]) => [leaf, verdict])), said, asked, woken }
  }
)

/** Whether all of them are in one epoch, the next one. */
export const together = ({ verdicts }: Concluded): boolean => {
  const epochs = new Set<string>()
  for (const verdict of verdicts.values()) {
    if (verdict._tag !== "adopted" || verdict.value._tag !== "commit") return false
    epochs.add(verdict.value.state.confirmationTag.join())
  }
  return epochs.size === 1
}
