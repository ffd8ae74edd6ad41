import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { importLimits } from "../../src/importLimits.ts"
import { readMbox } from "../../src/kinds/mbox.ts"
import { notes, told } from "../kit.ts"

const latin1 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(text, (char) => char.codePointAt(0) ?? 0)
const archive = latin1(
  [
    "From ann@example.org Fri Jan  5 10:00:00 2024",
    "From: Ann Example <Ann@Example.org>",
    "Date: Fri, 05 Jan 2024 11:00:00 +0100",
    "Subject: =?utf-8?q?gr=C3=BC=C3=9Fe?=",
    "Content-Type: text/plain; charset=iso-8859-1",
    "",
    "gr\u00fc\u00df dich",
    "",
    "From here on it is text, and",
    ">From there too",
    "> quoted text",
    ">> twice",
    "",
    "From bob at example.org  Fri Jan  5 10:01:00 2024",
    "From: bob at example.org (Bob)",
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="b"',
    "",
    "--b",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: base64",
    "",
    "aGVsbG8=",
    "--b",
    'Content-Type: application/octet-stream; name="x"',
    "Content-Transfer-Encoding: base64",
    "",
    "AAAAAAAAAAAA",
    "--b--",
    "",
    "From - Fri Jan  5 10:02:00 2024",
    "From: Cid <cid@example.org>",
    "Date: Fri, 5 Jan 2024 10:02:30 GMT",
    "Content-Type: text/html",
    "",
    "<p>only <b>this</b></p>",
    ""
  ].join("\n")
)

it.effect("reads senders, dates and texts: charsets decoded, quoted lines and attachments not counted", () =>
  Effect.gen(function* () {
    const read = Result.succeed(yield* readMbox(archive))
    assert.deepStrictEqual(told(read), [
      // grüß dich, a blank line, and two lines that begin with From
      "2024-01-05T10:00:00 say ann@example.org 56",
      "2024-01-05T10:01:00 say bob@example.org 5",
      "2024-01-05T10:02:30 say cid@example.org 9"
    ])
    assert.deepStrictEqual(notes(read), { "mails in HTML alone": 1 })
  })
)

it.effect("reads line ends of either kind", () =>
  Effect.gen(function* () {
    const crlf = latin1(String.fromCodePoint(...archive).replaceAll("\n", "\r\n"))
    assert.deepStrictEqual(told(Result.succeed(yield* readMbox(crlf))), told(Result.succeed(yield* readMbox(archive))))
  })
)

it.effect.each([
  ["no line before the first mail", "From: a@b.c\n\nhello\n", /^mbox, line 1: no such line; expected: a line such as "From ann@/],
  ["a mail from nobody", "From  Fri Jan  5 10:00:00 2024\nDate: Fri, 5 Jan 2024 10:00:00 GMT\n\nx\n", /mail 1: no sender/],
  ["a mail of an impossible day", "From a@b.c Fri Feb 30 10:00:00 2024\n\nx\n", /mail 1: no date/]
] as const)("says of %s what is wrong", ([, text, says]) =>
  Effect.gen(function* () {
    const error = yield* Effect.flip(readMbox(latin1(text)))
    assert.strictEqual(error.reason, "Malformed")
    assert.match(error.message, says)
  })
)

it.effect("refuses a mail beyond the limit, and headers without an end", () =>
  Effect.gen(function* () {
    const huge = new Uint8Array(importLimits.mail + 100).fill(120)
    huge.set(latin1("From a@b.c Fri Jan  5 10:00:00 2024\n"))
    assert.strictEqual((yield* Effect.flip(readMbox(huge))).reason, "TooLarge")
    const headers = latin1(`From a@b.c Fri Jan  5 10:00:00 2024\n${"X-Long: x\n".repeat(300_000)}\n\nx`)
    assert.strictEqual((yield* Effect.flip(readMbox(headers))).reason, "Malformed")
  })
)
