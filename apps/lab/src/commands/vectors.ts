import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { badInput, NotSound } from "../badInput.ts"
import { kindOf, print } from "../files.ts"
import { type RunnableFile, runnableFiles } from "../vectors/files.ts"
import { type FileReport, holdsVectors, type Provider, providers, runFile } from "../vectors/run.ts"

const widest = Math.max(...runnableFiles.map(({ name }) => name.length))

const columns = (file: string, provider: string, passed: string, failed: string, time: string): string =>
  `${file.padEnd(widest + 2)}${provider.padEnd(8)}${passed.padStart(8)}${failed.padStart(8)}${time.padStart(10)}\n`

const time = (ms: number): string => (ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(1)} s`)

const lines = ({ failures, file, ms, passed, provider }: FileReport): string =>
  columns(file, provider, String(passed), String(failures.length), time(ms)) + failures.map((line) => `  ${line}\n`).join("")

const checkFolder = (folder: string) => {
  const expected = `expected is a folder with ${runnableFiles[0]?.name ?? ""} and the like in it, or in its test-vectors folder: a clone of github.com/mlswg/mls-implementations`
  if (kindOf(folder) !== "folder") return Effect.fail(badInput(`${folder}: there is no such folder; ${expected}`))
  return holdsVectors(runnableFiles, folder) ? Effect.void : Effect.fail(badInput(`${folder}: no official vectors are here; ${expected}`))
}

/** Files without a cipher suite are run once, whoever computes. */
const pairs = (chosen: ReadonlyArray<Provider>): ReadonlyArray<readonly [RunnableFile, Provider]> =>
  runnableFiles.flatMap((file) => chosen.slice(0, file.suites ? chosen.length : 1).map((provider) => [file, provider] as const))

export const vectors = Command.make(
  "vectors",
  {
    folder: Argument.String("folder").pipe(
      Argument.withDescription("A clone of github.com/mlswg/mls-implementations, or its test-vectors")
    ),
    provider: Flag.Literals("provider", ["node", "noble", "both"]).pipe(
      Flag.withDescription("Who computes: native, JavaScript, or one after the other"),
      Flag.withDefault("node" as const)
    )
  },
  Effect.fnUntraced(function* ({ folder, provider }) {
    yield* checkFolder(folder)
    const chosen = providers.filter(({ name }) => provider === "both" || provider === name)
    yield* print(columns("file", "by", "passed", "failed", "time"))
    const failures: Array<string> = []
    let passed = 0
    for (const [file, by] of pairs(chosen)) {
      const report = runFile(file, folder, by)
      failures.push(...report.failures)
      passed += report.passed
      yield* print(lines(report))
    }
    yield* print(`${passed} passed, ${failures.length} failed\n`)
    if (failures.length > 0) return yield* new NotSound({ lines: [] })
  })
).pipe(
  Command.withDescription(
    "Runs the MLS working group's test vectors: every case of every cipher suite. A file that is missing, or is not the official one, counts as " +
      "one failure. Exit code 1 when anything failed, 2 when the folder is not one of vectors."
  ),
  Command.withShortDescription("Run the official test vectors")
)
