import * as Result from "effect/Result"
import { parseIso } from "../reading/civilTime.ts"
import { type History, HistoryBuilder } from "../history.ts"
import { excerpt, type ImportError, malformed } from "../importError.ts"
import { arrayField, fieldOf, isObject, type JsonObject, parseJson, textField } from "../reading/jsonValue.ts"
import { Labels } from "../people/labels.ts"
import { byteLength } from "../reading/textLines.ts"

const kind = "discord-export"
const expected = "a channel as JSON by DiscordChatExporter: guild, channel, messages with timestamp, author and content"

/** Kinds of messages that people write. */
const written = new Set(["Default", "Reply", "ThreadStarterMessage"])

interface Read {
  readonly t: number
  readonly type: string
  readonly author: string
  readonly mentions: ReadonlyArray<string>
  readonly size: number
}

/** Reads a channel. Messages count with their text's size, whatever is attached; bots, and notices of Discord itself, are left out. */
export const readDiscord = (text: string): Result.Result<History, ImportError> => {
  const list = Result.flatMap(parseJson(kind, "the file", text, expected), (top) => arrayField(kind, "the file", top, "messages"))
  if (Result.isFailure(list)) return Result.fail(list.failure)
  const history = new HistoryBuilder(kind)
  const labels = new Labels()
  const messages: Array<Read> = []
  for (const [i, value] of list.success.entries()) {
    const message = readMessage(value, `message ${i + 1}`, labels)
    if (Result.isFailure(message)) return Result.fail(message.failure)
    if (message.success === undefined) history.note("messages by bots")
    else messages.push(message.success)
  }
  for (const { author, mentions, size, t, type } of messages) {
    const user = labels.of(author)
    const whom = mentions.map((id) => labels.of(id))
    if (written.has(type)) history.push({ t, what: "say", user, size })
    else if (type === "GuildMemberJoin") history.push({ t, what: "join", user })
    else if (type === "RecipientAdd" || type === "RecipientRemove") {
      history.push({ t, what: type === "RecipientAdd" ? "add" : "remove", user, whom })
    } else history.note("notices of other kinds")
  }
  return history.done()
}

const person = (value: unknown, labels: Labels): { readonly id: string; readonly bot: boolean } | undefined => {
  const id = isObject(value) ? textField(value, "id") : undefined
  if (!isObject(value) || id === undefined) return undefined
  labels.learn(id, textField(value, "name") ?? "")
  return { id, bot: fieldOf(value, "isBot") === true }
}

const readMessage = (value: unknown, place: string, labels: Labels): Result.Result<Read | undefined, ImportError> => {
  const wrong = (field: string, object: JsonObject, wanted: string) =>
    malformed(kind, place, `${excerpt(fieldOf(object, field))} in ${field}`, wanted)
  if (!isObject(value)) return malformed(kind, place, excerpt(value), "an object")
  const t = parseIso(textField(value, "timestamp") ?? "")
  if (t === undefined) return wrong("timestamp", value, "a time in ISO 8601")
  const author = person(fieldOf(value, "author"), labels)
  if (author === undefined) return wrong("author", value, "an object with id and name")
  const content = fieldOf(value, "content")
  if (typeof content !== "string") return wrong("content", value, "a text")
  const named = fieldOf(value, "mentions")
  const mentions = (Array.isArray(named) ? named : []).flatMap((one) => person(one, labels)?.id ?? [])
  if (author.bot) return Result.succeed(undefined)
  return Result.succeed({ t, type: textField(value, "type") ?? "Default", author: author.id, mentions, size: byteLength(content) })
}
