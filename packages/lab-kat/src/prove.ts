import { builtIn, type Part, type Spec } from "@copath/profile-lab"
import type { Workload } from "@copath/lab-core"
import * as Effect from "effect/Effect"
import type { Claims } from "./claims.ts"
import { type Breach, securityLaws } from "./laws.ts"
import { drawnHistories, scriptedHistories } from "./laws/histories.ts"
import { soundness } from "./laws/runLaws.ts"
import type { Asked, History, SecurityLaw } from "./laws/securityLaw.ts"
import { smallest, toldHistory } from "./laws/smallest.ts"
import { play, type Played, type Stage } from "./playing.ts"

/** How thoroughly to look. */
export interface ProveOptions {
  /** Parts on other axes that it is to be composed with. */
  readonly beside?: Spec
  /** Histories drawn by lot, beside the scripted ones. Default 2. */
  readonly runs?: number
  /** Members with which these begin. Default 4. */
  readonly members?: number
  /** Events in each. Default 12. */
  readonly steps?: number
  /** Equal seeds draw equal histories. Default `prove`. */
  readonly seed?: string
  /** How many smaller histories are tried where a law is broken; 0 leaves it as it was found. Default 120. */
  readonly shrinks?: number
}

/** A breach, with the smallest history that was found for it. */
export interface ProvenBreach extends Breach {
  /** What happens, a line a state. */
  readonly history: ReadonlyArray<string>
}

/** Something that laws can be asked of, one after the other: what was played for one serves the next. */
export interface Proving {
  /** The seed of everything that is drawn. */
  readonly seed: string
  /** Asks one law. `undefined`: it holds. */
  readonly ask: (law: SecurityLaw) => Effect.Effect<ProvenBreach | undefined>
}

/** A composition to ask laws of. */
export const proving = (stage: Stage, claims: Claims = {}, options: Omit<ProveOptions, "beside"> = {}): Proving => {
  const { members = 4, runs = 2, seed = "prove", shrinks = 120, steps = 12 } = options
  const staged: Stage = { seed, persistEvery: 1, ...stage }
  const histories = [...scriptedHistories, ...drawnHistories({ runs, members, steps, seed })]
  const known = new Map<Workload, Played>()
  const asked: Asked = {
    stage: staged,
    claims,
    seed,
    played: (workload) =>
      Effect.suspend(() => {
        const found = known.get(workload)
        if (found !== undefined) return Effect.succeed(found)
        return Effect.tap(play(staged, workload), (played) => Effect.sync(() => known.set(workload, played)))
      })
  }
  // What is tried in search of a smaller history is played and forgotten.
  const forgetful: Asked = { ...asked, played: (workload) => play(staged, workload) }
  const ask = Effect.fnUntraced(function* (law: SecurityLaw) {
    for (const history of histories.filter(({ kind }) => law.on.includes(kind))) {
      const found = yield* law.check(asked, history)
      if (found === undefined) continue
      const wrong = yield* shrunk(law, forgetful, history, found, shrinks)
      const breach: ProvenBreach = {
        id: law.id,
        law: law.title(claims),
        counterexample: wrong.found,
        history: toldHistory(wrong.workload)
      }
      return breach
    }
    return undefined
  })
  return { seed, ask }
}

const shrunk = (law: SecurityLaw, asked: Asked, { kind, name, workload }: History, found: string, tries: number) =>
  smallest({ workload, found }, (smaller) => law.check(asked, { kind, name, workload: smaller }), tries)

/** The composition in which a part, built in or from outside, takes the place of the default on its axis. */
export const stageOf = (part: Part, beside: Spec = {}): Stage => ({
  spec: { ...beside, [part.axis]: part.id },
  plugins: builtIn.includes(part) ? [] : [part]
})

/**
 * Asks the adversary whether a part keeps its promises: it takes the place of the default on its axis, plays scripted histories and others drawn by lot, and every law of
 * the list is asked. No test runner is needed.
 */
export const prove: (part: Part, claims?: Claims, options?: ProveOptions) => Effect.Effect<ReadonlyArray<ProvenBreach>> = Effect.fnUntraced(
  function* (part: Part, claims: Claims = {}, { beside, ...options }: ProveOptions = {}) {
    const { ask } = proving(stageOf(part, beside), claims, options)
    const breaches: Array<ProvenBreach> = []
    for (const law of securityLaws.filter(({ asked }) => asked?.(claims) ?? true)) {
      const breach = yield* ask(law)
      if (breach !== undefined) breaches.push(breach)
      // What cannot be played cannot be judged.
      if (breach?.id === soundness.id) break
    }
    return breaches
  }
)
