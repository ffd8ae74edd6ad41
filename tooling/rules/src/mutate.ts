import { createHash } from "node:crypto"
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { coverage } from "./coverage.ts"
import { faults } from "./faults.ts"
import { patternFor } from "./ids.ts"
import { type Mutant, mutantsOf } from "./mutants.ts"
import { allRed, judged, keyOf, type Outcome, outcomeLine, summary } from "./outcome.ts"
import { filesFor, LawReach } from "./reach.ts"
import { rules, waiting } from "./rules.ts"
import { scan } from "./scan.ts"
import { chosen, optionsFrom } from "./select.ts"
import { failuresIn, runTests, type Verdict } from "./verdict.ts"
import { copyRepository, write } from "./workingCopy.ts"

/**
 * `pnpm rules:mutate`: takes the check of each validation rule out of a copy of the sources, or plants a fault in its place, and runs the tests
 * that bear the rule's id. One of them must fail; a rule for which none does is listed at the end, and the exit code is 1.
 */
const root = resolve(import.meta.dirname, "../../..")
const options = optionsFrom(process.argv.slice(2))
if (typeof options === "string") {
  console.error(options)
  process.exit(2)
}
const say = options.json ? console.error : console.log

const covered = coverage(rules, scan(root), waiting).rules
const wanted = chosen(covered, options, Math.random).map(({ id }) => id)
const tested = covered.filter(({ id, tests }) => wanted.includes(id) && tests.length > 0)
const testFiles = globSync("{packages,apps,examples,tooling}/*/test/**/*.test.ts", { cwd: root }).map((file) => file.replaceAll("\\", "/"))
const reach = new LawReach(root)
const filesOf = new Map(tested.map(({ id, tests }) => [id, filesFor(tests, testFiles, reach)]))
const patternOf = new Map(
  tested.map(({ id, tests }) => [
    id,
    patternFor(
      id,
      tests.map(({ title }) => title)
    )
  ])
)

const sources = new Map(
  globSync("{packages,apps}/*/src/**/*.ts", { cwd: root })
    .map((file) => file.replaceAll("\\", "/"))
    .toSorted()
    .map((file) => [file, readFileSync(join(root, file), "utf8")])
)
const { mutants, problems } = mutantsOf(
  tested.map(({ id }) => id),
  sources,
  faults,
  options.apart
)
const digest = (text: string): string => createHash("sha256").update(text).digest("hex")
const { resume } = options
const known = new Map<string, Verdict>(
  resume !== undefined && existsSync(resume) ? (JSON.parse(readFileSync(resume, "utf8")) as ReadonlyArray<[string, Verdict]>) : []
)

const copies = Array.from({ length: options.copies }, () => copyRepository(root))
const remove = (): void => copies.forEach((copy) => copy.remove())
process.on("SIGINT", () => {
  remove()
  process.exit(130)
})
const first = copies[0]?.root as string

/** Shows that what runs is the copy: with a broken codec, the tests of a package above it must not load. */
const canary = async (): Promise<void> => {
  const file = "packages/codec/src/index.ts"
  const text = sources.get(file) as string
  write(first, new Map([[file, `throw new Error("the copy is what runs")\n${text}`]]))
  const { colour } = await runTests(first, ["packages/wire/test/mlsMessage.test.ts"], "", options.seconds)
  write(first, new Map([[file, text]]))
  if (colour === "green") throw new Error("the tests do not run on the copied sources: no verdict would mean anything")
}

const tryOne = async (copy: string, mutant: Mutant, alreadyRed: ReadonlySet<string>): Promise<Outcome> => {
  const { files, name, rule } = mutant
  const key = keyOf(mutant, digest)
  const before = known.get(key)
  if (before?.colour === "red") return { rule, name, verdict: before }
  write(copy, files)
  const verdict = judged(await runTests(copy, filesOf.get(rule) ?? [], patternOf.get(rule) ?? rule, options.seconds), alreadyRed)
  write(copy, new Map([...files.keys()].map((file) => [file, sources.get(file) as string])))
  known.set(key, verdict)
  if (resume !== undefined) writeFileSync(resume, JSON.stringify([...known]))
  return { rule, name, verdict }
}

const all = async (): Promise<ReadonlyArray<Outcome>> => {
  await canary()
  const files = [...new Set([...filesOf.values()].flat())]
  const pattern = [...new Set(patternOf.values())].join("|")
  const alreadyRed = files.length === 0 ? new Set<string>() : await failuresIn(first, files, pattern)
  for (const name of alreadyRed) say(`fails on the sound sources: ${name}`)
  const outcomes = Array.from<Outcome>({ length: mutants.length })
  let next = 0
  const work = async ({ root: copy }: { readonly root: string }): Promise<void> => {
    while (next < mutants.length) {
      const at = next++
      outcomes[at] = await tryOne(copy, mutants[at] as Mutant, alreadyRed)
      say(outcomeLine(outcomes[at]))
    }
  }
  await Promise.all(copies.map(work))
  return outcomes
}

const outcomes = await all().finally(remove)
const planted = new Set(mutants.map(({ rule }) => rule))
const results = {
  outcomes,
  problems,
  untested: wanted.filter((id) => !filesOf.has(id) && !waiting.has(id)),
  unplanted: tested.map(({ id }) => id).filter((id) => !planted.has(id))
}
console.log(options.json ? JSON.stringify(results, null, 2) : summary(results))
process.exitCode = allRed(results) ? 0 : 1
