import { certificate, type Trace } from "@copath/lab-adversary"
import * as Effect from "effect/Effect"
import type { Claims } from "../claims.ts"
import type { History, SecurityLaw } from "./securityLaw.ts"

/** A law of which one trace tells whether it holds. */
export interface TraceLaw extends Omit<SecurityLaw, "check"> {
  /** What was found instead, and why. `undefined`: the law holds of this run. */
  readonly judge: (trace: Trace, claims: Claims, kind?: History["kind"]) => string | undefined
}

/** The law as one that plays its histories itself. */
export const traced = (law: TraceLaw): SecurityLaw => ({
  ...law,
  check: ({ claims, played }, { kind, workload }) => Effect.map(played(workload), ({ trace }) => law.judge(trace, claims, kind))
})

/** All kinds of histories. */
export const everywhere: ReadonlyArray<History["kind"]> = ["canonical", "departures", "life", "joint", "drawn"]

/** Those in which nothing waits for anybody: what waits for a sleeper falls to whoever robs it, and that is no fault of a part's. */
export const delivered: ReadonlyArray<History["kind"]> = everywhere.filter((kind) => kind !== "life")

/** What somebody is called. */
export const nameIn = (trace: Trace, member: number): string => trace.members[member]?.name ?? "nobody"

/** How a seizure leads to a message: lines to put after a sentence. */
export const because = (trace: Trace, who: number, at: number, message: number): string =>
  indented(certificate(trace, { as: "seize", who, at, takes: "all" }, message)?.lines ?? [])

/** Lines below a sentence. */
export const indented = (lines: ReadonlyArray<string>): string => lines.map((line) => `\n  ${line}`).join("")
