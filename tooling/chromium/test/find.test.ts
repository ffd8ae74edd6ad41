import { expect, test } from "vitest"
import { find } from "../src/index.ts"

test("CHROMIUM_PATH wins, and nothing else is looked for when it is wrong", () => {
  expect(find("/opt/mine", () => true)).toEqual({ path: "/opt/mine" })
  expect(find("/opt/mine", (path) => path !== "/opt/mine")).toEqual({ why: "CHROMIUM_PATH is /opt/mine, where there is no file" })
})

test("without it, or with an empty one, the first of the usual places that has a browser is taken", () => {
  expect(find("", (path) => path.startsWith("/usr"))).toEqual({ path: "/usr/bin/chromium" })
  expect(find("", (path) => path.endsWith("Google Chrome"))).toEqual({
    path: "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
  })
})

test("where there is none, it is said where one was looked for and what to do", () => {
  expect(find("", () => false)).toEqual({ why: expect.stringMatching(/^there is no Chromium at \/usr\/bin\/chromium, .* CHROMIUM_PATH$/) })
})
