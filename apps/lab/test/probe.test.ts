import { expect, test } from "vitest"
import { copyStoryOf } from "../src/probe/copyStory.ts"
import { storyOf } from "../src/probe/story.ts"
import { lab } from "./kit.ts"

const timeout = 240_000

test("lab probe tells a lie and says in words who noticed, when, and what it did", { timeout }, async () => {
  const { code, stderr, stdout } = await lab(["probe", "drop-commit", "--vary", "insider=none,ack-quorum"])
  expect([code, stderr]).toEqual([0, ""])
  const [plain = "", acknowledged = ""] = stdout.split("\n\n")
  expect(plain).toMatch(/^insider=none, drop-commit: one member does not get a commit\.\n {2}Foreseen: noticed at the first text\.\n/)
  expect(plain).toMatch(/ {2}Noticed at the first text: by f, after 1 text \(FrameRejected FutureEpoch V040\)\.\n/)
  expect(plain).toContain("1 member lost; not all agree at the end.")
  expect(acknowledged).toContain("Noticed at once")
})

test("lab probe says what a stolen copy can still do, and why not more", { timeout }, async () => {
  const { code, stderr, stdout } = await lab(["probe", "stolen-copy", "--vary", "schedule=rfc9420,root-only"])
  expect([code, stderr]).toEqual([0, ""])
  const [rfc = "", closed = ""] = stdout.split("\n\n")
  expect(rfc.split("\n")).toEqual([
    "rfc9420, stolen-copy: one member's state is copied, all renew their keys, and the copy acts in its name.",
    "  Of 6 texts said since, it reads none.",
    "  With everything:",
    "    speaks: no, none of 5 takes it (Unprotectable BadCiphertext).",
    "    commits: no, none of 5 takes it (BadTag).",
    "    removes: no, none of 5 takes it (BadTag).",
    "    joins again: yes, all 5 take it."
  ])
  expect(closed).toContain("joins again: has no way (the key schedule root-only has no external key: nobody can join by itself).")
})

test("a copy that could not be made is said to be none, with the reason", () => {
  const unmade = { composition: "mine", honest: 5, texts: 6, read: 0, attempts: [], unmade: "the storage is gone" }
  expect(copyStoryOf(unmade).at(-1)).toBe("  No copy could be made: the storage is gone.")
})

test("lab probe gives all lies, and the copy, as JSON", { timeout }, async () => {
  const { code, stdout } = await lab(["probe", "all", "--json"])
  expect(code).toBe(0)
  const outcomes = JSON.parse(stdout) as ReadonlyArray<{ readonly probe: string; readonly surprises?: ReadonlyArray<string> }>
  expect(outcomes).toHaveLength(9)
  expect(outcomes.flatMap(({ surprises = [] }) => surprises)).toEqual([])
  expect(outcomes.at(-1)).toMatchObject({ probe: "stolen-copy", honest: 5, read: 0 })
})

test("what comes out otherwise than declared is said in its own line", () => {
  const lines = storyOf({
    probe: "fork",
    about: "two halves",
    composition: "mine",
    noticed: "never",
    notices: [],
    damage: { accepted: 2, read: 0, unread: 0, lost: 0, agreed: true },
    foreseen: { noticed: ["at once"], damage: {} },
    surprises: ["noticed never, not at once"]
  })
  expect(lines).toEqual([
    "mine, fork: two halves.",
    "  Foreseen: noticed at once.",
    "  Nobody noticed.",
    "  2 messages taken in that should not have been; all agree at the end.",
    "  ! Otherwise than the composition declares: noticed never, not at once."
  ])
})
