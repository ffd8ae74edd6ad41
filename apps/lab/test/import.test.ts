import { parseWorkload } from "@copath/lab-core"
import { Result } from "effect"
import { execFileSync, spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
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
    const made = await lab(["import", repository(people), "--as", "git", "--out", out, "--name", "history", "--seed", "s"])
    expect(made.stderr).toBe("history: 4 members ever, at most 4 at once, 6 messages, 0 departures, 10 events in 5 days\n")
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

  test("the same seed gives the same pseudonyms; without one they are the system's", { timeout }, async ({ expect }) => {
    const clone = repository(people)
    const [a, b, c] = await Promise.all(
      ["--seed=s", "--seed=s", undefined].map((seed) => lab(["import", clone, "--as", "git", ...(seed === undefined ? [] : [seed])]))
    )
    expect(a?.stdout).toBe(b?.stdout)
    expect(c?.stdout).not.toBe(a?.stdout)
  })

  test("whoever is silent for --leave-after has left", { timeout }, async ({ expect }) => {
    const { stderr } = await lab(["import", repository(people), "--as", "git", "--leave-after", "2d"])
    expect(stderr).toMatch(/2 departures/)
  })

  test.for([
    ["fewer than four authors", ["ann", "bob", "cid"], /3 authors; a group takes 4 at least/],
    ["a repository without commits", [], /there is no history/]
  ] as const)("says of %s what is wrong", { timeout }, async ([, authors, says], { expect }) => {
    const { code, stderr } = await lab(["import", repository(authors), "--as", "git"])
    expect(stderr).toMatch(says)
    expect(stderr).toMatch(/^lab: [^\n]+\n$/)
    expect(code).toBe(2)
  })
})

test("lab import --as trace makes a workload of a trace", { timeout }, async () => {
  const { code, stderr, stdout } = await lab(["import", file("talk.jsonl", smallTrace), "--as", "trace"])
  expect(code).toBe(0)
  expect(stderr).toContain("talk: 4 members ever")
  expect(stdout.split("\n")[0]).toMatch(/^\{"lab":"workload\/1","name":"talk"/)
  expect(Result.getOrThrow(parseWorkload(stdout)).events).toHaveLength(8)
})
