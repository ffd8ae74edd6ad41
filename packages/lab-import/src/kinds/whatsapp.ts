import * as Result from "effect/Result"
import { type History, HistoryBuilder } from "../history.ts"
import { excerpt, ImportError, malformed } from "../importError.ts"
import { importLimits } from "../importLimits.ts"
import { byteLength, textLines } from "../reading/textLines.ts"
import { dateOrderOf, dayOf, type RawDate } from "./whatsappDates.ts"
import { isPlaceholder, whatsappHead, whatsappName, whatsappNotice, whatsappParts } from "./whatsappLine.ts"

const kind = "whatsapp-txt"
const expected = 'lines such as "31/12/2023, 22:15 - Ann: text" or "[31.12.23, 22:15:01] Ann: text"'

interface Entry extends RawDate {
  readonly clock: number
  readonly user: string | undefined
  /** Bytes, all lines of the text. */
  size: number
  /** What WhatsApp wrote by itself; of texts nothing is kept. */
  readonly notice: string | undefined
  readonly placeholder: boolean
}

/**
 * Reads a chat as Android or iOS export it. The order of day and month is told from the whole file; times have no zone and are taken as UTC. A picture or
 * a deleted text is a message of 0 bytes. Notices are understood in English; of others the joins and departures are inferred.
 */
export const readWhatsapp = (text: string): Result.Result<History, ImportError> => {
  const found = entriesOf(text)
  if (Result.isFailure(found)) return Result.fail(found.failure)
  const entries = found.success
  const dates = dateOrderOf(entries)
  if (Result.isFailure(dates)) {
    return malformed(
      kind,
      `line ${dates.failure.line}`,
      "a date that is in no calendar beside the others",
      "one order of day, month and year"
    )
  }
  const history = new HistoryBuilder(kind)
  const { guessed, order } = dates.success
  if (guessed)
    history.note(
      `dates taken as ${order === "mdy" ? "month/day" : order === "dmy" ? "day/month" : "year/month/day"}, which could be otherwise`
    )
  // On iOS the group itself, under its title, is the sender of some notices; it never writes a text, and sends no picture.
  const writers = new Set(entries.filter(({ notice, placeholder }) => notice === undefined || placeholder).map(({ user }) => user))
  const renamed = new Map<string, string>()
  const person = (name: string): string => renamed.get(name) ?? name
  for (const entry of entries) {
    const t = (dayOf(entry, order) ?? 0) + entry.clock
    const { notice, placeholder, size, user } = entry
    const change = notice === undefined || placeholder ? undefined : whatsappNotice(notice)
    if (change?.what === "rename") renamed.set(change.becomes, person(change.user))
    else if (change !== undefined) {
      const by = change.user === undefined ? {} : { user: person(change.user) }
      history.push("whom" in change ? { t, ...change, ...by, whom: change.whom.map(person) } : { t, ...change, ...by })
    } else if (user !== undefined && (notice === undefined || writers.has(user))) {
      if (placeholder || notice !== undefined) history.note("pictures and the like, or deleted texts, as 0 bytes")
      history.push({ t, what: "say", user: person(user), size })
    } else history.note("notices of other kinds")
  }
  return history.done()
}

const entriesOf = (text: string): Result.Result<ReadonlyArray<Entry>, ImportError> => {
  const entries: Array<Entry> = []
  for (const { line, text: one } of textLines(text)) {
    const head = whatsappHead(one)
    const last = entries.at(-1)
    if (head === undefined) {
      if (last !== undefined) last.size += (last.placeholder && last.size === 0 ? 0 : 1) + byteLength(one)
      else if (one.trim() !== "") return malformed(kind, `line ${line}`, excerpt(one), expected)
      continue
    }
    const { clock, rest, ...date } = head
    if (clock === undefined) return malformed(kind, `line ${line}`, excerpt(one), "a time that a clock can show")
    if (entries.length === importLimits.records) {
      return Result.fail(new ImportError({ reason: "TooLarge", kind, found: "more messages", expected: `at most ${importLimits.records}` }))
    }
    const { generated, text: said, user } = whatsappParts(rest)
    const placeholder = user !== undefined && isPlaceholder(whatsappName(said))
    const size = user === undefined || placeholder || generated ? 0 : byteLength(said)
    entries.push({ ...date, line, clock, user, size, placeholder, notice: user === undefined || generated ? said : undefined })
  }
  if (entries.length === 0) return Result.fail(new ImportError({ reason: "Empty", kind, found: "no message", expected }))
  return Result.succeed(entries)
}
