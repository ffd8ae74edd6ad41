import { gitLogArguments } from "@copath/lab-import"
import { Effect } from "effect"
import { execFile } from "node:child_process"
import { realpathSync } from "node:fs"
import { dirname } from "node:path"
import { type BadInput, badInput } from "./badInput.ts"
import { kindOf } from "./files.ts"

/** The log of a clone, in the form that `importHistory` reads. */
export const gitLog = (clone: string): Effect.Effect<string, BadInput> => {
  if (kindOf(clone) !== "folder") return Effect.fail(badInput(`${clone}: there is no such folder; --as git reads a clone`))
  const folder = realpathSync(clone)
  // A folder inside another repository is not that repository.
  const env = { ...process.env, LC_ALL: "C", GIT_CEILING_DIRECTORIES: dirname(folder) }
  const settings = ["-c", "i18n.logOutputEncoding=UTF-8", "-c", "log.showSignature=false"]
  return Effect.callback((resume) => {
    const child = execFile(
      "git",
      [...settings, "-C", folder, "--no-pager", ...gitLogArguments],
      { env, encoding: "utf8", maxBuffer: 2 ** 30 },
      (error, stdout, stderr) => {
        if (error === null) return resume(Effect.succeed(stdout))
        if (error.code === "ENOENT") return resume(Effect.fail(badInput("no git: install it, or name the folder that holds it in PATH")))
        const first = stderr.split("\n").find((line) => line !== "") ?? error.message
        const what = /not a git repository/.test(stderr) ? "not a git repository; --as git reads a clone" : first
        resume(Effect.fail(badInput(`${clone}: ${what}`)))
      }
    )
    return Effect.sync(() => void child.kill())
  })
}
