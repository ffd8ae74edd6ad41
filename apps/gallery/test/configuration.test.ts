import { Effect, Result } from "effect"
import { describe, expect, test } from "vitest"
import { type BadConfiguration, readConfiguration } from "../src/configuration.ts"
import type { Figure } from "../src/figure.ts"
import { gallery } from "../src/gallery.ts"

const figure = (id: string): Figure => gallery.find((one) => one.id === id)!

/** What reading and measuring a short configuration with one thing changed says. */
const complaint = async (id: string, changed: Readonly<Record<string, unknown>>): Promise<BadConfiguration> => {
  const { configuration, measure, short } = figure(id)
  const text = JSON.stringify({ ...(short as object), ...changed })
  const read = readConfiguration(configuration, "c.json", text)
  const at = { file: "c.json", progress: () => {}, jobs: 1 }
  const outcome = await Effect.runPromise(Effect.result(Effect.flatMap(read, (one) => measure(one, at))))
  if (Result.isSuccess(outcome) || outcome.failure._tag !== "BadConfiguration") throw new Error("nothing was wrong with it")
  return outcome.failure
}

describe("a configuration that is none is refused with its file, the field and what is allowed there", () => {
  test("a text that is no JSON", async () => {
    const outcome = await Effect.runPromise(Effect.result(readConfiguration(figure("plane").configuration, "c.json", "{")))
    expect(Result.isFailure(outcome) && outcome.failure.message).toMatch(/^c\.json: no JSON: /)
  })

  test.each([
    ["plane", { seed: undefined }, "seed", /Missing key/],
    ["plane", { seeds: 3 }, "seeds", /Unexpected key|Expected/],
    ["plane", { seizures: 1 }, "seizures", /100/],
    ["plane", { workloads: [{ name: "team-51", set: [] }] }, "workloads[0]", /the names are .*team-50/],
    ["plane", { workloads: [{ name: "team-50", set: ["day=1"] }] }, "workloads[0]", /it has members, days/],
    ["plane", { policies: ["rekey.every=soon"] }, "policies[0]", /a duration/],
    ["plane", { compositions: ["rfc9420", "cgka=none"] }, "compositions[1]", /no cgka; there is: /],
    ["plane", { compositions: ["tree"] }, "compositions[0]", /a profile \(rfc9420, .*axis=part/],
    ["kat-8", { rows: ["treekem", "tree"] }, "rows[1]", /"treekem" \| /],
    ["synergy", { plugins: ["examples/nothing.ts"] }, "plugins[0]", /cannot be loaded/],
    ["synergy", { plugins: ["packages/lab-core/src/index.ts"] }, "plugins[0]", /it has no default export/],
    ["synergy", { plugins: ["vitest.config.ts"] }, "plugins[0]", /its part lacks "axis"/],
    ["propose-commit", { sizes: [1] }, "sizes[0]", /2/],
    ["propose-commit", { rounds: 1.5 }, "rounds", /integer/],
    ["receivers", { sizes: [] }, "sizes[0]", /Missing key/],
    ["sleep", { policies: ["evict.idle=0"] }, "policies[0]", /a duration/]
  ] as const)("%s: %o", async (id, changed, field, detail) => {
    const { detail: said, field: where, file } = await complaint(id, changed)
    expect([file, where]).toEqual(["c.json", field])
    expect(said).toMatch(detail)
  })
})
