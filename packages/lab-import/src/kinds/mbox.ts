import * as Effect from "effect/Effect"
import PostalMime, { type Email } from "postal-mime"
import { monthOf, parseIso, utcOf } from "../reading/civilTime.ts"
import { type History, HistoryBuilder } from "../history.ts"
import { ImportError } from "../importError.ts"
import { importLimits } from "../importLimits.ts"
import { byteLength } from "../reading/textLines.ts"

const kind = "mbox"

/**
 * Reads an archive of mails. Each is a message of its sender, at its own Date (the archive's where that is none). Its size is that of its text
 * without quoted lines (those that begin with `>`); attachments, forwarded mails and HTML beside a text do not count.
 */
export const readMbox: (bytes: Uint8Array) => Effect.Effect<History, ImportError> = Effect.fnUntraced(function* (bytes) {
  const history = new HistoryBuilder(kind)
  let record = 0
  for (const { content, separator } of mailsOf(bytes)) {
    const place = `mail ${++record}`
    if (separator === undefined) {
      const expected = `a line such as "From ann@example.org Fri Jan  5 10:11:12 2024" before each mail`
      return yield* new ImportError({ reason: "Malformed", kind, place: "line 1", found: "no such line", expected })
    }
    if (content.length > importLimits.mail) {
      const expected = `at most ${importLimits.mail}`
      return yield* new ImportError({ reason: "TooLarge", kind, place, found: `${content.length} bytes`, expected })
    }
    const mail = yield* Effect.tryPromise({
      try: () => PostalMime.parse(content, { forceRfc822Attachments: true }),
      catch: (cause) =>
        new ImportError({ reason: "Malformed", kind, place, found: String(cause).slice(0, 200), expected: "a mail (RFC 5322)" })
    })
    const user = senderOf(mail, separator)
    if (user === "") return yield* new ImportError({ reason: "Malformed", kind, place, found: "no sender", expected: "a From" })
    const t = parseIso(mail.date ?? "") ?? separatorTime(separator)
    if (t === undefined) return yield* new ImportError({ reason: "Malformed", kind, place, found: "no date", expected: "a Date" })
    if (mail.text === undefined && mail.html !== undefined) history.note("mails in HTML alone")
    history.push({ t, what: "say", user, size: byteLength(withoutQuotes(mail.text ?? bare(mail.html ?? ""))) })
  }
  return yield* Effect.fromResult(history.done())
})

interface Mail {
  /** The line before it; `undefined` where text stands before the first. */
  readonly separator: string | undefined
  readonly content: Uint8Array<ArrayBuffer>
}

const weekday = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
const separatorPattern = new RegExp(
  `^From (.*?) *${weekday} (\\w{3}) +(\\d{1,2}) (\\d\\d):(\\d\\d)(?::(\\d\\d))?(?: [+-]?\\w{1,5})? (\\d{4})\\b`
)
const ascii = new TextDecoder("latin1")
const [LF, CR, QUOTE] = [10, 13, 62]
const from = new TextEncoder().encode("From ")
const isFrom = (bytes: Uint8Array, at: number): boolean => from.every((byte, i) => bytes[at + i] === byte)

/** The mails one after the other. A separator stands after a blank line; what was a line of text with such a beginning has `>` before it. */
function* mailsOf(bytes: Uint8Array): Generator<Mail> {
  let separator: string | undefined
  let pieces: Array<Uint8Array> = []
  let [start, blank, begun] = [0, true, false]
  const joined = (end: number): Uint8Array<ArrayBuffer> => {
    pieces.push(bytes.subarray(start, end))
    const content = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
    let at = 0
    for (const piece of pieces) {
      content.set(piece, at)
      at += piece.length
    }
    pieces = []
    return content
  }
  for (let at = 0; at < bytes.length;) {
    const found = bytes.indexOf(LF, at)
    const end = found === -1 ? bytes.length : found + 1
    if (blank && isFrom(bytes, at)) {
      const line = ascii.decode(bytes.subarray(at, Math.min(end, at + 1_000)))
      if (separatorPattern.test(line)) {
        if (begun) yield { separator, content: joined(at) }
        separator = line
        pieces = []
        start = end
        begun = true
      }
    } else if (bytes[at] === QUOTE) {
      let quotes = at
      while (bytes[quotes] === QUOTE) quotes++
      if (isFrom(bytes, quotes)) {
        pieces.push(bytes.subarray(start, at))
        start = at + 1
      }
    }
    blank = end - at === 1 || (end - at === 2 && bytes[at] === CR)
    begun ||= !blank
    at = end
  }
  if (begun) yield { separator, content: joined(bytes.length) }
}

const separatorTime = (line: string): number | undefined => {
  const [, , month = "", day, hour, minute, second = "0", year] = separatorPattern.exec(line) ?? []
  const [y, d, h, m, s] = [year, day, hour, minute, second].map(Number) as [number, number, number, number, number]
  return utcOf({ year: y, month: monthOf(month), day: d, hour: h, minute: m, second: s })
}

/** An address; a name where there is none. Archives on the web write `ann at example.org`. */
const senderOf = ({ from: sender }: Email, separator: string): string => {
  const own = sender?.address === undefined || sender.address === "" ? (sender?.name ?? "") : sender.address
  const text = own.trim() === "" ? (separatorPattern.exec(separator)?.[1] ?? "") : own
  return text
    .trim()
    .replace(/^(\S+) at (\S+)$/, "$1@$2")
    .toLowerCase()
}

const withoutQuotes = (text: string): string =>
  text
    .split("\n")
    .filter((line) => !line.startsWith(">"))
    .join("\n")
    .trimEnd()

const bare = (html: string): string =>
  html
    .split("<")
    .map((piece, i) => (i === 0 ? piece : piece.slice(piece.indexOf(">") + 1)))
    .join("")
