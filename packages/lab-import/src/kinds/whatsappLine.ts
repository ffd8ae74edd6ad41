/** The beginning of a message: when, and all that follows. */
export interface WhatsappHead {
  readonly numbers: readonly [number, number, number]
  readonly separator: string
  readonly halfDays: boolean
  /** Milliseconds since midnight; `undefined` if no clock shows such a time. */
  readonly clock: number | undefined
  /** Sender and text, or a notice. */
  readonly rest: string
}

const head =
  /^\u200e?\[?(\d{1,4})([./-]) ?(\d{1,2})\2 ?(\d{1,4}),?[\s\u202f]{1,3}(\d{1,2})[:.](\d\d)(?:[:.](\d\d))?(?:[\s\u202f]?([ap])\.?[\s\u202f]?m\.?)?(?:\]| [-–])(?: (.*))?$/is

/** Android: `31/12/2023, 22:15 - Ann: text`; iOS: `[31.12.23, 22:15:01] Ann: text`. `undefined` for a line that goes on with a text. */
export const whatsappHead = (line: string): WhatsappHead | undefined => {
  const [match, a, separator = "", b, c, hour = "", minute, second = "0", half, rest = ""] = head.exec(line) ?? []
  if (match === undefined) return undefined
  const [h, m, s] = [Number(hour), Number(minute), Number(second)]
  const hours = half === undefined ? h : (h % 12) + (half.toLowerCase() === "p" ? 12 : 0)
  const fits = m < 60 && s < 60 && (half === undefined ? h < 24 : h >= 1 && h <= 12)
  return {
    numbers: [Number(a), Number(b), Number(c)],
    separator,
    halfDays: half !== undefined,
    clock: fits ? ((hours * 60 + m) * 60 + s) * 1_000 : undefined,
    rest
  }
}

/** A name without the marks of direction, and the tilde before people who are not in the address book. */
export const whatsappName = (text: string): string =>
  text
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "")
    .replace(/^~[\s\u202f\u00a0]*/, "")
    .trim()

type Change =
  | { readonly what: "add" | "remove" | "create"; readonly user?: string; readonly whom: ReadonlyArray<string> }
  | { readonly what: "join" | "leave"; readonly user: string }
  | { readonly what: "rename"; readonly user: string; readonly becomes: string }

/** The writer of the export goes by this in notices, and by another name elsewhere. */
const self = /^you$/i
const names = (text: string): ReadonlyArray<string> =>
  text
    .split(/, | and /)
    .map(whatsappName)
    .filter((name) => name !== "" && !self.test(name))
const by = (text: string): { readonly user?: string } => (self.test(whatsappName(text)) ? {} : { user: whatsappName(text) })
const alone = (what: "join" | "leave", text: string): Change | undefined =>
  self.test(whatsappName(text)) ? undefined : { what, user: whatsappName(text) }

const notices: ReadonlyArray<readonly [RegExp, (a: string, b: string) => Change | undefined]> = [
  [
    /^(\+[\d\s()\u00a0-]+?) changed to (\+[\d\s()\u00a0-]+)/,
    (a, b) => ({ what: "rename", user: whatsappName(a), becomes: whatsappName(b) })
  ],
  [/^(.+?) created (?:this )?group(?: .*)?$/, (a) => ({ what: "create", whom: [], ...by(a) })],
  [/^(.+?) joined (?:using|via|from) .*$/, (a) => alone("join", a)],
  [/^(.+?) left(?: the group)?\.?$/, (a) => alone("leave", a)],
  [/^(.+?) (?:was|were) added\.?$/, (a) => ({ what: "add", whom: names(a) })],
  [/^(.+?) (?:was|were) removed\.?$/, (a) => ({ what: "remove", whom: names(a) })],
  [/^(.+?) added (.+?)\.?$/, (a, b) => ({ what: "add", whom: names(b), ...by(a) })],
  [/^(.+?) removed (.+?)\.?$/, (a, b) => ({ what: "remove", whom: names(b), ...by(a) })]
]

/** What a notice of WhatsApp says about who belongs; `undefined` if nothing, or not in English. */
export const whatsappNotice = (text: string): Change | undefined => {
  const line = whatsappName(text.slice(0, 2_000))
  for (const [pattern, make] of notices) {
    const [match, a = "", b = ""] = pattern.exec(line) ?? []
    if (match === undefined) continue
    const change = make(a, b)
    const empty = change === undefined || ("whom" in change && change.whom.length === 0 && change.user === undefined)
    return empty ? undefined : change
  }
  return undefined
}

/** Notices that have a colon in them and no sender. */
const titled = /^(?:(?!: ).){1,200}? (?:changed the (?:subject|group|description)|changed this group|created group ["“])/

/** Sender and text. Without a sender it is a notice. `generated` is what iOS marks as not written by the sender. */
export const whatsappParts = (rest: string): { readonly user?: string; readonly text: string; readonly generated: boolean } => {
  const colon = /:(?: |$)/.exec(rest)?.index ?? -1
  const name = colon === -1 ? "" : whatsappName(rest.slice(0, colon))
  if (name === "" || titled.test(rest)) return { text: rest, generated: false }
  const text = rest.slice(colon + 2)
  return { user: name, text: text.replace(/^\u200e/, ""), generated: text.startsWith("\u200e") }
}

/** Stands for a picture or the like, or for a text that was deleted: no text of the sender's own. */
export const isPlaceholder = (text: string): boolean =>
  /^<[^<>]{3,80}>$/.test(text) ||
  /^[^\s/]{1,200}\.\w{2,5} \([^()]{3,40}\)$/.test(text) ||
  /^(?:This message was deleted|You deleted this message)\.?$/.test(text) ||
  /^(?:image|video|audio|sticker|gif|document|contact card|video note)(?: omitted)$/i.test(text)
