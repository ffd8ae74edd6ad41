import { assert, describe, it } from "@effect/vitest"
import { formatWorkload, parseWorkload } from "@copath/lab-core"
import { strToU8, zipSync } from "fflate"
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import * as Result from "effect/Result"
import { importHistory, type ImportInput, type ImportKind, importKinds, importLimits, type ReadOptions } from "../src/index.ts"
import { key } from "./kit.ts"

const [ann, bob] = ["Annabel Secret", "Bartholomew"]
const secret = "nobody may read this"
const zip = (files: Readonly<Record<string, unknown>>): Uint8Array<ArrayBuffer> =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, json]) => [name, strToU8(JSON.stringify(json))])))
const discordMessage = (id: string, name: string) => ({
  type: "Default",
  timestamp: "2024-01-05T10:00:00Z",
  content: secret,
  author: { id, name }
})
const telegramMessage = (id: string, from: string) => ({ type: "message", date: "2024-01-05T10:00:00", from, from_id: id, text: secret })

/** The same small talk in every format. */
const samples: Readonly<Record<ImportKind, ImportInput>> = {
  git: [ann, bob, "c", "d"].map((name, i) => `${1_704_448_800 - i}\0${name}\0${secret}\n\u0001\n`).join(""),
  trace: [ann, bob]
    .flatMap((actor, t) => [
      { t, type: "join", actor },
      { t, type: "message", actor, bytes: 20 }
    ])
    .map((line) => `${JSON.stringify(line)}\n`)
    .join(""),
  csv: `timestamp,user,text\n2024-01-05T10:00:00Z,${ann},${secret}\n2024-01-05T10:00:01Z,${bob},${secret}\n`,
  json: JSON.stringify([ann, bob].map((user) => ({ timestamp: 1_704_448_800, user, text: secret }))),
  mbox: [ann, bob]
    .map((name, i) => `From x@y.z Fri Jan  5 10:00:00 2024\nFrom: ${name} <${i}@Bartholomew.example>\nSubject: ${secret}\n\n${secret}\n\n`)
    .join(""),
  irc: `--- Log opened Fri Jan 05 10:00:00 2024\n10:00 <Bartholomew> ${secret}\n10:01 <Annabel> ${secret}\n`,
  "whatsapp-txt": `13/01/2024, 10:00 - ${ann}: ${secret}\n13/01/2024, 10:01 - ${bob}: ${secret}\n`,
  "slack-export": zip({
    "channels.json": [{ name: "garden" }],
    "users.json": [ann, bob].map((name, i) => ({ id: `U${i}`, name })),
    "garden/2024-01-05.json": [0, 1].map((i) => ({ type: "message", user: `U${i}`, ts: `170444880${i}.0`, text: secret }))
  }),
  "discord-export": JSON.stringify({ guild: {}, channel: {}, messages: [discordMessage("1", ann), discordMessage("2", bob)] }),
  "telegram-json": JSON.stringify({
    name: secret,
    type: "private_group",
    messages: [telegramMessage("user1", ann), telegramMessage("user2", bob)]
  })
}
const kinds = importKinds.map(({ kind }) => kind)

describe.each(kinds)("--as %s", (kind) => {
  it.effect("makes a workload without names and texts", () =>
    Effect.gen(function* () {
      const { workload } = yield* importHistory(kind, samples[kind], { key })
      const text = formatWorkload(workload)
      for (const word of ["nnabel", "artholomew", "ecret", "nobody", "garden"]) assert.notInclude(text, word)
      assert.strictEqual(formatWorkload(Result.getOrThrow(parseWorkload(text))), text)
      assert.isAtLeast(workload.events.filter((event) => event.do === "say").length, 2)
    })
  )

  it.effect("keeps names where that is asked for, and texts never", () =>
    Effect.gen(function* () {
      const { workload } = yield* importHistory(kind, samples[kind], { key, keepNames: true })
      const text = formatWorkload(workload)
      assert.match(text, /bartholomew/i)
      assert.notInclude(text, "nobody")
    })
  )

  it.effect.each(kinds.filter((other) => other !== kind))("says of a file that is %s what it is", (other) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(importHistory(kind, samples[other], { key }))
      assert.strictEqual(error.reason, "WrongKind", error.message)
      assert.match(error.message, new RegExp(`this looks like .+; expected: --as ${other}$`))
    })
  )

  it.effect("takes what it gets, whatever it is: a workload or an ImportError", () =>
    Effect.promise(() => {
      const sample = samples[kind]
      const bytes = typeof sample === "string" ? strToU8(sample) : sample
      const damaged = fc
        .tuple(fc.nat(bytes.length - 1), fc.nat(bytes.length), fc.uint8Array({ maxLength: 8 }))
        .map(([at, end, put]) => Uint8Array.from([...bytes.subarray(0, at), ...put, ...bytes.subarray(Math.max(at, end))]))
      return fc.assert(
        fc.asyncProperty(fc.oneof(damaged, fc.uint8Array({ maxLength: 200 })), async (input) => {
          const result = await Effect.runPromise(Effect.result(importHistory(kind, input, { key })))
          if (Result.isSuccess(result)) assert.isTrue(Result.isSuccess(parseWorkload(formatWorkload(result.success.workload))))
          else assert.strictEqual(result.failure._tag, "ImportError")
        }),
        { numRuns: 200 }
      )
    })
  )
})

describe("importHistory", () => {
  it.effect("names a workload and a ZIP of WhatsApp too", () =>
    Effect.gen(function* () {
      const workload = yield* Effect.flip(importHistory("json", '{"lab":"workload/1","name":"w","members":[]}\n', { key }))
      assert.include(workload.message, "this looks like a workload; expected: no import")
      const whatsapp = yield* Effect.flip(importHistory("whatsapp-txt", zip({ "_chat.txt": 1 }), { key }))
      assert.include(whatsapp.message, "a ZIP archive of WhatsApp; expected: the text in it, unpacked")
    })
  )

  it.effect("refuses settings that could have no effect, and files beyond the limit", () =>
    Effect.gen(function* () {
      const refused = (options: ReadOptions) => Effect.flip(importHistory("irc", samples.irc, { key, ...options }))
      assert.include((yield* refused({ columns: {} })).message, "a mapping of columns; expected: one only for csv and json")
      assert.include((yield* refused({ channel: "x" })).message, "the name of a channel; expected: one only for slack-export")
      const large = yield* Effect.flip(importHistory("irc", new Uint8Array(importLimits.file + 1), { key }))
      assert.strictEqual(large.reason, "TooLarge")
    })
  )

  it.effect("gives the kind's name to a workload, and the key to repeat it", () =>
    Effect.gen(function* () {
      const [one, two] = [yield* importHistory("irc", samples.irc, { key }), yield* importHistory("irc", samples.irc, { key })]
      assert.strictEqual(one.workload.header.name, "irc")
      assert.deepStrictEqual(one, two)
    })
  )
})
