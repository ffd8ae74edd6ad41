import { jointSeizure, play, readBy, seize } from "@copath/lab-kat"
import { Effect } from "effect"
import { partsOf, type Wanted } from "../../compositions.ts"
import { thieves } from "./history.ts"

/** A composition, and what its catalog needs. */
export interface PairsInput {
  /** The composition. */
  readonly wanted: Wanted
  /** Modules of plug-ins. */
  readonly plugins: ReadonlyArray<string>
  /** For errors. */
  readonly file: string
}

/** A pair of seizures: when, and how many messages fall. */
export interface Pair {
  /** The state in which A was seized. */
  readonly a: number
  /** The state in which B was. */
  readonly b: number
  /** To A alone. */
  readonly aAlone: number
  /** To B alone. */
  readonly bAlone: number
  /** To both together. */
  readonly both: number
  /** To both together, and to neither alone. */
  readonly synergy: number
}

/** Every seizure of A with every seizure of B. */
const pairs = ({ file, plugins, wanted }: PairsInput): Promise<{ readonly messages: number; readonly pairs: ReadonlyArray<Pair> }> =>
  Effect.runPromise(
    Effect.gen(function* () {
      const parts = yield* partsOf(file, plugins)
      const { trace } = yield* play({ name: wanted.name, spec: wanted.spec, plugins: parts }, jointSeizure)
      const states = [...trace.states.keys()]
      const [as, bs] = [states.map((at) => seize(trace, thieves.a, at)), states.map((at) => seize(trace, thieves.b, at))]
      const together = as.flatMap((a) => bs.map((b) => ({ as: "coalition" as const, of: [a, b] })))
      const [aloneA, aloneB, both] = [readBy(trace, as), readBy(trace, bs), readBy(trace, together)]
      const found = states.flatMap((a) =>
        states.map((b): Pair => {
          const [one, other, all] = [aloneA[a]!, aloneB[b]!, both[a * states.length + b]!]
          const synergy = [...all].filter((message) => !one.has(message) && !other.has(message)).length
          return { a, b, aAlone: one.size, bAlone: other.size, both: all.size, synergy }
        })
      )
      return { messages: trace.messages.length, pairs: found }
    })
  )

export default pairs
