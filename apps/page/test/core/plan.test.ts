import { countWorkload } from "@copath/lab-core"
import { Result } from "effect"
import { describe, expect, test } from "vitest"
import { commandLine } from "../../src/core/commandLine.ts"
import { most } from "../../src/core/limits.ts"
import { type Plan, plan } from "../../src/core/plan.ts"
import type { Complaint, Wish } from "../../src/core/wish.ts"
import { asOffered, parts, small, talk } from "./wishes.ts"

const planned = (wish: Partial<Wish>): Plan => Result.getOrThrow(plan(parts, { ...small, ...wish }))
const wrong = (wish: Partial<Wish>): ReadonlyArray<Complaint> =>
  Result.match(plan(parts, { ...small, ...wish }), { onSuccess: () => [], onFailure: (complaints) => complaints })
const set = (settings: Readonly<Record<string, string>>, name = "team-50"): Pick<Wish, "workload"> => ({
  workload: { kind: "named", name, settings }
})
const text = (lines: string, name = "w.jsonl"): Pick<Wish, "workload"> => ({ workload: { kind: "text", name, text: lines } })

test.each(asOffered)("$name fits into a page as it is offered", (workload) => {
  const { atOnce, events } = countWorkload(planned({ workload }).workload)
  expect(atOnce).toBeLessThanOrEqual(most.members)
  expect(events).toBeGreaterThan(10)
  expect(events).toBeLessThan(400)
})

describe("a wish", () => {
  test("comes to one run for each composition under each policy", () => {
    const { tasks } = planned({ vary: [{ axis: "signature", ids: ["static", "none"] }], policy: "rekey.every=1d,never" })
    expect(tasks.map(({ name }) => name)).toHaveLength(8)
    expect(new Set(tasks.map(({ name }) => name)).size).toBe(8)
  })

  test("is a command line, with what is not the default", () => {
    expect(commandLine(planned({}).argv)).toBe(
      "pnpm lab run decentral-4op --set members=3 --set repetitions=1 --profile rfc9420,art-2018 --provider symbolic --seed page --adversary"
    )
    const vary = [{ axis: "cgka", ids: ["art", "mkem"] }] as const
    const other = planned({
      ...text(talk(3), "our chat.json"),
      profiles: [],
      vary,
      suite: 3,
      seed: "it's",
      adversary: false,
      base: "noble"
    })
    expect(commandLine(other.argv)).toBe(
      String.raw`pnpm lab run our-chat.jsonl --vary cgka=art,mkem --provider noble --suite 3 --seed 'it'\''s' --trees`
    )
    expect(other.needsFile).toBe(true)
  })

  test("of which only the first events are played is a file on the command line", () => {
    const { argv, needsFile, workload } = planned({ events: " 3 " })
    expect(workload.events).toHaveLength(3)
    expect([argv[2], needsFile]).toEqual(["decentral-4op-first-3.jsonl", true])
  })
})

describe("what a page cannot take is refused beside its field, in words", () => {
  const only = (wish: Partial<Wish>): Complaint => {
    const [one, ...more] = wrong(wish)
    expect(more).toEqual([])
    if (one === undefined) throw new Error("nothing was wrong")
    return one
  }

  test("more than 64 members: as a setting, by several devices each, in a file", () => {
    expect(only(set({ members: "65" }))).toEqual({ field: "set.members", text: expect.stringMatching(/^65 .* takes 64 at most/) })
    expect(only(set({ members: "40", days: "1", devices: "2" }))).toEqual({ field: "settings", text: expect.stringMatching(/^80 /) })
    const names = Array.from({ length: 65 }, (_, i) => `m${i}`)
    expect(only(text(talk(1, names)))).toEqual({ field: "text", text: expect.stringMatching(/^65 /) })
  })

  test("more events than a page plays, and more than it would make", () => {
    expect(only(text(talk(most.events)))).toEqual({ field: "events", text: expect.stringMatching(/^5,001 events/) })
    expect(wrong({ ...text(talk(most.events)), events: "5000" })).toEqual([])
    expect(only(set({ members: "10", days: "3000", perDay: "9999" }))).toEqual({
      field: "settings",
      text: expect.stringMatching(/events would be made/)
    })
  })

  test("a setting that is no number, or out of its range", () => {
    expect(only(set({ members: "ten" }))).toEqual({ field: "set.members", text: "members takes a whole number from 3 to 5000" })
    expect(only(set({ members: "5", online: "2" }))).toEqual({ field: "set.online", text: "online takes a number from 0 to 1" })
  })

  test("a text that is no workload, with the line", () => {
    expect(only(text(`${talk(1)}\n{"t":9,"do":"sing"}`))).toEqual({ field: "text", text: expect.stringMatching(/^line 4: unknown kind/) })
    expect(only(text(" "))).toEqual({ field: "text", text: "paste a workload, drop a file here or choose one" })
  })

  test("nothing to compare, too much, or parts that do not exist", () => {
    expect(only({ profiles: [] })).toEqual({ field: "compositions", text: expect.stringMatching(/^choose one/) })
    const ids = parts.of("cgka").map(({ id }) => id)
    expect(only({ vary: [{ axis: "cgka", ids }], policy: "rekey.every=1d,2d,3d" })).toEqual({
      field: "compositions",
      text: expect.stringMatching(/^\d+ runs/)
    })
    expect(only({ vary: [{ axis: "cgka", ids: ["mls"] }] })).toEqual({
      field: "compositions",
      text: expect.stringMatching(/^"mls" is no cgka/)
    })
  })

  test("a policy, a number of events and a suite that mean nothing: all at once", () => {
    expect(wrong({ policy: "sometimes", events: "-1", suite: 99 }).map(({ field }) => field)).toEqual(["events", "policy", "suite"])
    expect(only({ policy: "commit.who=next-speaker,commit.batch=1h" }).text).toMatch(/^commit\.batch has no effect/)
  })
})
