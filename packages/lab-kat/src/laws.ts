import type { Trace } from "@copath/lab-adversary"
import type { Claims } from "./claims.ts"
import { healing, joiners, removed } from "./laws/futureLaws.ts"
import { originLaws } from "./laws/originLaws.ts"
import { chained, forwardSecrecy, keysGone } from "./laws/pastLaws.ts"
import { bases, canonical, certificates, clones, repeatable, soundness } from "./laws/runLaws.ts"
import type { Port, SecurityLaw } from "./laws/securityLaw.ts"
import { traced, type TraceLaw } from "./laws/traceLaw.ts"

const traceLaws: ReadonlyArray<TraceLaw> = [...originLaws, removed, joiners, keysGone, forwardSecrecy, chained, healing]

/** Everything that is asked of parts, and of compositions: `prove` asks it, and so do the suites of `@copath/conformance-security`. */
export const securityLaws: ReadonlyArray<SecurityLaw> = [
  soundness,
  ...traceLaws.map(traced),
  repeatable,
  canonical,
  clones,
  certificates,
  bases
]

/** The laws that are asked of this kind of part, when its author promises this. */
export const lawsOf = (port: Port, claims: Claims = {}): ReadonlyArray<SecurityLaw> =>
  securityLaws.filter(({ asked, ports }) => (port === "composition" || ports.includes(port)) && (asked?.(claims) ?? true))

/** A promise that was not kept, and how to see it. */
export interface Breach {
  /** The law's id. */
  readonly id: string
  /** A sentence: what holds for every lawful part. */
  readonly law: string
  /** What was found instead, and why: a derivation, a line a step. */
  readonly counterexample: string
}

/** Which promises a run does not keep, as far as a single run of any kind tells. */
export const breachesOf = (trace: Trace, claims: Claims): ReadonlyArray<Breach> =>
  traceLaws.flatMap(({ asked, id, judge, on, title }) => {
    if (!on.includes("canonical") || asked?.(claims) === false) return []
    const counterexample = judge(trace, claims)
    return counterexample === undefined ? [] : [{ id, law: title(claims), counterexample }]
  })
