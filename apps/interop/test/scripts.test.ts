import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { configNames, loadConfig, locateInterop } from "../src/scripts/files.ts"
import { play } from "../src/scripts/play.ts"
import { type Meeting, ourOwn } from "../src/scripts/run.ts"

let meeting: Meeting
beforeAll(async () => {
  meeting = await ourOwn()
})
afterAll(() => meeting.close())

/** Of the long script, the first so many steps: 25 members and two commits of their Updates. */
const STEPS = 38
/** One with other curves; all of them are behind `pnpm interop:scripts`. */
const OTHER_SUITE = 2

const missing = configNames.filter((name) => locateInterop(`${name}.json`) === undefined)
if (missing.length > 0) {
  console.warn(`INTEROP SCRIPTS MISSING: ${missing.join(", ")}; they were NOT played (set COPATH_VECTORS)`)
}

describe.each(configNames.filter((name) => !missing.includes(name)))("%s.json, by two clients behind sockets", (config) => {
  for (const [name, all] of loadConfig(config)) {
    const script = all.slice(0, STEPS)
    test.each([
      { suite: 1, handshake: "public" },
      { suite: 1, handshake: "private" },
      { suite: OTHER_SUITE, handshake: "private" }
    ])(`${name}: the members agree, on suite $suite with $handshake handshakes`, async ({ handshake, suite }) => {
      const played = await play(script, { suite, encryptHandshake: handshake === "private", players: meeting.players })
      expect(played.failure).toBeUndefined()
      expect(played.members).toBeGreaterThan(1)
    })
  }
})
