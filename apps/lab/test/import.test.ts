import { parseWorkload } from "@copath/lab-core"
import { Effect, Result } from "effect"
import { execFileSync, spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test, vi } from "vitest"
import { cli } from "../src/cli.ts"
import { file, folder, lab, smallTrace } from "./kit.ts"

const timeout = 240_000
const noGit = spawnSync("git", ["--version"]).status !== 0
if (noGit) console.warn("GIT MISSING: the imports from git were NOT tested (install git)")

/** A repository in which these people commit, a day apart. */
const repository = (people: ReadonlyArray<string>): string => {
  const path = folder()
  const git = (args: ReadonlyArray<string>, env: NodeJS.ProcessEnv = {}) =>
    execFileSync("git", ["-C", path, ...args], { env: { ...process.env, ...env }, stdio: "pipe" })
  git(["init", "--quiet"])
  people.forEach((name, day) => {
    const date = `2026-01-${String(day + 1).padStart(2, "0")}T12:00:00Z`
    const who = { NAME: name, EMAIL: `${name}@example.org`, DATE: date }
    const env = Object.fromEntries(
      Object.entries(who).flatMap(([key, value]) => [
        [`GIT_AUTHOR_${key}`, value],
        [`GIT_COMMITTER_${key}`, value]
      ])
    )
    git(["-c", "commit.gpgsign=false", "commit", "--quiet", "--allow-empty", "--message", `what ${name} did\n\nand why`], env)
  })
  return path
}

describe.skipIf(noGit).concurrent("lab import --as git", () => {
  const people = ["ann", "bob", "cid", "dee", "ann", "bob"]

  test("makes a workload of a clone, without names and texts, and it runs", { timeout }, async ({ expect }) => {
    const out = join(folder(), "w.jsonl")
    const made = await lab(["import", repository(people), "--as", "git", "--out", out, "--name", "history", "--key", "s"])
    expect(made.stderr).toBe(
      "history: 4 members ever, at most 4 at once, 6 messages, 0 departures, 17 events in 5 days\n" +
        "inferred: 4 joins, 0 departures; 7 times somebody goes offline or comes back\n"
    )
    expect(made).toMatchObject({ code: 0, stdout: "" })
    const text = readFileSync(out, "utf8")
    expect(text).not.toMatch(/ann|example|why/)
    const { events, header } = Result.getOrThrow(parseWorkload(text))
    expect(header.name).toBe("history")
    expect(events.filter((event) => event.do === "say").map((event) => event.size)).toEqual([21, 21, 21, 21, 21, 21])
    const ran = await lab(["run", out, "--profile", "rfc9420", "--progress", "none"])
    expect(ran.stdout).toContain("history, policy default")
    expect(ran.code).toBe(0)
  })

  test("the same key gives the same pseudonyms; without one they are the system's", { timeout }, async ({ expect }) => {
    const clone = repository(people)
    const [a, b, c] = await Promise.all(
      ["--key=s", "--key=s", undefined].map((key) => lab(["import", clone, "--as", "git", ...(key === undefined ? [] : [key])]))
    )
    expect(a?.stdout).toBe(b?.stdout)
    expect(c?.stdout).not.toBe(a?.stdout)
  })

  test("whoever is silent for --leave-after has left", { timeout }, async ({ expect }) => {
    const { stderr } = await lab(["import", repository(people), "--as", "git", "--leave-after", "2d"])
    expect(stderr).toMatch(/, 3 departures, .*\ninferred: 6 joins, 3 departures;/)
  })

  test.for([
    ["fewer than four authors", ["ann", "bob", "cid"], /git, 3 people; expected: 4 at least, or it is no group/],
    ["a repository without commits", [], /there is no history/]
  ] as const)("says of %s what is wrong", { timeout }, async ([, authors, says], { expect }) => {
    const { code, stderr } = await lab(["import", repository(authors), "--as", "git"])
    expect(stderr).toMatch(says)
    expect(stderr).toMatch(/^lab: [^\n]+\n$/)
    expect(code).toBe(2)
  })
})

test("lab import --as trace makes a workload of a trace, with pseudonyms and times online", { timeout }, async () => {
  const { code, stderr, stdout } = await lab(["import", file("talk.jsonl", smallTrace), "--as", "trace", "--lag", "1h", "--lead", "5m"])
  expect(code).toBe(0)
  expect(stderr).toMatch(/^talk: 4 members ever, .*\ninferred: 0 joins, 0 departures; 5 times somebody goes offline or comes back\n$/)
  expect(stdout.split("\n")[0]).toMatch(/^\{"lab":"workload\/1","name":"talk"/)
  expect(stdout).not.toMatch(/ann|bob|cid|dee/)
  expect(Result.getOrThrow(parseWorkload(stdout)).events).toHaveLength(13)
})

const talkers = ["Ann", "Bob", "Cid", "Dee"]
const chat = [
  "13/01/2024, 10:00 - Ann created group “Garden”",
  "13/01/2024, 10:00 - Ann added Bob, Cid and Dee",
  ...talkers.map((name, i) => `13/01/2024, 10:0${i} - ${name}: a secret of ${name}\nin two lines`),
  "13/01/2024, 10:05 - Bob left",
  "15/01/2024, 10:00 - Cid: <Media omitted>",
  ""
].join("\n")

describe.concurrent("lab import of chats", () => {
  test("a WhatsApp chat becomes a workload without names, and it runs", { timeout }, async ({ expect }) => {
    const out = join(folder(), "w.jsonl")
    const made = await lab(["import", file("WhatsApp Chat with Ann.txt", chat), "--as", "whatsapp-txt", "--out", out])
    expect(made.stderr).toBe(
      "whatsapp-txt: 4 members ever, at most 4 at once, 5 messages, 1 departures, 12 events in 2 days\n" +
        "inferred: 0 joins, 0 departures; 4 times somebody goes offline or comes back\n" +
        "left out or guessed: 1 pictures and the like, or deleted texts, as 0 bytes\n"
    )
    expect(made.code).toBe(0)
    const text = readFileSync(out, "utf8")
    expect(text).not.toMatch(/Ann|Bob|Cid|Dee|secret|Garden/)
    const ran = await lab(["run", out, "--profile", "rfc9420", "--progress", "none"])
    expect(ran.stdout).toContain("whatsapp-txt, policy default")
    expect(ran.code).toBe(0)
  })

  test(
    "a table becomes a workload by the names of its columns, and keeps names where that is asked for",
    { timeout },
    async ({ expect }) => {
      const table = `ts;from;body\n${talkers.map((name, i) => `${1_704_448_800 + i};${name};grüß dich`).join("\n")}\n`
      const { code, stderr, stdout } = await lab(
        `import ${file("talk.csv", table)} --as csv --map timestamp=ts,user=from,text=body --keep-names --from-start --lag always`.split(
          " "
        )
      )
      expect(stderr).toMatch(/^talk: 4 members ever, .*\ninferred: 4 joins, 0 departures; 0 times/)
      expect(code).toBe(0)
      const { events, header } = Result.getOrThrow(parseWorkload(stdout))
      expect(header).toMatchObject({ name: "talk", members: talkers, start: "2024-01-05T10:00:00.000Z" })
      expect(events[0]).toMatchObject({ do: "create", by: "Ann", with: ["Bob", "Cid", "Dee"], inferred: true })
      expect(events.slice(1)).toEqual(talkers.map((by, i) => ({ t: i * 1_000, do: "say", by, size: 11 })))
    }
  )
})

describe("an import that cannot be", () => {
  test.for([
    ["a file of another kind", ["--as", "irc"], /chat\.txt: irc, this looks like a chat of WhatsApp; expected: --as whatsapp-txt/],
    [
      "a mapping for a chat",
      ["--as", "whatsapp-txt", "--map", "user=from"],
      /--map user=from: only csv and json have columns, not whatsapp-txt/
    ],
    [
      "a mapping that is none",
      ["--as", "csv", "--map", "who=from"],
      /--map who=from: csv, "who=from" as a mapping of columns; expected: field=column/
    ],
    ["a channel for a chat", ["--as", "whatsapp-txt", "--channel", "x"], /the name of a channel; expected: one only for slack-export/],
    ["a silence of nothing", ["--as", "whatsapp-txt", "--leave-after", "0"], /--leave-after 0: a duration such as 180d or 12h/],
    ["a lag that is none", ["--as", "whatsapp-txt", "--lag", "soon"], /--lag soon: a duration such as 180d or 12h, or always, is expected/],
    ["a key without pseudonyms", ["--as", "whatsapp-txt", "--key", "k", "--keep-names"], /--key: no names are replaced with --keep-names/],
    ["an output that is a folder", ["--as", "whatsapp-txt", "--out", "/"], /--out \/: cannot be written: this is a folder/]
  ] as const)("is %s, and one line says so", async ([, args, says]) => {
    const said = vi.spyOn(process.stderr, "write").mockReturnValue(true)
    const code = await Effect.runPromise(cli(["import", file("chat.txt", chat), ...args]))
    const stderr = said.mock.calls.map(([text]) => String(text)).join("")
    vi.restoreAllMocks()
    expect(stderr).toMatch(says)
    expect(stderr).toMatch(/^lab: [^\n]+\n$/)
    expect(code).toBe(2)
  })
})
