import { expect, test } from "vitest"
import { browserOf, environment, systemOf } from "../../src/core/environment.ts"

const phone = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36"

test.each([
  [phone, "Chromium 131.0.0.0", "Linux; Android 14; Pixel 8"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox 132.0", "Linux x86_64"],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1",
    "Safari 17.0",
    "iPhone; CPU iPhone OS 17_0 like Mac OS X"
  ],
  ["curl", "curl", "a system that the browser does not name"]
])("a browser and its system are known by their own account: %s", (userAgent, browser, system) => {
  expect([browserOf(userAgent), systemOf(userAgent)]).toEqual([browser, system])
})

test("what a browser does not tell is not made up", () => {
  const built = { lab: "1", parts: {} }
  expect(environment(built, { userAgent: phone, hardwareConcurrency: 8 })).toEqual({
    lab: "1",
    parts: {},
    runtime: "Chromium 131.0.0.0",
    os: "Linux; Android 14; Pixel 8",
    cpu: "a processor that browsers do not name",
    cores: 8,
    memory: 0
  })
})
