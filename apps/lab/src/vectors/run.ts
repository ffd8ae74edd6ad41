import type { Random, Suite } from "@copath/contracts"
import { nodeSuite, osRandom } from "@copath/crypto-node"
import { nobleSuite, platformRandom } from "@copath/crypto-noble"
import { loadVectors, locateVectors, VectorFileError } from "@copath/vectors"
import { verdict } from "./check.ts"
import type { RunnableFile } from "./files.ts"

/** Who computes the suites of a file. */
export interface Provider {
  readonly name: "node" | "noble"
  readonly suite: (id: number) => Suite
  readonly random: Random
}

export const providers: ReadonlyArray<Provider> = [
  { name: "node", suite: nodeSuite, random: osRandom },
  { name: "noble", suite: nobleSuite, random: platformRandom }
]

/** What became of one file with one provider. */
export interface FileReport {
  readonly file: string
  readonly provider: string
  readonly passed: number
  /** File, case and what differed, a line each. */
  readonly failures: ReadonlyArray<string>
  readonly ms: number
}

interface WithSuite {
  readonly cipher_suite?: number
}

const load = (file: RunnableFile, folder: string): ReadonlyArray<WithSuite> | string => {
  try {
    return loadVectors(file.name, folder) as ReadonlyArray<WithSuite>
  } catch (cause) {
    if (!(cause instanceof VectorFileError)) throw cause
    return cause.message
  }
}

/** Whether the folder holds any of the files. */
export const holdsVectors = (files: ReadonlyArray<RunnableFile>, folder: string): boolean =>
  files.some(({ name }) => locateVectors(name, folder) !== undefined)

/** Every case of a file. A file that is absent, or not the official one, is one failure. */
export const runFile = (file: RunnableFile, folder: string, provider: Provider): FileReport => {
  const began = performance.now()
  const cases = load(file, folder)
  const failures: Array<string> = []
  if (typeof cases === "string") failures.push(`${file.name}: ${cases}`)
  else {
    for (const [index, one] of cases.entries()) {
      // Files without a suite use none; any will do.
      const suite = one.cipher_suite ?? 1
      const wrong = verdict(file.check(one, { suite: provider.suite(suite), random: provider.random }))
      if (wrong !== undefined)
        failures.push(`${file.name}, case ${index}${file.suites ? ` (suite ${suite}, ${provider.name})` : ""}: ${wrong}`)
    }
  }
  return {
    file: file.name,
    provider: file.suites ? provider.name : "-",
    passed: typeof cases === "string" ? 0 : cases.length - failures.length,
    failures,
    ms: performance.now() - began
  }
}
