import { ircEvent, ircTime } from "./ircLine.ts"
import type { ImportKind } from "../importKinds.ts"
import { decodeText } from "../reading/textLines.ts"
import { whatsappHead } from "./whatsappLine.ts"

/** What a file looks like. */
export interface Likeness {
  /** Absent: it cannot be imported as it is. */
  readonly kind?: ImportKind
  /** In words, with an article. */
  readonly words: string
  /** What to do instead; `--as` with the kind unless it is said. */
  readonly remedy?: string
}

/** So much of a file is looked at. */
const HEAD = 2 ** 16

/** Guesses from its beginning what a file is; `undefined` if it is like nothing that is known. A guess helps a person, and decides nothing. */
export const looksLike = (input: string | Uint8Array): Likeness | undefined => {
  if (typeof input !== "string" && input[0] === 0x50 && input[1] === 0x4b) return zipLike(input)
  const text = decodeText(typeof input === "string" ? input.slice(0, HEAD) : input.subarray(0, HEAD)).trimStart()
  const first = text.split("\n", 1)[0]?.trimEnd() ?? ""
  if (text.startsWith("From ")) return { kind: "mbox", words: "an archive of mails" }
  if (/^-?\d{1,12}\0/.test(text)) return { kind: "git", words: "a log of git" }
  if (whatsappHead(first) !== undefined) return { kind: "whatsapp-txt", words: "a chat of WhatsApp" }
  if (isIrc(text)) return { kind: "irc", words: "a log of IRC" }
  if (text.startsWith("{") || /^\[\s*\{/.test(text)) return jsonLike(text, first)
  if (/^"?[\w .-]{1,60}"?(?:[,;\t|]"?[\w .-]{0,60}"?)+$/.test(first)) return { kind: "csv", words: "a table (CSV)" }
  return undefined
}

/** Names stand unpacked in an archive. */
const zipLike = (input: Uint8Array): Likeness =>
  /_chat\.txt|WhatsApp Chat/.test(new TextDecoder().decode(input.subarray(0, HEAD)))
    ? { words: "a ZIP archive of WhatsApp", remedy: "the text in it, unpacked, --as whatsapp-txt" }
    : { kind: "slack-export", words: "a ZIP archive, as Slack exports" }

const isIrc = (text: string): boolean => {
  const lines = text.split("\n", 20)
  if (/^(?:--- Log opened|\*{3,4} BEGIN LOGGING|Session Start:)/.test(text)) return true
  return lines.some((line) => {
    const timed = ircTime(line.trimEnd())
    return timed !== undefined && ircEvent(timed[1]).is !== "other"
  })
}

const jsonLike = (text: string, first: string): Likeness => {
  if (/^\{"lab"\s*:\s*"workload\//.test(first)) return { words: "a workload", remedy: "no import, for lab run takes it as it is" }
  if (/^\{.*"type"\s*:\s*"(?:join|message|leave)"/.test(first) && /"actor"/.test(first) && first.endsWith("}")) {
    return { kind: "trace", words: "a trace" }
  }
  if (text.startsWith("{") && /"guild"\s*:/.test(text) && /"channel"\s*:/.test(text)) {
    return { kind: "discord-export", words: "a Discord export" }
  }
  const telegram =
    /"(?:personal_information|from_id|actor_id)"\s*:|"type"\s*:\s*"(?:(?:private|public)_|personal_chat|saved_messages|bot_chat)/
  if (text.startsWith("{") && telegram.test(text)) return { kind: "telegram-json", words: "a Telegram export" }
  return { kind: "json", words: "JSON" }
}
