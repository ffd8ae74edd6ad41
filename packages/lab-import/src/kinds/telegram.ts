import * as Result from "effect/Result"
import { parseIso } from "../reading/civilTime.ts"
import { type History, HistoryBuilder, type HistoryRecord } from "../history.ts"
import { excerpt, ImportError, malformed } from "../importError.ts"
import { arrayField, fieldOf, isObject, type JsonObject, parseJson, textField } from "../reading/jsonValue.ts"
import { Labels } from "../people/labels.ts"
import { byteLength } from "../reading/textLines.ts"

const kind = "telegram-json"
const expected = "result.json of Telegram Desktop: an object with messages, or with chats"

/** Reads a chat, of one or of a whole account. Messages count with their text's size, whatever is attached. Times are UTC where Telegram gives them so. */
export const readTelegram = (text: string, channel?: string): Result.Result<History, ImportError> => {
  const chat = Result.flatMap(parseJson(kind, "the file", text, expected), (top) => chatOf(top, channel))
  const list = Result.flatMap(chat, (one) => arrayField(kind, "the file", one, "messages"))
  if (Result.isFailure(list)) return Result.fail(list.failure)
  const labels = new Labels()
  for (const value of list.success) {
    if (!isObject(value)) continue
    for (const [id, name] of [
      ["from_id", "from"],
      ["actor_id", "actor"]
    ] as const) {
      labels.learn(idOf(value, id, name) ?? "", textField(value, name) ?? "")
    }
  }
  const history = new HistoryBuilder(kind)
  for (const [i, value] of list.success.entries()) {
    const place = `message ${i + 1}`
    if (!isObject(value)) return malformed(kind, place, excerpt(value), "an object")
    const t = timeOf(value)
    if (t === undefined) return malformed(kind, place, `${excerpt(fieldOf(value, "date"))} in date`, "a time such as 2024-01-05T10:11:12")
    const type = fieldOf(value, "type")
    if (type === "service") serve(history, value, t, labels)
    else if (type === "message") {
      const from = idOf(value, "from_id", "from")
      if (from === undefined) return malformed(kind, place, "a message from nobody", "from_id or from")
      const size = sizeOf(fieldOf(value, "text"))
      if (size === undefined) return malformed(kind, place, `${excerpt(fieldOf(value, "text"))} in text`, "a text, or its pieces")
      history.push({ t, what: "say", user: labels.of(from), size })
    } else return malformed(kind, place, `${excerpt(type)} in type`, "message or service")
  }
  return history.done()
}

/** Ids are numbers in old exports. */
const idOf = (value: JsonObject, id: string, name: string): string | undefined => {
  const own = fieldOf(value, id)
  return typeof own === "number" ? String(own) : (textField(value, id) ?? textField(value, name))
}

const timeOf = (value: JsonObject): number | undefined => {
  const unix = textField(value, "date_unixtime")
  return unix !== undefined && /^\d{1,12}$/.test(unix) ? Number(unix) * 1_000 : parseIso(textField(value, "date") ?? "")
}

const sizeOf = (text: unknown): number | undefined => {
  if (typeof text === "string") return byteLength(text)
  if (!Array.isArray(text)) return undefined
  let size = 0
  for (const piece of text) {
    const own: unknown = isObject(piece) ? fieldOf(piece, "text") : piece
    if (typeof own !== "string") return undefined
    size += byteLength(own)
  }
  return size
}

const serve = (history: HistoryBuilder, value: JsonObject, t: number, labels: Labels): void => {
  const actor = idOf(value, "actor_id", "actor")
  const by = actor === undefined ? {} : { user: labels.of(actor) }
  const named = fieldOf(value, "members")
  // Members stand there by name alone; null is somebody who has deleted the account.
  const whom = (Array.isArray(named) ? named : []).filter((name): name is string => typeof name === "string" && name !== "")
  const whats: Readonly<Record<string, HistoryRecord["what"]>> = {
    create_group: "create",
    invite_members: "add",
    remove_members: "remove",
    join_group_by_link: "join",
    join_group_by_request: "join"
  }
  const action = textField(value, "action") ?? ""
  const what = Object.hasOwn(whats, action) ? whats[action] : undefined
  if ((what === "create" || what === "add" || what === "remove") && (actor !== undefined || whom.length > 0))
    history.push({ t, what, whom, ...by })
  else if (what === "join" && actor !== undefined) history.push({ t, what, user: labels.of(actor) })
  else history.note("notices of other kinds")
}

const chatOf = (top: unknown, channel: string | undefined): Result.Result<unknown, ImportError> => {
  const chats = isObject(top) ? fieldOf(top, "chats") : undefined
  if (chats === undefined) {
    const name = isObject(top) ? textField(top, "name") : undefined
    if (channel === undefined || channel === name) return Result.succeed(top)
    const found = `one chat, ${excerpt(name)}, and not ${excerpt(channel)}`
    return Result.fail(new ImportError({ reason: "Option", kind, found, expected: "its name for --channel, or no --channel" }))
  }
  return Result.flatMap(arrayField(kind, "chats", chats, "list"), (list) => {
    const named = list.filter(isObject).filter((chat) => fieldOf(chat, "messages") !== undefined)
    const found = named.filter((chat) => channel === undefined || textField(chat, "name") === channel)
    const [first] = found
    if (first !== undefined && found.length === 1) return Result.succeed<unknown>(first)
    const names = named
      .map((chat) => excerpt(textField(chat, "name")))
      .slice(0, 20)
      .join(", ")
    const what = channel === undefined ? "several chats" : `${found.length === 0 ? "no" : "more than one"} chat ${excerpt(channel)}`
    return Result.fail(new ImportError({ reason: "Option", kind, found: what, expected: `--channel NAME with one of ${names}` }))
  })
}
