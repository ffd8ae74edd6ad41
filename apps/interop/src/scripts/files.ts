import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { vectorFolder } from "@copath/vectors"
import { type Script, stepsIn } from "./step.ts"

/** The working group's scripts, by file name without its ending. */
export const configNames = [
  "application",
  "branch",
  "commit",
  "deep_random",
  "external_join",
  "external_proposals",
  "reinit",
  "welcome_join"
] as const

/** One of the working group's files. */
export type ConfigName = (typeof configNames)[number]

/** Whether this is the name of one of the working group's files. */
export const isConfigName = (name: string): name is ConfigName => configNames.some((known) => known === name)

/** Where the working group's files may lie: in the folder of vectors, or in the clone of its repository whose vectors that folder names. */
const places = (file: string): ReadonlyArray<string> => {
  const folder = vectorFolder()
  const inClone = file.endsWith(".proto") ? "proto" : "configs"
  return [join(folder, "interop-configs", file), join(folder, "..", "interop", inClone, file)]
}

/** Path of one of the working group's interop files; `undefined` when it is not there. */
export const locateInterop = (file: string): string | undefined => places(file).find((path) => existsSync(path))

/** The scripts of a file, by name. Throws when the file is missing or is no such file. */
export const loadConfig = (name: ConfigName): ReadonlyMap<string, Script> => {
  const path = locateInterop(`${name}.json`)
  if (path === undefined) throw new Error(`${name}.json is not in ${vectorFolder()}/interop-configs (set COPATH_VECTORS)`)
  const { scripts } = JSON.parse(readFileSync(path, "utf8")) as { readonly scripts: Readonly<Record<string, unknown>> }
  return new Map(Object.entries(scripts).map(([script, steps]) => [script, stepsIn(steps)]))
}
