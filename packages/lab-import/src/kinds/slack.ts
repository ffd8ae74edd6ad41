import * as Result from "effect/Result"
import { type ArchiveEntry, listArchive, unpack } from "../reading/archive.ts"
import { type History, HistoryBuilder } from "../history.ts"
import { excerpt, ImportError, malformed } from "../importError.ts"
import { importLimits } from "../importLimits.ts"
import { fieldOf, isObject, type JsonObject, parseJson, textField } from "../reading/jsonValue.ts"
import { Labels } from "../people/labels.ts"
import { byteLength, decodeText } from "../reading/textLines.ts"

const kind = "slack-export"
/** Public channels, and where an export has them private ones and messages to several. */
const lists = new Set(["channels.json", "groups.json", "mpims.json"])
const expected = "the ZIP of a Slack export: channels.json, users.json, and a folder for each channel with one JSON file a day"

/** Kinds of messages that people write; Slack's own notices have others. */
const written = new Set(["", "me_message", "thread_broadcast", "file_share", "file_comment"])

/** Reads one channel. Messages count with their text's size, whatever is attached; bots, and Slack's notices but joins and leaves, are left out. */
export const readSlack = (bytes: Uint8Array, channel?: string): Result.Result<History, ImportError> => {
  const listed = listArchive(kind, bytes)
  if (Result.isFailure(listed)) return Result.fail(listed.failure)
  const chosen = choose(listed.success, channel)
  if (Result.isFailure(chosen)) return Result.fail(chosen.failure)
  const { days, root } = chosen.success
  const labels = new Labels()
  const users = listed.success.find(({ name }) => name === `${root}users.json`)
  const people = users === undefined ? Result.succeed([]) : objectsOf(users)
  if (Result.isFailure(people)) return Result.fail(people.failure)
  for (const person of people.success) labels.learn(textField(person, "id") ?? "", textField(person, "name") ?? "")
  const history = new HistoryBuilder(kind)
  for (const day of days) {
    const messages = objectsOf(day)
    if (Result.isFailure(messages)) return Result.fail(messages.failure)
    for (const [i, message] of messages.success.entries()) {
      const done = take(history, message, `${day.name}, message ${i + 1}`, labels)
      if (Result.isFailure(done)) return Result.fail(done.failure)
    }
  }
  return history.done()
}

/** The days of the channel that is asked for, or of the only one, in their order. */
const choose = (
  entries: ReadonlyArray<ArchiveEntry>,
  channel: string | undefined
): Result.Result<{ readonly root: string; readonly days: ReadonlyArray<ArchiveEntry> }, ImportError> => {
  // An archive that was unpacked and packed again has a folder around everything.
  const top = entries.find(({ name }) => /^(?:[^/]+\/)?channels\.json$/.test(name))
  if (top === undefined) return malformed(kind, "the archive", "no channels.json", expected)
  const root = top.name.slice(0, -"channels.json".length)
  const names: Array<string> = []
  for (const entry of entries.filter(({ name }) => lists.has(name.slice(root.length)) && name.startsWith(root))) {
    const channels = objectsOf(entry)
    if (Result.isFailure(channels)) return Result.fail(channels.failure)
    for (const one of channels.success) names.push(textField(one, "name") ?? "")
  }
  const wanted = channel?.replace(/^#/, "") ?? (names.length === 1 ? names[0] : undefined)
  const folder = wanted === undefined || !names.includes(wanted) ? undefined : `${root}${wanted}/`
  if (folder === undefined) {
    const found = channel === undefined ? `${names.length} channels` : `no channel ${excerpt(channel)}`
    const choices = names.slice(0, 20).map(excerpt).join(", ")
    return Result.fail(new ImportError({ reason: "Option", kind, found, expected: `--channel NAME with one of ${choices}` }))
  }
  const days = entries.filter(({ name }) => name.startsWith(folder) && /^\d{4}-\d\d-\d\d\.json$/.test(name.slice(folder.length)))
  const total = days.reduce((sum, { size }) => sum + size, 0)
  if (total > importLimits.zipTotal) {
    const most = `at most ${importLimits.zipTotal} unpacked`
    return Result.fail(new ImportError({ reason: "TooLarge", kind, place: folder, found: `${total} bytes`, expected: most }))
  }
  return Result.succeed({ root, days: days.toSorted((a, b) => (a.name < b.name ? -1 : 1)) })
}

const objectsOf = (entry: ArchiveEntry): Result.Result<ReadonlyArray<JsonObject>, ImportError> =>
  Result.flatMap(unpack(kind, entry), (bytes) =>
    Result.flatMap(parseJson(kind, entry.name, decodeText(bytes), "an array of objects"), (value) => {
      if (!Array.isArray(value)) return malformed(kind, entry.name, excerpt(value), "an array of objects")
      const odd = value.findIndex((one) => !isObject(one))
      return odd === -1
        ? Result.succeed(value as ReadonlyArray<JsonObject>)
        : malformed(kind, `${entry.name}, item ${odd + 1}`, excerpt(value[odd]), "an object")
    })
  )

const take = (history: HistoryBuilder, message: JsonObject, place: string, labels: Labels): Result.Result<void, ImportError> => {
  const ts = textField(message, "ts") ?? ""
  if (!/^\d{1,12}(?:\.\d{1,9})?$/.test(ts))
    return malformed(kind, place, `${excerpt(fieldOf(message, "ts"))} in ts`, "seconds since 1970, as text")
  const t = Math.floor(Number(ts) * 1_000)
  const subtype = textField(message, "subtype") ?? ""
  const id = textField(message, "user")
  if (subtype === "bot_message" || textField(message, "bot_id") !== undefined || id === "USLACKBOT") {
    history.note("messages by bots")
    return Result.void
  }
  if (id === undefined && written.has(subtype)) return malformed(kind, place, "a message from nobody", "user, or bot_id")
  const user = id === undefined ? undefined : labels.of(id)
  if (user !== undefined && written.has(subtype)) {
    const text = fieldOf(message, "text")
    if (text !== undefined && typeof text !== "string") return malformed(kind, place, `${excerpt(text)} in text`, "a text")
    history.push({ t, what: "say", user, size: byteLength(text ?? "") })
  } else if (user !== undefined && /^(?:channel|group)_(?:join|leave)$/.test(subtype)) {
    const inviter = textField(message, "inviter")
    if (subtype.endsWith("leave")) history.push({ t, what: "leave", user })
    else if (inviter === undefined || inviter === id) history.push({ t, what: "join", user })
    else history.push({ t, what: "add", user: labels.of(inviter), whom: [user] })
  } else history.note("notices of other kinds")
  return Result.void
}
