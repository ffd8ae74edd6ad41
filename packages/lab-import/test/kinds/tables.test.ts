import * as Result from "effect/Result"
import { assert, it } from "vitest"
import { readCsv } from "../../src/kinds/csv.ts"
import { readJson } from "../../src/kinds/json.ts"
import { parseColumns } from "../../src/kinds/rows.ts"
import { failure, told } from "../kit.ts"

const talk = [
  "2024-01-05T10:00:00 create ann bob cid",
  "2024-01-05T10:00:01 say bob 12",
  "2024-01-05T10:00:02 join dee",
  "2024-01-05T10:00:03 remove ? cid",
  "2024-01-05T10:00:04 leave dee"
]

it("reads a table with its own names of columns", () => {
  const csv = [
    "timestamp,user,event,size,whom",
    "2024-01-05T10:00:00Z,ann,create,,bob;cid",
    "2024-01-05T10:00:01Z,bob,message,12,",
    "2024-01-05T10:00:02Z,dee,JOIN,,",
    "2024-01-05T10:00:03Z,,remove,,cid",
    "2024-01-05T10:00:04Z,dee,leave,,"
  ].join("\r\n")
  assert.deepStrictEqual(told(readCsv(csv)), talk)
  assert.deepStrictEqual(told(readCsv(`\uFEFF${csv.replaceAll(";", "|").replaceAll(",", ";")}\n\n`)), talk)
})

it("keeps of a text its bytes in UTF-8, whatever lines, quotes and delimiters it has", () => {
  const csv = 'ts;from;body\n1704448800;ann;"zwei\nZeilen; ""ü"""\n1704448801;bob;\n'
  const columns = Result.getOrThrow(parseColumns("csv", "timestamp=ts, user=from,text=body"))
  assert.deepStrictEqual(told(readCsv(csv, columns)), ["2024-01-05T10:00:00 say ann 17", "2024-01-05T10:00:01 say bob 0"])
})

it("reads an array of objects, one object a line, and fields within fields", () => {
  const rows = [
    { timestamp: "2024-01-05T10:00:00Z", user: "ann", event: "create", whom: ["bob", "cid"] },
    { timestamp: "2024-01-05T10:00:01Z", user: "bob", text: "größer, 10" },
    { timestamp: "2024-01-05T10:00:02Z", user: "dee", event: "join" },
    { timestamp: "2024-01-05T10:00:03Z", user: null, event: "remove", whom: "cid" },
    { timestamp: "2024-01-05T10:00:04Z", user: "dee", event: "leave" }
  ]
  assert.deepStrictEqual(told(readJson(JSON.stringify(rows, null, 1))), talk)
  assert.deepStrictEqual(told(readJson(rows.map((row) => `${JSON.stringify(row)}\n`).join("\n"))), talk)
  const nested = '[{"at":1704448800000,"author":{"id":7},"n":3}]'
  const columns = Result.getOrThrow(parseColumns("json", "timestamp=at,user=author.id,size=n"))
  assert.deepStrictEqual(told(readJson(nested, columns)), ["2024-01-05T10:00:00 say 7 3"])
})

it.for([
  ["an empty file", "", "Empty", /first line such as timestamp,user,event,size/],
  [
    "a missing column",
    "time,user,size\n",
    "Malformed",
    /line 1: no column "timestamp" among "time", "user", "size"; .*--map timestamp=COLUMN/
  ],
  ["neither size nor text", "timestamp,user\n", "Malformed", /no column "size"/],
  ["a column twice", "timestamp,user,size,size\n", "Malformed", /the column "size" twice/],
  ["a row with a cell too many", "timestamp,user,size\n2024-01-05,a,1,2\n", "Malformed", /line 2: /],
  ["a quote that does not end", 'timestamp,user,size\n2024-01-05,a,"1\n', "Malformed", /line \d: .*[Qq]uote/],
  ["a time that is none", "timestamp,user,size\n2024-01-05,a,1\nsoon,a,1\n", "Malformed", /line 3: "soon" as a time; expected: ISO 8601/],
  [
    "both units of time",
    "timestamp,user,size\n1704448800,a,1\n1704448800000,a,1\n",
    "Malformed",
    /line 3: .*seconds throughout, as in line 2/
  ],
  [
    "a size that is none",
    "timestamp,user,size\n2024-01-05,a,-1\n",
    "Malformed",
    /line 2: the size "-1"; expected: a whole number of bytes/
  ],
  ["nobody", "timestamp,user,size\n2024-01-05,,1\n", "Malformed", /line 2: "" as a user/],
  [
    "an unknown event",
    "timestamp,user,size,event\n2024-01-05,a,1,shout\n",
    "Malformed",
    /line 2: the event "shout"; expected: message, say, join/
  ],
  ["an event of the prototype", "timestamp,user,size,event\n2024-01-05,a,1,constructor\n", "Malformed", /the event "constructor"/],
  ["an add of nobody by nobody", "timestamp,user,size,event\n2024-01-05,,1,add\n", "Malformed", /add without anybody/]
] as const)("says of a table with %s what is wrong", ([, csv, reason, says]) => {
  const error = failure(readCsv(csv))
  assert.strictEqual(error.reason, reason)
  assert.match(error.message, says)
})

it.for([
  ["an empty file", " ", "Empty", /json, an empty file/],
  ["text", "hello", "Malformed", /line 1: no JSON/],
  ["an array that breaks off", '[{"a":1', "Malformed", /the file: no JSON/],
  ["a number for a row", "[3]", "Malformed", /record 1: "3"; expected: an object/],
  ["a message without a size", '[{"timestamp":"2024-01-05","user":"a"}]', "Malformed", /record 1: a message with neither size nor text/],
  ["a second line that is none", '{"timestamp":"2024-01-05","user":"a","size":1}\n{', "Malformed", /line 2: no JSON/]
] as const)("says of JSON that is %s what is wrong", ([, json, reason, says]) => {
  const error = failure(readJson(json))
  assert.strictEqual(error.reason, reason)
  assert.match(error.message, says)
})

it.for(["", "timestamp", "time=x", "user=", "user=a,user=b"])("refuses the mapping %j", (text) => {
  const error = failure(parseColumns("csv", text))
  assert.strictEqual(error.reason, "Option")
  assert.include(error.expected, "timestamp, user, event, size, text, whom")
})
