import { catalog, type Spec } from "@copath/profile-lab"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { describe, expect } from "vitest"
import {
  awakeCopy,
  copyAttempts,
  type CopyAttempt,
  followWire,
  neverPolicy,
  type OnWire,
  runCell,
  type Watch,
  workload
} from "../../src/index.ts"

const nothing = (): void => undefined

/** Three people talk, `b` renews its keys, they talk again; after `at` steps a copy of `b` is made, which at the end tries what it can. */
const copied = (at: number, spec: Spec, pastEpochs = 0) =>
  Effect.gen(function* () {
    const composed = Result.getOrThrow(catalog().compose({ provider: "symbolic", ...spec }))
    const story = Result.getOrThrow(
      workload({ lab: "workload/1", name: "copied", members: ["a", "b", "c"] }, [
        { t: 0, do: "create", by: "a", with: ["b", "c"] },
        { t: 1, do: "say", by: "b", size: 20 },
        { t: 2, do: "rekey", by: "b" },
        { t: 3, do: "say", by: "a", size: 20 }
      ])
    )
    const wire: Array<OnWire> = []
    const texts: Array<Uint8Array> = []
    const written: Array<ReadonlyMap<string, Uint8Array>> = []
    const watch: Watch = {
      suite: (suite) => suite,
      random: (random) => random,
      symbols: (symbols) => symbols,
      acts: nothing,
      opens: nothing,
      opened: nothing,
      says: (text) => void texts.push(text),
      sent: ({ accepted, kind, message }) => void wire.push({ accepted, kind, message, state: written.length }),
      wantsPersisted: () => true,
      settled: ({ present }) =>
        void written.push(new Map(present.map(({ name, persisted = [] }) => [name, persisted[0] ?? new Uint8Array(0)])))
    }
    let attempts: ReadonlyArray<CopyAttempt> = []
    let read: ReadonlySet<number> = new Set()
    const afterwards = Effect.gen(function* () {
      const stolen = written[at]?.get("b") ?? new Uint8Array(0)
      const honest = [...(written.at(-1) ?? [])].flatMap(([name, state]) => (name === "b" ? [] : [state]))
      const followed = yield* followWire(yield* awakeCopy(stolen), { at, texts, wire })
      read = followed.read
      attempts = yield* copyAttempts({
        copy: followed.state,
        honest: yield* Effect.forEach(honest, awakeCopy),
        behind: 3,
        slot: BigInt(wire.length)
      })
    }).pipe(Effect.orDie)
    const run = { composed, suite: 1, seed: "copies", workload: story, policy: neverPolicy, repeat: 0, stopwatch: () => 0, pastEpochs }
    const outcome = yield* runCell({ ...run, watch, afterwards })
    expect(outcome._tag === "cell" && outcome.cell.agreement.agreed).toBe(true)
    return { attempts, read: [...read] }
  })

const taken = (attempts: ReadonlyArray<CopyAttempt>) =>
  attempts.filter(({ holding }) => holding === "everything").map(({ accepted, act }) => [act, accepted])

describe("a copy of a member's state", () => {
  it.effect.each<Spec>([{}, { insider: "ack-quorum" }, { protection: "pairwise" }, { state: "digest+fetch" }])(
    "is as good as the member as long as the member has not renewed its keys: %o",
    (spec) =>
      Effect.gen(function* () {
        const { attempts } = yield* copied(3, spec)
        expect(taken(attempts)).toEqual([
          ["speak", 2],
          ["commit", 2],
          ["remove", 2],
          ["re-join", 2]
        ])
      })
  )

  it.effect("reads and says nothing after the renewal, and is told why", () =>
    Effect.gen(function* () {
      const { attempts, read } = yield* copied(1, {})
      expect(read).toEqual([])
      expect(attempts).toEqual([
        { act: "speak", holding: "everything", tried: true, accepted: 0, reason: "Unprotectable BadCiphertext" },
        { act: "commit", holding: "everything", tried: true, accepted: 0, reason: "BadTag" },
        { act: "remove", holding: "everything", tried: true, accepted: 0, reason: "BadTag" },
        { act: "re-join", holding: "everything", tried: true, accepted: 2 }
      ])
    })
  )

  it.effect("is heard in the epoch that it was made in, as long as members open late texts of that", () =>
    Effect.gen(function* () {
      expect(taken((yield* copied(1, {}, 1)).attempts)).toEqual([
        ["speak", 2],
        ["commit", 0],
        ["remove", 0],
        ["re-join", 2]
      ])
    })
  )

  it.effect("without its identity key speaks where other keys sign, and commits nothing: a leaf is signed by that key", () =>
    Effect.gen(function* () {
      const { attempts } = yield* copied(3, { signature: "eph-certified" })
      const keyless = attempts.filter(({ holding }) => holding !== "everything").map(({ accepted, act }) => [act, accepted])
      expect(keyless).toEqual([
        ["speak", 2],
        ["commit", 0],
        ["remove", 0],
        ["re-join", 2]
      ])
    })
  )
})
