import { assert, describe, it } from "vitest"
import { readWhatsapp } from "../../src/kinds/whatsapp.ts"
import { failure, notes, told } from "../kit.ts"

describe("a chat of WhatsApp on Android", () => {
  const chat = [
    "31/12/2023, 22:15 - Messages and calls are end-to-end encrypted. No one outside of this chat can read them.",
    "31/12/2023, 22:15 - Ann created group “Garden: plans”",
    "31/12/2023, 22:16 - Ann added Bob and Cid Jones",
    "31/12/2023, 22:17 - Bob: grüß dich",
    "zweite Zeile",
    "",
    "31/12/2023, 22:18 - Cid Jones: <Media omitted>",
    "31/12/2023, 22:18 - Cid Jones: IMG-20231231-WA0001.jpg (file attached)",
    "for all of you",
    "31/12/2023, 22:19 - ~\u202fDee joined using this group's invite link",
    "31/12/2023, 22:20 - Ann changed the subject from “Garden: plans” to “Garden: done”",
    "01/01/2024, 00:01 - Dee: This message was deleted",
    "01/01/2024, 00:02 - Ann removed Bob",
    "01/01/2024, 00:03 - Cid Jones left",
    "01/01/2024, 00:04 - +49 151 1 changed to +49 151 2. Tap to message.",
    "01/01/2024, 00:05 - +49 151 1: same",
    "01/01/2024, 00:06 - +49 151 2: person (truly)",
    "01/01/2024, 00:07 - Ann added you"
  ].join("\r\n")

  it("is read with its notices, texts of several lines, and pictures as 0 bytes", () => {
    assert.deepStrictEqual(told(readWhatsapp(chat)), [
      "2023-12-31T22:15:00 create Ann",
      "2023-12-31T22:16:00 add Ann Bob Cid Jones",
      "2023-12-31T22:17:00 say Bob 25",
      "2023-12-31T22:18:00 say Cid Jones 0",
      "2023-12-31T22:18:00 say Cid Jones 14",
      "2023-12-31T22:19:00 join Dee",
      "2024-01-01T00:01:00 say Dee 0",
      "2024-01-01T00:02:00 remove Ann Bob",
      "2024-01-01T00:03:00 leave Cid Jones",
      "2024-01-01T00:05:00 say +49 151 1 4",
      "2024-01-01T00:06:00 say +49 151 1 14",
      "2024-01-01T00:07:00 add Ann"
    ])
    assert.deepStrictEqual(notes(readWhatsapp(chat)), {
      "notices of other kinds": 2,
      "pictures and the like, or deleted texts, as 0 bytes": 3
    })
  })
})

describe("a chat of WhatsApp on iOS", () => {
  const chat = [
    "[05.01.24, 10:00:00] Garten: \u200eMessages and calls are end-to-end encrypted.",
    "\u200e[05.01.24, 10:00:01] Ann: \u200eAnn created this group",
    "[05.01.24, 10:00:02] Ann: Bob left the keys",
    "\u200e[05.01.24, 10:00:03] Bob: \u200eimage omitted",
    "\u200e[05.01.24, 10:00:04] Bob: \u200eBild weggelassen",
    "[05.01.24, 10:00:05] Bob: at 10:00: fine",
    "\u200e[05.01.24, 10:00:06] \u200eBob left",
    "[13.01.24, 10:00:07] Ann: bye"
  ].join("\n")

  it("is read with what it marks as its own, and the group is no member", () => {
    assert.deepStrictEqual(told(readWhatsapp(chat)), [
      "2024-01-05T10:00:01 create Ann",
      "2024-01-05T10:00:02 say Ann 17",
      "2024-01-05T10:00:03 say Bob 0",
      "2024-01-05T10:00:04 say Bob 0",
      "2024-01-05T10:00:05 say Bob 14",
      "2024-01-05T10:00:06 leave Bob",
      "2024-01-13T10:00:07 say Ann 3"
    ])
  })
})

describe("people who send pictures alone", () => {
  it("belong to a chat of iOS all the same", () => {
    const chat = "\u200e[13.01.24, 10:00:00] Ann: \u200eimage omitted\n[13.01.24, 10:00:01] Bob: nice"
    assert.deepStrictEqual(told(readWhatsapp(chat)), ["2024-01-13T10:00:00 say Ann 0", "2024-01-13T10:00:01 say Bob 4"])
  })
})

describe("the order of a date", () => {
  const days = (lines: ReadonlyArray<string>) =>
    told(readWhatsapp(lines.map((line) => `${line}Ann: x`).join("\n"))).map((line) => line.slice(0, 16))

  it.for([
    ["month first, by a day beyond the twelfth", ["1/5/24, 10:15 PM - ", "1/13/24, 12:05 AM - "], ["2024-01-05T22:15", "2024-01-13T00:05"]],
    [
      "day first, by a day beyond the twelfth",
      ["5/1/24, 10:15 pm - ", "13/1/24, 12:05\u202fp.\u00a0m. - "],
      ["2024-01-05T22:15", "2024-01-13T12:05"]
    ],
    [
      "day first, for month first the file would go back",
      ["30/1/2024, 22:15 - ", "02/02/2024, 22:15 - "],
      ["2024-01-30T22:15", "2024-02-02T22:15"]
    ],
    ["month first, for day first it would go back", ["02/11/24, 22:15 - ", "03/01/24, 22:15 - "], ["2024-02-11T22:15", "2024-03-01T22:15"]],
    ["year first", ["2024-01-05, 22:15 - ", "2024/01/06 22:15 - "], ["2024-01-05T22:15", "2024-01-06T22:15"]],
    ["day first with full stops", ["[5.1.24, 22:15:00] "], ["2024-01-05T22:15"]],
    ["month first by the clock, where nothing else tells", ["1/5/24, 10:15 PM - "], ["2024-01-05T22:15"]]
  ] as const)("is %s", ([, lines, expected]) => assert.deepStrictEqual(days(lines), [...expected]))

  it("is said to be a guess where it is one", () => {
    assert.deepStrictEqual(notes(readWhatsapp("01/02/2024, 22:15 - Ann: x")), {
      "dates taken as day/month, which could be otherwise": 1
    })
  })

  it("must be one for the whole file", () => {
    const error = failure(readWhatsapp("13/1/24, 22:15 - Ann: x\n1/13/24, 22:15 - Ann: y"))
    assert.match(error.message, /^whatsapp-txt, line 2: a date that is in no calendar/)
  })
})

it("refuses what is no chat, and times that no clock shows", () => {
  assert.match(failure(readWhatsapp("hello\n")).message, /line 1: "hello"; expected: lines such as/)
  assert.strictEqual(failure(readWhatsapp("\n")).reason, "Empty")
  for (const time of ["25:15", "13:15 PM", "0:15 AM"])
    assert.match(failure(readWhatsapp(`1/5/24, ${time} - Ann: x`)).message, /a time that a clock can show/)
})
