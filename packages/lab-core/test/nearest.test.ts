import { expect, it } from "vitest"
import { nearest, perhaps } from "../src/index.ts"

const valid = ["commit.who", "commit.batch", "team-50", "team-500"]

it.each([
  ["comit.who", "commit.who"],
  ["team50", "team-50"],
  ["team-5000", "team-500"],
  ["commit", "commit.who"],
  ["", undefined],
  ["elsewhere", undefined]
])("%j is nearest to %j", (name, near) => {
  expect(nearest(valid, name)).toBe(near)
  expect(perhaps(valid, name)).toBe(near === undefined ? "" : `; ${near} is one`)
})
