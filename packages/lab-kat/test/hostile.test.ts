import { securityOf, type Trace } from "@copath/lab-adversary"
import { neverPolicy, type Policy, workload, type WorkloadEvent } from "@copath/lab-core"
import { KeySchedule, Secret } from "@copath/contracts"
import { keySchedule } from "@copath/profile-lab"
import { layer as rfc9420 } from "@copath/schedule-rfc9420"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { describe, expect } from "vitest"
import { play, type Stage } from "../src/playing.ts"
import { memberOf, readBy, seize, share } from "../src/reading.ts"
import { membersOf, Script } from "../src/script.ts"
import { changed } from "../src/variant.ts"

const members = membersOf(4)

/** Events a second apart, after four members were brought together. */
const history = (...events: ReadonlyArray<Record<string, unknown> & { readonly do: string }>) =>
  Result.getOrThrow(
    workload({ lab: "workload/1", name: "hostile", members }, [
      { t: 0, do: "create", by: "0", with: members.slice(1) },
      ...events.map((event, i) => ({ t: 1000 * (i + 1), ...event }) as WorkloadEvent)
    ])
  )
const say = (by: string) => ({ do: "say", by, size: 32 })
const everybody = members.map(say)

/** The state that a step of this kind led to, the last of them. */
const after = ({ states }: Trace, did: string): number => states.findLastIndex((state) => state.did === did)

/** Whose commit is not taken lets it be. */
const oneTry: Policy = { ...neverPolicy, retry: { onReject: "drop", maxTries: 1 } }
const rejoining: Stage = { name: "external rejoin", spec: { recovery: "external-rejoin" } }

describe("what a sceptic asks of the adversary", () => {
  it.effect("who lost its state and joins from outside has shaken off who robbed it, though the thief has the epoch's external key", () =>
    Effect.gen(function* () {
      const story = history(...everybody, { do: "lose", by: "1" }, ...everybody)
      const { cell, trace } = yield* play(rejoining, story)
      expect(cell.agreement.agreed).toBe(true)
      const back = after(trace, "lose")
      expect(trace.states.at(-1)?.epoch).toBeGreaterThan(trace.states[0]?.epoch ?? 0)
      // The robbed one came back with new keys; what 0 had is good for its own way into the tree as before.
      expect(share(trace, seize(trace, "1", 4), back)).toBe("0/4")
      expect(share(trace, seize(trace, "0", 4), back)).toBe("4/4")
      // Who watched the wire has the public half of the external key, and no more.
      expect(share(trace, { as: "server" })).toBe("0/8")
      // Whoever comes back remembers what it reads from then on.
      expect(share(trace, { as: "newcomer", who: memberOf(trace, "1") }, back)).toBe("4/4")
    })
  )

  it.effect("who is removed and comes back does so with keys that an earlier seizure did not have", () =>
    Effect.gen(function* () {
      const story = history(...everybody, { do: "remove", by: "0", who: ["3"] }, say("1"), { do: "add", by: "0", who: ["3"] }, ...everybody)
      const { trace } = yield* play({ spec: {} }, story)
      expect(share(trace, seize(trace, "3", 3), 4)).toBe("1/6")
      expect(share(trace, seize(trace, "3", 3), after(trace, "remove"))).toBe("0/5")
      expect(share(trace, seize(trace, "3", after(trace, "add")), after(trace, "add") + 1)).toBe("4/4")
    })
  )

  it.effect("bad randomness while a key package is made gives away everything from the Welcome on, until the newcomer commits", () =>
    Effect.gen(function* () {
      const story = history(
        ...everybody,
        { do: "add", by: "0", who: ["4"] },
        ...everybody,
        say("4"),
        { do: "rekey", by: "4" },
        ...everybody,
        say("4")
      )
      const { trace } = yield* play({ spec: {} }, story)
      const joined = after(trace, "add")
      const careless = { as: "badRandomness", who: memberOf(trace, "4"), from: joined, to: joined + 1 } as const
      expect(share(trace, careless, 0, joined)).toBe("0/4")
      expect(share(trace, careless, joined, after(trace, "rekey"))).toBe("5/5")
      expect(share(trace, careless, after(trace, "rekey"))).toBe("0/5")
      // Nobody else drew anything then that a text follows from.
      expect(share(trace, { ...careless, who: memberOf(trace, "1") })).toBe("0/14")
    })
  )

  it.effect("a commit that lost its race leaves nothing behind, and heals nobody", () =>
    Effect.gen(function* () {
      const both = [
        { t: 5000, do: "rekey", by: "1" },
        { t: 5001, do: "rekey", by: "2" }
      ]
      const story = history(...everybody, ...both, ...members.map((by, i) => ({ ...say(by), t: 9000 + i })))
      const { trace, uploads } = yield* play({ spec: {}, delayMs: 500, policy: oneTry, ailing: true }, story)
      const lost = uploads.find(({ accepted, kind }) => kind === "commit" && !accepted)
      expect(lost?.by).toBe(memberOf(trace, "2"))
      // Who copied 2 before reads on, for its commit was not taken; who copied 1 is locked out by the one that was.
      expect(share(trace, seize(trace, "2", 4), trace.states.length - 4)).toBe("4/4")
      expect(share(trace, seize(trace, "1", 4), trace.states.length - 4)).toBe("0/4")
      // What 2 drew for it is in no state at the end.
      const drawn = trace.values.flatMap(({ by, kind, state }, value) =>
        kind === "random" && by === lost?.by && state === lost.state ? [value] : []
      )
      expect(drawn.length).toBeGreaterThan(0)
      const kept = [...trace.held].filter(({ to, value }) => drawn.includes(value) && to === Number.POSITIVE_INFINITY)
      expect(kept).toEqual([])
    })
  )

  it.effect("a part that hides a secret from the lab leaves an interval, and is named", () =>
    Effect.gen(function* () {
      // Everybody has it from elsewhere: it was drawn past the provider, and stands in no state.
      const hidden = Uint8Array.from({ length: 32 }, (_, i) => (i * 73 + 5) & 0xff)
      const hiding = keySchedule({
        id: "hiding",
        title: "Texts are sealed under a key that the lab never sees made",
        source: "a test",
        layer: changed(KeySchedule, rfc9420, "hiding", ({ join, next }) => ({
          next: (input) =>
            Effect.map(next(input), ({ epoch, handoff }) => ({ handoff, epoch: { ...epoch, encryption: new Secret(hidden.slice()) } })),
          join: (input) => Effect.map(join(input), (epoch) => ({ ...epoch, encryption: new Secret(hidden.slice()) }))
        }))
      })
      const story = new Script(members).say(...members).workload("hidden")
      const { trace } = yield* play({ spec: { schedule: hiding.id }, plugins: [hiding], ailing: true }, story)
      const { exact, findings, lower, unexplained, upper } = securityOf(trace)
      expect([exact, unexplained]).toEqual([false, 1])
      expect(findings.map(({ kind }) => kind)).toEqual(["unexplained"])
      expect([lower.wire, upper?.wire]).toEqual([0, 4])
      expect(lower.exposure.share).toBeLessThan(upper?.exposure.share ?? 0)
      const server = { as: "server" } as const
      expect(["lower" as const, "upper" as const].map((bound) => readBy(trace, [server], bound)[0]?.size)).toEqual([0, 4])
    })
  )
})
