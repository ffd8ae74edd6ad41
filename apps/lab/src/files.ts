import { Effect } from "effect"
import { accessSync, constants, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { dirname, resolve } from "node:path"
import { type BadInput, badInput } from "./badInput.ts"

const reason = (cause: unknown): string => {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : ""
  const known: Readonly<Record<string, string>> = {
    ENOENT: "there is no such file",
    EACCES: "permission denied",
    EISDIR: "this is a folder",
    ENOTDIR: "part of the path is no folder",
    EROFS: "the file system is read-only",
    ENOSPC: "no space is left"
  }
  return known[code] ?? (cause instanceof Error ? cause.message : String(cause))
}

/** What stands at a path. */
export const kindOf = (path: string): "file" | "folder" | "nothing" => {
  const found = statSync(path, { throwIfNoEntry: false })
  return found === undefined ? "nothing" : found.isDirectory() ? "folder" : "file"
}

/** A file as text. */
export const readText = (path: string): Effect.Effect<string, BadInput> =>
  Effect.try({ try: () => readFileSync(path, "utf8"), catch: (cause) => badInput(`${path}: ${reason(cause)}`) })

/** A file's bytes, unless there are more than `most`. */
export const readBytes = (path: string, most: number): Effect.Effect<Uint8Array<ArrayBuffer>, BadInput> =>
  Effect.try({
    try: () => {
      const size = statSync(path).size
      if (size > most) throw new Error(`${size} bytes; at most ${most} are read`)
      return new Uint8Array(readFileSync(path))
    },
    catch: (cause) => badInput(`${path}: ${reason(cause)}`)
  })

/** The path, or the nearest folder above it that exists: what a new file depends on. */
const standing = (path: string): string => (kindOf(path) === "nothing" ? standing(dirname(path)) : path)

/** Whether `writeText` can be expected to work; asked before the work that makes the text. */
export const checkWritable = (path: string): Effect.Effect<void, BadInput> =>
  path === "-"
    ? Effect.void
    : Effect.try({
        try: () => {
          const full = resolve(path)
          const there = standing(full)
          const isFolder = kindOf(there) === "folder"
          if (isFolder === (there === full)) throw Object.assign(new Error(), { code: isFolder ? "EISDIR" : "ENOTDIR" })
          accessSync(there, isFolder ? constants.W_OK | constants.X_OK : constants.W_OK)
        },
        catch: (cause) => badInput(`cannot be written: ${reason(cause)}`)
      })

/** The same for what a flag names, with the flag before the complaint. */
export const checkTarget = (flag: string, path: string): Effect.Effect<void, BadInput> =>
  Effect.mapError(checkWritable(path), ({ message }) => badInput(`${flag} ${path}: ${message}`))

/** Writes a file, with the folders above it; `-` is standard output. */
export const writeText = (path: string, text: string): Effect.Effect<void, BadInput> =>
  path === "-"
    ? print(text)
    : Effect.try({
        try: () => {
          mkdirSync(dirname(resolve(path)), { recursive: true })
          writeFileSync(path, text)
        },
        catch: (cause) => badInput(`${path}: cannot be written: ${reason(cause)}`)
      })

/** Standard output, written out before the program goes on: a pipe may be slow. */
export const print = (text: string): Effect.Effect<void> =>
  Effect.callback((resume) => {
    process.stdout.write(text, () => resume(Effect.void))
  })

/** Columns of the terminal; `COLUMNS` where there is none. */
export const terminalWidth = (): number => {
  const columns = process.stdout.columns ?? Number(process.env["COLUMNS"])
  return Number.isInteger(columns) && columns >= 40 ? Math.min(columns, 200) : 100
}
