import { existsSync, globSync, mkdirSync } from "node:fs"
import { basename, dirname, join, resolve } from "node:path"
import { Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor"

/**
 * Writes `packages/*\/etc/*.api.md` from the built declarations: the public surface of each package, so that a change of it shows in review.
 * With `--check`, or where CI is set, nothing is written and a report that is out of date fails.
 */
const root = resolve(import.meta.dirname, "../../..")
const check = process.argv.includes("--check") || process.env["CI"] !== undefined

const report = (folder: string): boolean => {
  const name = basename(folder)
  const declarations = join(folder, "dist/index.d.ts")
  if (!existsSync(declarations)) {
    console.error(`${name}: no dist/index.d.ts; build first`)
    return false
  }
  mkdirSync(join(folder, "etc"), { recursive: true })
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: declarations,
      compiler: {
        overrideTsconfig: { compilerOptions: { module: "NodeNext", target: "ES2023", skipLibCheck: true, strict: true, types: ["node"] } }
      },
      apiReport: {
        enabled: true,
        reportFileName: `${name}.api.md`,
        reportFolder: join(folder, "etc"),
        reportTempFolder: join(import.meta.dirname, "../temp")
      },
      newlineKind: "lf",
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } }
      }
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(folder, "package.json")
  })
  const result = Extractor.invoke(config, {
    localBuild: !check,
    messageCallback: (message) => {
      message.handled = message.logLevel !== ExtractorLogLevel.Error
    }
  })
  if (result.apiReportChanged) console.log(`${name}: ${check ? "the API report is out of date; run pnpm api" : "API report written"}`)
  return !(check && result.apiReportChanged) && result.errorCount === 0
}

const folders = globSync("packages/*/package.json", { cwd: root })
  .toSorted()
  .map((path) => join(root, dirname(path)))
const failed = folders.filter((folder) => !report(folder))
console.log(`API reports: ${folders.length - failed.length} of ${folders.length} up to date`)
if (failed.length > 0) process.exitCode = 1
