import { Result } from "effect"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it, test } from "vitest"
import { parseAttacker } from "../src/attack/named.ts"
import { file, folder, lab, smallWorkload } from "./kit.ts"

const timeout = 240_000
const ask = (source: string, ...args: ReadonlyArray<string>) => lab(["attack", source, ...args, "--progress", "none"])

describe("an attacker's name", () => {
  it.each([
    ["seize:m3@41", { as: "seize", who: "m3", at: 41 }],
    ["seize:ann@4,no-signing-keys", { as: "seize", who: "ann", at: 4, takes: "no-signing-keys" }],
    ["seize:ann@4,signing-keys-only", { as: "seize", who: "ann", at: 4, takes: "signing-keys-only" }],
    ["resident:ann@2..9", { as: "resident", who: "ann", from: 2, to: 9 }],
    ["bad-random:a:b@c@2..9", { as: "badRandomness", who: "a:b@c", from: 2, to: 9 }],
    ["ex:ann+bob", { as: "exMember", who: "ann+bob" }],
    ["newcomer:ann", { as: "newcomer", who: "ann" }],
    ["server", { as: "server" }],
    [
      "seize:a+b@1+server+ex:c",
      { as: "coalition", of: [{ as: "seize", who: "a+b", at: 1 }, { as: "server" }, { as: "exMember", who: "c" }] }
    ]
  ])("is read: %s", (text, expected) => {
    expect(Result.getOrThrow(parseAttacker(text))).toEqual(expected)
  })

  it.each([
    "",
    "seize:m3",
    "seize:@1",
    "seize:m3@-1",
    "resident:m@4..4",
    "resident:m@4",
    "mallory:m",
    "seize:m3@9999999999",
    "seize:m3@4,nothing"
  ])("is refused, with what is expected: %j", (text) => {
    const parsed = parseAttacker(text)
    expect(Result.isFailure(parsed) && parsed.failure.message).toMatch(/^--as .*: (expected is seize:M@S|it ends before)/)
  })

  it("is refused if it is a crowd", () => {
    expect(Result.isFailure(parseAttacker(Array.from({ length: 65 }, () => "server").join("+")))).toBe(true)
  })
})

describe.concurrent("lab attack", () => {
  test("explains how a message falls, and does it again with the real provider", { timeout }, async ({ expect }) => {
    const { code, stderr, stdout } = await ask(
      file("small.jsonl", smallWorkload),
      "--profile",
      "rfc9420",
      "--as",
      "seize:ann@0",
      "--message",
      "1",
      "--explain"
    )
    expect([code, stderr]).toEqual([0, ""])
    expect(stdout).toContain("Message 1 falls to one who copied ann's state at state 0.")
    expect(stdout).toMatch(/\n1 {2}.+, held by ann at state 0\n[\s\S]+→ text: .+\n→ message 1, said by cid at state 2 in epoch 1\n/)
    expect(stdout).toMatch(/\nreplayed: yes, \d+ operations give the text's \d+ bytes\n$/)
  })

  test("says that a message does not fall, and lists what does", { timeout }, async ({ expect }) => {
    const source = file("small.jsonl", smallWorkload)
    const [single, listed, wire] = await Promise.all([
      ask(source, "--profile", "rfc9420", "--as", "ex:bob", "--message", "3", "--explain"),
      ask(source, "--profile", "rfc9420", "--as", "seize:ann@0+server"),
      ask(source, "--profile", "rfc9420", "--as", "server")
    ])
    expect(single.stdout).toContain("Message 3 does not fall to one bob, who remembers all until its removal.")
    expect(listed.stdout).toMatch(
      /\d of 4 messages fall to one who copied ann's state at state 0, together with one who saw the wire: 0–\d/
    )
    expect(wire.stdout).toContain("0 of 4 messages fall to one who saw the wire.\n")
    expect([single.code, listed.code, wire.code]).toEqual([0, 0, 0])
  })

  test("takes of a state what it is told to, and from whoever deletes late or never", { timeout }, async ({ expect }) => {
    const source = file("small.jsonl", smallWorkload)
    const as = (...args: ReadonlyArray<string>) => ask(source, "--profile", "rfc9420", "--as", ...args)
    const [keys, none, late, wrong] = await Promise.all([
      as("seize:ann@2,signing-keys-only"),
      as("seize:ann@2,no-signing-keys", "--deletion", "none"),
      as("seize:ann@2", "--deletion", "delayed:1"),
      as("seize:ann@2", "--deletion", "late")
    ])
    expect(keys.stdout).toContain("0 of 4 messages fall to one who copied ann's signature keys at state 2.\n")
    expect(none.stdout).toMatch(/4 messages fall to one who copied ann's state, but for its signature keys, at state 2: 0–/)
    expect(late.stdout).toMatch(/4 messages fall to one who copied ann's state at state 2: 1/)
    expect(wrong.stderr).toContain("--deletion late: expected is ideal, delayed:K for K states later, or none")
    expect([keys.code, none.code, late.code, wrong.code]).toEqual([0, 0, 0, 2])
  })

  test("runs a cell of a result again, as its command says, and names the cells if there are several", { timeout }, async ({ expect }) => {
    const work = folder()
    const json = join(work, "r.json")
    const run = await lab([
      "run",
      file("small.jsonl", smallWorkload),
      "--profile",
      "rfc9420,art-2018",
      "--seed",
      "x",
      "--progress",
      "none",
      "--json",
      json
    ])
    expect(run.code).toBe(0)
    const [one, unclear, flagged] = await Promise.all([
      ask(json, "--composition", "art-2018", "--as", "seize:1@0", "--message", "0", "--explain"),
      ask(json, "--as", "seize:1@0"),
      ask(json, "--composition", "art-2018", "--as", "seize:1@0", "--vary", "cgka=flat")
    ])
    expect([one.code, one.stderr]).toEqual([0, ""])
    expect(one.stdout).toMatch(/^art-2018 on small[\s\S]+held by bob at state 0[\s\S]+replayed: yes/)
    expect([unclear.code, unclear.stderr]).toEqual([2, expect.stringContaining('There is: "rfc9420", "art-2018"')])
    expect([flagged.code, flagged.stderr]).toEqual([2, expect.stringContaining("--vary: a result says itself what was run")])
  })

  test("refuses a result that cannot be had again", { timeout }, async ({ expect }) => {
    const [work, workload] = [folder(), file("small.jsonl", smallWorkload)]
    const json = join(work, "r.json")
    expect((await lab(["run", workload, "--profile", "rfc9420", "--progress", "none", "--json", json])).code).toBe(0)
    writeFileSync(workload, smallWorkload.replace('"size":400', '"size":401'))
    const { code, stderr } = await ask(json, "--as", "server")
    expect([code, stderr]).toEqual([2, expect.stringContaining("cannot be had again")])
  })

  test("refuses whoever is not there, times that are not, and messages that are not", { timeout }, async ({ expect }) => {
    const source = file("small.jsonl", smallWorkload)
    const complaints = await Promise.all(
      [
        ["--as", "seize:zoe@0"],
        ["--as", "seize:eve@1"],
        ["--as", "seize:ann@99"],
        ["--as", "ex:ann"],
        ["--as", "server", "--message", "4"],
        ["--as", "server", "--explain"],
        ["--as", "server", "--provider", "counting"]
      ].map((args) => ask(source, "--profile", "rfc9420", ...args))
    )
    expect(complaints.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2, 2, 2])
    expect(complaints.map(({ stderr }) => stderr)).toEqual([
      expect.stringContaining("no member zoe; there is: ann, bob, cid, dee, eve"),
      expect.stringContaining("eve is not in the group at state 1"),
      expect.stringContaining("there is no state 99"),
      expect.stringContaining("ann is never removed in this run; there is: bob"),
      expect.stringContaining("messages 0 to 3"),
      expect.stringContaining("name the message with --message"),
      expect.stringContaining("its secrets cannot be told apart")
    ])
  })
})
