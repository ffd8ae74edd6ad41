import * as Effect from "effect/Effect"
import type * as Result from "effect/Result"
import { readCsv } from "./kinds/csv.ts"
import { readDiscord } from "./kinds/discord.ts"
import { readGit } from "./kinds/git.ts"
import type { History } from "./history.ts"
import { ImportError } from "./importError.ts"
import { importLimits } from "./importLimits.ts"
import { readIrc } from "./kinds/irc.ts"
import { readJson } from "./kinds/json.ts"
import type { ImportKind } from "./importKinds.ts"
import { readMbox } from "./kinds/mbox.ts"
import type { Columns } from "./kinds/rows.ts"
import { readSlack } from "./kinds/slack.ts"
import { looksLike } from "./kinds/sniff.ts"
import { readTelegram } from "./kinds/telegram.ts"
import { decodeText } from "./reading/textLines.ts"
import { type Imported, type ImportOptions, toWorkload } from "./toWorkload.ts"
import { readTrace } from "./kinds/trace.ts"
import { readWhatsapp } from "./kinds/whatsapp.ts"

/** What is needed to read a file, beside what is made of it. */
export interface ReadOptions {
  /** Names of columns or fields, for `csv` and `json`. */
  readonly columns?: Columns
  /** Which channel or chat, for `slack-export` and `telegram-json`. */
  readonly channel?: string
}

/** A file's content. Of `git` it is the output of `git` with `gitLogArguments`. */
export type ImportInput = string | Uint8Array<ArrayBuffer>

type Reader = (input: ImportInput, options: ReadOptions) => Result.Result<History, ImportError> | Effect.Effect<History, ImportError>

const bytesOf = (input: ImportInput): Uint8Array<ArrayBuffer> => (typeof input === "string" ? new TextEncoder().encode(input) : input)
const ofText =
  (read: (text: string, options: ReadOptions) => Result.Result<History, ImportError>): Reader =>
  (input, options) =>
    read(decodeText(input), options)

const readers: Readonly<Record<ImportKind, Reader>> = {
  git: ofText(readGit),
  trace: ofText(readTrace),
  csv: ofText((text, { columns }) => readCsv(text, columns)),
  json: ofText((text, { columns }) => readJson(text, columns)),
  mbox: (input) => readMbox(bytesOf(input)),
  irc: ofText(readIrc),
  "whatsapp-txt": ofText(readWhatsapp),
  "slack-export": (input, { channel }) => readSlack(bytesOf(input), channel),
  "discord-export": ofText(readDiscord),
  "telegram-json": ofText((text, { channel }) => readTelegram(text, channel))
}

/**
 * Reads a history of this kind and makes a workload of it. Whatever is wrong is an `ImportError`; of a file of another kind that is known it says which.
 *
 * *Gotcha*: a pseudonym hides a name, not who somebody is: when people write, and how much, can give them away to whoever knows the group.
 */
export const importHistory: (
  kind: ImportKind,
  input: ImportInput,
  options: ImportOptions & ReadOptions
) => Effect.Effect<Imported, ImportError> = Effect.fnUntraced(function* (kind, input, options) {
  if (input.length > importLimits.file) {
    const expected = `at most ${importLimits.file}; a shorter span can be exported`
    return yield* new ImportError({ reason: "TooLarge", kind, found: `${input.length} bytes`, expected })
  }
  const unused = unusedOption(kind, options)
  if (unused !== undefined) return yield* unused
  const read = Effect.suspend(() => {
    const done = readers[kind](input, options)
    return Effect.isEffect(done) ? done : Effect.fromResult(done)
  })
  const history = yield* Effect.mapError(read, (error) => named(error, input))
  return yield* Effect.fromResult(toWorkload(history, options))
})

/** A setting that could have no effect is a mistake. */
const unusedOption = (kind: ImportKind, { channel, columns }: ReadOptions): ImportError | undefined => {
  if (columns !== undefined && kind !== "csv" && kind !== "json") {
    return new ImportError({ reason: "Option", kind, found: "a mapping of columns", expected: "one only for csv and json" })
  }
  if (channel !== undefined && kind !== "slack-export" && kind !== "telegram-json") {
    return new ImportError({
      reason: "Option",
      kind,
      found: "the name of a channel",
      expected: "one only for slack-export and telegram-json"
    })
  }
  return undefined
}

/** A complaint about a file of another kind says which it is. */
const named = (error: ImportError, input: ImportInput): ImportError => {
  if (error.reason !== "Malformed" && error.reason !== "Empty") return error
  const like = looksLike(input)
  if (like === undefined || like.kind === error.kind) return error
  const expected = like.remedy ?? `--as ${like.kind}`
  return new ImportError({ reason: "WrongKind", kind: error.kind, found: `this looks like ${like.words}`, expected })
}
