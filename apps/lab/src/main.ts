import { NodeRuntime } from "@effect/platform-node"
import { Effect } from "effect"
import { cli } from "./cli.ts"
import { defectReport } from "./defect.ts"

const args = process.argv.slice(2)

// What is thrown outside of any effect, such as in a listener.
process.once("uncaughtException", (cause) => {
  // Whoever read the output, such as `head`, has enough of it.
  if ("code" in cause && cause.code === "EPIPE") process.exit(0)
  process.stderr.write(defectReport(cause, args), () => process.exit(1))
})

cli(args).pipe(
  Effect.flatMap((code) => Effect.sync(() => void (process.exitCode = code))),
  NodeRuntime.runMain
)
