import type { Browser } from "@copath/chromium"
import { locateVectors, officialVector, officialVectors } from "@copath/vectors"
import { availableParallelism } from "node:os"
import { bundle } from "../../src/bundle.ts"
import { address, shutIn } from "./shutIn.ts"
import { coreTests, leftOut } from "./coreTests.ts"
import { vectorsAt } from "../page/nodeProcess.ts"
import type { FileReport, Start } from "../page/report.ts"
import { pageEntry, standingIn } from "./standIns.ts"

/** What came of the core's tests in a browser. */
export interface CoreRun {
  readonly reports: ReadonlyArray<FileReport>
  /** What the pages wrote to the console as errors, and errors that no test caught. */
  readonly complaints: ReadonlyArray<string>
  /** Official vector files that were not there, so that the tests made of them were skipped. */
  readonly withoutVectors: ReadonlyArray<string>
}

/** Called in the page: what `page/run.ts` offers. */
const runInPage = (start: Start): Promise<void> =>
  (globalThis as unknown as { copathRun: (start: Start) => Promise<void> }).copathRun(start)

/** Runs test files in as many pages as there are processors, at most four; each page takes the next file when it is done with one. */
export const runCore = async (browser: Browser, tests: ReadonlyArray<string> = coreTests()): Promise<CoreRun> => {
  const queue = [...tests]
  const [page, ...more] = await bundle("copath:page", { codeSplitting: false }, [pageEntry(queue), standingIn])
  if (page === undefined || more.length > 0) throw new Error(`one file was expected, not ${more.length + 1}`)

  const vectors = officialVectors.map(({ name }) => [`${vectorsAt}/${officialVector(name).folder}/${name}`, locateVectors(name)] as const)
  const files = new Map(vectors.flatMap(([path, file]) => (file === undefined ? [] : [[path, file] as const])))
  const withoutVectors = vectors.flatMap(([path, file]) => (file === undefined ? [path] : []))

  const reports: Array<FileReport> = []
  const complaints: Array<string> = []
  const work = async (): Promise<void> => {
    const context = await shutIn(browser, { script: page.code, files })
    await context.exposeFunction("copathNext", () => queue.shift())
    await context.exposeFunction("copathReport", (report: FileReport) => void reports.push(report))
    const tab = await context.newPage()
    tab.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())))
    tab.on("pageerror", (error) => complaints.push(error.message))
    await tab.goto(address)
    await tab.evaluate(runInPage, { vectors: [...files.keys()], leftOut })
    await context.close()
  }
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), tests.length, 4) }, work))
  return { reports: reports.toSorted((a, b) => (a.file < b.file ? -1 : 1)), complaints, withoutVectors }
}
