import { describe, expect, it } from "vitest"
import { settings } from "../src/comparison.ts"
import { subtitle } from "../src/headline.ts"
import { policyNames, policyText } from "../src/policyNames.ts"
import { fixture, twelve } from "./fixture.ts"

const text = (values: Readonly<Record<string, string | number>>) => ({
  name: Object.entries(values)
    .map(([key, value]) => `${key}=${value}`)
    .join(","),
  values
})
const never = { name: "never", values: { "commit.who": "actor" } }
const [often, seldom] = [
  text({ "rekey.everyMessages": 2, "commit.who": "actor" }),
  text({ "rekey.everyMessages": 10, "commit.who": "actor" })
]

describe("names of policies", () => {
  it("are what differs between those that are compared", () => {
    expect(policyNames([often, seldom, never])).toEqual(["rekey.everyMessages=2", "rekey.everyMessages=10", "never"])
    const admins = [often, seldom].map(({ values }) => text({ ...values, "commit.who": "admin" }))
    expect(policyNames(admins)).toEqual(["rekey.everyMessages=2", "rekey.everyMessages=10"])
    expect(policyNames([often, ...admins.slice(1)])).toEqual([
      "rekey.everyMessages=2, commit.who=actor",
      "rekey.everyMessages=10, commit.who=admin"
    ])
  })

  it("leave out only defaults where there is one policy, however often", () => {
    const one = text({ "rekey.everyMessages": 2, "commit.who": "admin" })
    expect(policyNames([one, one])).toEqual(["rekey.everyMessages=2, commit.who=admin", "rekey.everyMessages=2, commit.who=admin"])
    expect(policyNames([often])).toEqual(["rekey.everyMessages=2"])
  })

  it("are whole where nothing would be left, or two would be one", () => {
    const bare = text({ "commit.who": "actor" })
    expect(policyNames([bare])).toEqual(["commit.who=actor"])
    const other = { name: "rekey.everyMessages=2,commit.who=actor,of=another", values: often.values }
    expect(policyNames([often, other])).toEqual([often.name, other.name])
  })

  it("stand on their own in a setting's line, and a name before what it stands for", () => {
    expect(policyText(often)).toBe("rekey.everyMessages=2")
    expect(policyText({ name: "daily", values: { "rekey.every": "1d", "commit.who": "actor" } })).toBe("daily (rekey.every=1d)")
    expect(policyText(never)).toBe("never")
    const [setting] = settings(fixture(twelve.slice(0, 1), [{ policy: seldom }]))
    expect(setting === undefined ? "" : subtitle(setting)).toMatch(/Policy: rekey\.everyMessages=10\.$/)
  })
})
