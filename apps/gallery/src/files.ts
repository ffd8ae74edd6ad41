import { Data, Effect } from "effect"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"

/** A file that cannot be read or written. */
export class FileTrouble extends Data.TaggedError("FileTrouble")<{
  /** The path. */
  readonly file: string
  /** What the system says. */
  readonly detail: string
}> {
  /** In one line. */
  override get message(): string {
    return `${this.file}: ${this.detail}`
  }
}

const trouble = (file: string) => (cause: unknown) =>
  new FileTrouble({ file, detail: cause instanceof Error ? cause.message : String(cause) })

/** A file as text. */
export const readText = (file: string): Effect.Effect<string, FileTrouble> =>
  Effect.try({ try: () => readFileSync(file, "utf8"), catch: trouble(file) })

/** Text as a file, with the folders above it. */
export const writeText = (file: string, text: string): Effect.Effect<void, FileTrouble> =>
  Effect.try({
    try: () => {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    },
    catch: trouble(file)
  })
