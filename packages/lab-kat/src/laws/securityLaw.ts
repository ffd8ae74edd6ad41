import { type Seizures, seizures, type Trace } from "@copath/lab-adversary"
import type { Workload } from "@copath/lab-core"
import type * as Effect from "effect/Effect"
import type { Claims } from "../claims.ts"
import type { Played, Stage } from "../playing.ts"

/** For whom a law is: the kind of part that it is asked of, or a whole composition. */
export type Port = "cgka" | "schedule" | "protection" | "signature" | "composition"

/** A history that laws look at. */
export interface History {
  /** For people. */
  readonly name: string
  /** What happens. */
  readonly workload: Workload
  /**
   * `canonical`: everybody speaks and renews its keys in turn; `departures`: who removed somebody is removed; `life`: all that can happen, somebody sleeps;
   * `joint`: most members never commit; `drawn`: by lot, everything delivered at once; `lots`: by lot, somebody may sleep.
   */
  readonly kind: "canonical" | "departures" | "life" | "joint" | "drawn" | "lots"
}

/** What a law is asked of. */
export interface Asked {
  /** The composition, with the part in question. */
  readonly stage: Stage
  /** What its author promises. */
  readonly claims: Claims
  /** Mixed into all that is drawn by lot. */
  readonly seed: string
  /** Plays a history, once however often it is asked for. */
  readonly played: (workload: Workload) => Effect.Effect<Played>
}

/** One thing that holds for every lawful part, as the adversary sees it. */
export interface SecurityLaw {
  /** Names it in programs. */
  readonly id: string
  /** Names it for people: a sentence, with what is promised in it. */
  readonly title: (claims: Claims) => string
  /** The parts of which it is asked; of a composition every law is. */
  readonly ports: ReadonlyArray<Port>
  /** Whether such promises leave anything to ask; left out, they do. */
  readonly asked?: (claims: Claims) => boolean
  /** The histories on which it is asked. */
  readonly on: ReadonlyArray<History["kind"]>
  /** What was found instead on this history, and why: a derivation, a line a step. `undefined`: the law holds. */
  readonly check: (asked: Asked, history: History) => Effect.Effect<string | undefined>
}

const known = new WeakMap<Trace, Seizures>()

/** Every member seized at every state. Laws and metrics ask for it over and over, and traces do not change. */
export const seizuresOf = (trace: Trace): Seizures => {
  const found = known.get(trace) ?? seizures(trace)
  known.set(trace, found)
  return found
}
