import { existsSync, globSync, mkdirSync, readFileSync } from "node:fs"
import { basename, dirname, join, resolve } from "node:path"
import { CompilerState, Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor"
import { undocumented } from "./undocumented.ts"

/**
 * Writes `packages/*\/etc/*.api.md` from the built declarations: the public surface of each package, so that a change of it shows in review.
 * With `--check`, or where CI is set, nothing is written, and a report that is out of date fails, as does one in which something has no doc comment.
 */
const root = resolve(import.meta.dirname, "../../..")
const check = process.argv.includes("--check") || process.env["CI"] !== undefined

const declarationsOf = (folder: string): string => join(folder, "dist/index.d.ts")

const configOf = (folder: string): ExtractorConfig => {
  const silent = { default: { logLevel: ExtractorLogLevel.None } }
  const compilerOptions = { module: "NodeNext", target: "ES2023", skipLibCheck: true, strict: true, types: ["node"] }
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: declarationsOf(folder),
      compiler: { overrideTsconfig: { compilerOptions, files: [declarationsOf(folder)] } },
      apiReport: {
        enabled: true,
        reportFileName: `${basename(folder)}.api.md`,
        reportFolder: join(folder, "etc"),
        reportTempFolder: join(import.meta.dirname, "../temp")
      },
      newlineKind: "lf",
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: { compilerMessageReporting: silent, extractorMessageReporting: silent, tsdocMessageReporting: silent }
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(folder, "package.json")
  })
}

const folders = globSync("packages/*/package.json", { cwd: root })
  .toSorted()
  .map((path) => join(root, dirname(path)))
const unbuilt = folders.filter((folder) => !existsSync(declarationsOf(folder)))
for (const folder of unbuilt) console.error(`${basename(folder)}: no dist/index.d.ts; build first`)
const configs = folders.filter((folder) => !unbuilt.includes(folder)).map(configOf)

// One program for all packages: most of the time goes into reading Effect's declarations.
const [first] = configs
const compilerState =
  first === undefined
    ? undefined
    : CompilerState.create(first, { additionalEntryPoints: configs.map((config) => config.mainEntryPointFilePath) })

const upToDate = configs.filter((config) => {
  const name = basename(config.projectFolder)
  mkdirSync(config.reportFolder, { recursive: true })
  const result = Extractor.invoke(config, {
    ...(compilerState === undefined ? {} : { compilerState }),
    localBuild: !check,
    messageCallback: (message) => {
      message.handled = message.logLevel !== ExtractorLogLevel.Error
    }
  })
  if (result.apiReportChanged) console.log(`${name}: ${check ? "the API report is out of date; run pnpm api" : "API report written"}`)
  const bare = undocumented(readFileSync(config.reportTempFilePath, "utf8"))
  for (const each of bare) console.log(`${name}: no doc comment: ${basename(config.reportFilePath)}:${each}`)
  return !(check && (result.apiReportChanged || bare.length > 0)) && result.errorCount === 0
})
console.log(`API reports: ${upToDate.length} of ${folders.length} up to date and documented`)
if (upToDate.length < folders.length) process.exitCode = 1
