import { assert, it } from "vitest"
import { readIrc } from "../../src/kinds/irc.ts"
import { failure, notes, told } from "../kit.ts"
import * as Result from "effect/Result"

it("reads a log of irssi: days, joins, quits, parts, kicks, actions and new nicks", () => {
  const log = [
    "--- Log opened Fri Jan 05 23:50:00 2024",
    "23:50 -!- ann [~ann@host.example] has joined #garden",
    "23:51 -!- mode/#garden [+o ann] by ChanServ",
    "23:52 <@ann> grüß dich",
    "23:53 < bob> <b> is bold",
    "23:54  * bob waves at ann",
    "23:55 -!- bob is now known as bob_away",
    "--- Day changed Sat Jan 06 2024",
    "00:01 <bob_away> still me",
    "00:02 -!- bob_away [b@h] has quit [Ping timeout: 240 seconds]",
    "00:03 -!- bob [b@h] has joined #garden",
    "00:04 -!- cid was kicked from #garden by ann [spam]",
    "00:05 -!- ann [~ann@host.example] has left #garden []",
    "--- Log closed Sat Jan 06 00:06:00 2024"
  ].join("\n")
  assert.deepStrictEqual(told(readIrc(log)), [
    "2024-01-05T23:50:00 join ann",
    "2024-01-05T23:50:00 online ann",
    "2024-01-05T23:52:00 say ann 11",
    "2024-01-05T23:53:00 say bob 11",
    "2024-01-05T23:54:00 say bob 12",
    "2024-01-06T00:01:00 say bob 8",
    "2024-01-06T00:02:00 offline bob",
    "2024-01-06T00:03:00 join bob",
    "2024-01-06T00:03:00 online bob",
    "2024-01-06T00:04:00 remove ann cid",
    "2024-01-06T00:05:00 leave ann"
  ])
  assert.deepStrictEqual(notes(readIrc(log)), { "lines of other kinds": 1 })
})

it("reads a log of WeeChat", () => {
  const log = [
    "2024-01-05 10:00:00\t-->\tann (~ann@host) has joined #garden",
    "2024-01-05 10:00:01\t@ann\thello\tthere",
    "2024-01-05 10:00:02\t *\tann waves",
    "2024-01-05 10:00:03\t--\tMode #garden [+o bob] by ann",
    "2024-01-05 10:00:04\t--\tann is now known as ann2",
    "2024-01-05 10:00:05\t<--\tann2 has kicked bob (enough)",
    "2024-01-05 10:00:06\t<--\tcid (c@h) has left #garden (bye)",
    "2024-01-05 10:00:07\t<--\tann2 (~ann@host) has quit (Quit: bye)"
  ].join("\n")
  assert.deepStrictEqual(told(readIrc(log)), [
    "2024-01-05T10:00:00 join ann",
    "2024-01-05T10:00:00 online ann",
    "2024-01-05T10:00:01 say ann 11",
    "2024-01-05T10:00:02 say ann 5",
    "2024-01-05T10:00:05 remove ann bob",
    "2024-01-05T10:00:06 leave cid",
    "2024-01-05T10:00:07 offline ann"
  ])
})

it("reads logs of ZNC, eggdrop and HexChat, whose days are named elsewhere or not at all", () => {
  const znc = [
    "[23:59:58] *** Joins: ann (a@h)",
    "[23:59:59] <ann> hi",
    "[00:00:01] <bob> morning",
    "[00:00:02] *** Quits: ann (a@h) (bye)"
  ].join("\n")
  const read = readIrc(znc)
  assert.isTrue(Result.getOrThrow(read).relative)
  assert.deepStrictEqual(
    told(read).map((line) => line.slice(8)),
    ["01T23:59:58 join ann", "01T23:59:58 online ann", "01T23:59:59 say ann 2", "02T00:00:01 say bob 7", "02T00:00:02 offline ann"]
  )
  const eggdrop = [
    "[00:00] --- Fri Jan  5 2024",
    "[10:00] ann (a@h) joined #garden.",
    "[10:01] Action: ann waves",
    "[10:02] Nick change: ann -> anna",
    "[10:03] <anna> hi",
    "[10:04] bob kicked from #garden by anna: spam",
    "[10:05] anna (a@h) left irc: bye",
    "[10:06] cid (c@h) left #garden."
  ].join("\n")
  assert.deepStrictEqual(
    told(readIrc(eggdrop)).map((line) => line.slice(11)),
    [
      "10:00:00 join ann",
      "10:00:00 online ann",
      "10:01:00 say ann 5",
      "10:03:00 say ann 2",
      "10:04:00 remove ann bob",
      "10:05:00 offline ann",
      "10:06:00 leave cid"
    ]
  )
  const hexchat = [
    "**** BEGIN LOGGING AT Sun Dec 31 23:58:00 2023",
    "",
    "Dec 31 23:59:00 *\tNow talking on #garden",
    "Dec 31 23:59:10 <ann>\thappy",
    "Jan 01 00:00:10 <bob>\tnew year",
    "Jan 01 00:00:20 *\tbob (b@h) has joined",
    "Jan 01 00:00:30 *\tbob dances",
    "**** ENDING LOGGING AT Mon Jan  1 00:01:00 2024"
  ].join("\n")
  assert.deepStrictEqual(told(readIrc(hexchat)), [
    "2023-12-31T23:59:10 say ann 5",
    "2024-01-01T00:00:10 say bob 8",
    "2024-01-01T00:00:20 join bob",
    "2024-01-01T00:00:20 online bob",
    "2024-01-01T00:00:30 say bob 6"
  ])
})

it("takes a clock that goes back within the hour as set back, and by more as the next day", () => {
  const log = ["[02:59] <a> one", "[02:01] <a> two", "[03:00] <a> three", "[01:00] <a> four"].join("\n")
  assert.deepStrictEqual(
    told(readIrc(log)).map((line) => line.slice(8, 16)),
    ["01T02:59", "01T02:59", "01T03:00", "02T01:00"]
  )
})

it("knows whoever comes back under a nick, or takes it over when nobody has it", () => {
  const log = [
    "[10:00] <Ann> one",
    "[10:01] *** Quits: Ann (a@h) (Ping timeout)",
    "[10:02] *** Joins: ann_ (a@h)",
    "[10:03] *** ann_ is now known as ann",
    "[10:04] <ann> two",
    "[10:05] <bob> three",
    "[10:06] *** bob is now known as robert",
    "[10:07] *** cid is now known as bob",
    "[10:08] <bob> four",
    "[10:09] <robert> five"
  ].join("\n")
  const said = told(readIrc(log)).filter((line) => line.includes(" say "))
  assert.deepStrictEqual(
    said.map((line) => line.split(" ")[2]),
    ["ann", "ann", "bob", "cid", "bob"]
  )
})

it("does not take an action, or a text, for a notice", () => {
  const log = ["[10:00] * ann has joined the choir", "[10:01] <ann> -!- bob has quit", "[10:02] * ann sets the table"].join("\n")
  assert.deepStrictEqual(
    told(readIrc(log)).map((line) => line.slice(20)),
    ["say ann 20", "say ann 16", "say ann 14"]
  )
})

it("names the line that has no time, or an impossible one", () => {
  assert.match(failure(readIrc("[10:00] <a> x\nand so on\n")).message, /^irc, line 2: "and so on"; expected: a time first/)
  assert.match(failure(readIrc("2024-02-30 10:00:00\ta\tx")).message, /line 1: /)
  assert.match(failure(readIrc("25:00 <a> x")).message, /line 1: /)
  assert.match(failure(readIrc("Feb 30 10:00:00 <a>\tx")).message, /a day that is in the calendar/)
})
