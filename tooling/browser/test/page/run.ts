// First of all: vitest looks for its state when its modules are loaded.
import { config } from "./workerState.ts"
import { createExpect, expect, type RunnerTask, type RunnerTestFile, type RunnerTestSuite, type VitestTestRunner } from "vitest"
import { startTests } from "vitest/internal/browser"
import { place } from "./nodeFs.ts"
import { asInNode, type Failure, type FileReport, type Skipped, type Start } from "./report.ts"

/** The test files, by their path in the repository. Importing one registers its tests. */
export type Files = Readonly<Record<string, () => Promise<unknown>>>

type LeftOut = Start["leftOut"]

const leftOutAs = (leftOut: LeftOut, test: RunnerTask): string | undefined =>
  leftOut.find(({ file, title }) => file === test.file.filepath && title.test(test.name))?.why

/** vitest's own runner, told only how a file comes to be loaded here and which tests to leave out. */
const runner = (files: Files, leftOut: LeftOut): VitestTestRunner => ({
  config,
  pool: "browser",
  importFile: (file) => {
    const load = files[file]
    if (load === undefined) throw new Error(`${file} is not in the bundle`)
    return load()
  },
  onCollected: (collected) => {
    for (const test of collected.flatMap(testsOf)) if (leftOutAs(leftOut, test) !== undefined) test.mode = "skip"
  },
  onBeforeTryTask: (test) => {
    expect.setState({ assertionCalls: 0, isExpectingAssertions: false, expectedAssertionsNumber: null, currentTestName: test.name })
  },
  extendTaskContext: (context) => Object.defineProperty(context, "expect", { value: createExpect(context.task) })
})

const testsOf = (suite: RunnerTestSuite): ReadonlyArray<RunnerTask> =>
  suite.tasks.flatMap((task) => (task.type === "suite" ? testsOf(task) : [task]))

const titleOf = (task: RunnerTask): string => task.fullTestName ?? task.name

const failureOf = (task: RunnerTask): Failure => ({
  title: titleOf(task),
  errors: (task.result?.errors ?? []).map(({ message, stack }) => `${message}\n${stack ?? ""}`)
})

/** The file, and the suites in it: each fails for itself when it cannot be collected, or a hook of it fails. */
const suitesOf = (suite: RunnerTestSuite): ReadonlyArray<RunnerTestSuite> => [
  suite,
  ...suite.tasks.flatMap((task) => (task.type === "suite" ? suitesOf(task) : []))
]

/** Why a task did not run, if it did not: left out by our list, for want of Node, or skipped as in Node. */
const skippedAs = (task: RunnerTask, leftOut: LeftOut): string | undefined => {
  const absence = task.result?.errors?.find(({ name }) => name === "NotInAPage")
  if (absence !== undefined) return absence.message
  if (task.mode !== "skip" && task.mode !== "todo" && task.result?.state !== "skip") return undefined
  return leftOutAs(leftOut, task) ?? asInNode
}

const reportOf = (file: RunnerTestFile, leftOut: LeftOut, duration: number): FileReport => {
  const broken = suitesOf(file).filter(({ result }) => (result?.errors ?? []).length > 0)
  const [skipped, failures]: [Array<Skipped>, Array<Failure>] = [[], []]
  let passed = 0
  for (const task of [...broken, ...testsOf(file)]) {
    const why = skippedAs(task, leftOut)
    if (why !== undefined) skipped.push({ title: titleOf(task), why })
    else if (task.type === "test" && task.result?.state === "pass") passed++
    // A test in any other state never ended.
    else failures.push(failureOf(task))
  }
  return { file: file.filepath, passed, skipped, failures, duration }
}

const fetchVectors = async (paths: ReadonlyArray<string>): Promise<void> => {
  for (const path of paths) {
    const answer = await fetch(path)
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
    place(path, new Uint8Array(await answer.arrayBuffer()))
  }
}

/** What the harness offers the page, as global functions. */
interface Harness {
  /** The next file to run; none when all are taken. */
  readonly copathNext: () => Promise<string | undefined>
  readonly copathReport: (report: FileReport) => Promise<void>
}

/** Offers `copathRun`, which runs files as long as the harness names another one. */
export const serve = (files: Files): void => {
  const harness = globalThis as unknown as Harness
  const copathRun = async ({ leftOut, vectors }: Start): Promise<void> => {
    await fetchVectors(vectors)
    for (let file = await harness.copathNext(); file !== undefined; file = await harness.copathNext()) {
      const start = performance.now()
      const [done] = await startTests([file], runner(files, leftOut))
      if (done === undefined) throw new Error(`${file} gave nothing`)
      await harness.copathReport(reportOf(done, leftOut, performance.now() - start))
    }
  }
  Object.assign(globalThis, { copathRun })
}
