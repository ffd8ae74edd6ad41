import { traceRun } from "@copath/lab-adversary"
import { neverPolicy } from "@copath/lab-core"
import { catalog } from "@copath/profile-lab"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { expect } from "vitest"
import { groupLife } from "../src/laws/histories.ts"
import { everyComposition } from "./compositions.ts"

const parts = catalog()

it.effect.each(everyComposition)("R072: %s: every secret has an origin, and what is held is what is written", ([, spec]) =>
  Effect.gen(function* () {
    const composed = Result.getOrThrow(parts.compose({ ...spec, provider: "symbolic" }))
    const run = (suite: number) =>
      traceRun(
        { composed, suite, workload: groupLife, policy: neverPolicy, seed: "life", repeat: 0, stopwatch: () => 0 },
        { persistEvery: 1 }
      )
    // What works on one curve alone is asked for there.
    const first = yield* run(1)
    const played = first._tag === "refused" ? yield* run(2) : first
    if (played._tag === "refused") return expect(played.refused.rule).toBe("ordering")
    const { trace } = played.recording
    expect(trace.unexplained).toEqual([])
    // Keys of epochs that are over, disclosed on purpose.
    const disclosing = composed.parts.signature.id === "eph-disclosed"
    expect(trace.findings.filter(({ kind }) => !(disclosing && kind === "secretOnTheWire"))).toEqual([])
    expect(trace.messages).toHaveLength(29)
    expect(played.cell.health.failures).toEqual([])
  })
)
