import { NodeRuntime } from "@effect/platform-node"
import { Effect } from "effect"
import { cli } from "./cli.ts"

cli(process.argv.slice(2)).pipe(
  Effect.flatMap((code) => Effect.sync(() => void (process.exitCode = code))),
  NodeRuntime.runMain
)
