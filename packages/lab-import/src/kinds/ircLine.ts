import { monthOf, utcOf } from "../reading/civilTime.ts"

/** When a line was written: on a day that it names, or at a time of a day that other lines name. */
export interface IrcTime {
  /** Milliseconds since 1970 of the day's beginning; absent: the day goes on. */
  readonly day?: number
  /** Month and day of the month, where the year goes on. */
  readonly date?: readonly [month: number, day: number]
  /** Milliseconds since midnight. */
  readonly clock: number
}

/** What a line says. `other` is what does not matter here: modes, topics, notices. */
export type IrcEvent =
  | { readonly is: "say"; readonly nick: string; readonly text: string }
  | { readonly is: "join" | "part" | "quit"; readonly nick: string }
  | { readonly is: "kick"; readonly nick: string; readonly by: string }
  | { readonly is: "nick"; readonly nick: string; readonly becomes: string }
  | { readonly is: "other" }

const month = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
const clock = "(\\d\\d):(\\d\\d)(?::(\\d\\d)(?:\\.\\d{1,9})?)?"
const dated = new RegExp(`^\\[?(\\d{4})-(\\d\\d)-(\\d\\d)[T ]${clock}Z?\\]?(?:[ \\t](.*))?$`, "s")
const halfDated = new RegExp(`^\\[?(${month}) +(\\d\\d?) ${clock}\\]?(?:[ \\t](.*))?$`, "s")
const timed = new RegExp(`^\\[?${clock}\\]?(?:[ \\t](.*))?$`, "s")
const dayLine = new RegExp(
  `^(?:\\[?\\d\\d:\\d\\d(?::\\d\\d)?\\]? )?(?:---|\\*{3,4}|Session) .{0,60}?\\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\\w* (${month})\\w* +(\\d{1,2})(?: \\d\\d:\\d\\d(?::\\d\\d)?)?,? (\\d{4})$`
)

/** The day that a line such as `--- Day changed Sat Jan 06 2024` begins, in milliseconds since 1970. */
export const ircDay = (line: string): number | undefined => {
  const [match, name = "", day, year] = dayLine.exec(line.slice(0, 200).trimEnd()) ?? []
  return match === undefined ? undefined : utcOf({ year: Number(year), month: monthOf(name), day: Number(day) })
}

const clockOf = (hour: string | undefined, minute: string | undefined, second = "0"): number | undefined =>
  utcOf({ year: 1970, month: 1, day: 1, hour: Number(hour), minute: Number(minute), second: Number(second) })

/** The time before a line, and what comes after it; `undefined` if there is none. */
export const ircTime = (line: string): readonly [time: IrcTime, rest: string] | undefined => {
  const full = dated.exec(line)
  const half = full === null ? halfDated.exec(line) : null
  const [hour, minute, second, rest = ""] = (full?.slice(4) ?? half?.slice(3) ?? timed.exec(line)?.slice(1) ?? []) as ReadonlyArray<string>
  const at = hour === undefined ? undefined : clockOf(hour, minute, second)
  if (at === undefined) return undefined
  if (full !== null) {
    const day = utcOf({ year: Number(full[1]), month: Number(full[2]), day: Number(full[3]) })
    return day === undefined ? undefined : [{ day, clock: at }, rest]
  }
  return [half === null ? { clock: at } : { date: [monthOf(half[1] ?? ""), Number(half[2])], clock: at }, rest]
}

const host = "(?: [[(][^\\])]*[\\])])?"
const because = "(?: [[(].*|:.*|\\.)?$"
const channel = "(?: [#&+!][^ ]*?)?"
const systems: ReadonlyArray<readonly [RegExp, (nick: string, other: string) => IrcEvent]> = [
  [new RegExp(`^([^ ]+)${host} has joined${channel}$`), (nick) => ({ is: "join", nick })],
  [/^Joins: ([^ ]+)/, (nick) => ({ is: "join", nick })],
  [/^([^ ]+) \([^)]*\) joined [#&+!]/, (nick) => ({ is: "join", nick })],
  [new RegExp(`^([^ ]+)${host} has left${channel}${because}`), (nick) => ({ is: "part", nick })],
  [/^Parts: ([^ ]+)/, (nick) => ({ is: "part", nick })],
  [/^([^ ]+) \([^)]*\) left [#&+!]/, (nick) => ({ is: "part", nick })],
  [new RegExp(`^([^ ]+)${host} has quit${because}`), (nick) => ({ is: "quit", nick })],
  [/^Quits: ([^ ]+)/, (nick) => ({ is: "quit", nick })],
  [/^([^ ]+) \([^)]*\) left irc\b/, (nick) => ({ is: "quit", nick })],
  [/^([^ ]+) (?:was|has been) kicked (?:from [^ ]+ )?by ([^ ]+)/, (nick, by) => ({ is: "kick", nick, by })],
  [/^([^ ]+) kicked from [^ ]+ by ([^ :]+)/, (nick, by) => ({ is: "kick", nick, by })],
  [/^([^ ]+) has kicked ([^ ]+)/, (by, nick) => ({ is: "kick", nick, by })],
  [/^([^ ]+) is now known as ([^ ]+)$/, (nick, becomes) => ({ is: "nick", nick, becomes })],
  [/^Nick change: ([^ ]+) -> ([^ ]+)$/, (nick, becomes) => ({ is: "nick", nick, becomes })]
]
/** What clients write of themselves with the star of an action. */
const chatter =
  /^(?:[^ ]+ (?:sets (?:mode|ban|exempt)|(?:changes|has changed|has set) (?:the )?(?:topic|mode)|(?:gives|removes) (?:channel|voice))|Now talking|Topic |Disconnected|Attempting|Rejoined|Users on|You are now)/

/** What stands after the time, as irssi, WeeChat, ZNC, HexChat, mIRC and eggdrop write it. */
export const ircEvent = (rest: string): IrcEvent => {
  const said = /^<[ ~&@%+!]?([^ <>]+)>[ \t]?(.*)$/s.exec(rest) ?? /^Action: ([^ ]+) (.*)$/s.exec(rest)
  if (said !== null) return { is: "say", nick: said[1] ?? "", text: said[2] ?? "" }
  // WeeChat: a nick, or a mark, and a tabulator.
  const [, before = "", after = ""] = /^([^\t]*)\t(.*)$/s.exec(rest) ?? []
  const mark = before.trim()
  if (mark !== "" && /^[~&@%+]?[\p{L}\d_[\]{}\\|`^][\p{L}\d_[\]{}\\|`^-]*$/u.test(mark)) {
    return { is: "say", nick: mark.replace(/^[~&@%+]/, ""), text: after }
  }
  const line = mark === "" ? rest.trimStart() : `${mark} ${after}`
  const [, sign = "", text = line.trim()] = /^(-!-|\*\*\*|\*|-->|<--|--)[ \t]+(.*)$/s.exec(line.trim()) ?? []
  const start = text.slice(0, 1_000)
  for (const [pattern, make] of systems) {
    const found = pattern.exec(start)
    if (found !== null) return make(found[1] ?? "", found[2] ?? "")
  }
  const action = sign === "*" && !chatter.test(start) ? /^([^ ]+)(?: (.*))?$/s.exec(text) : null
  return action === null ? { is: "other" } : { is: "say", nick: action[1] ?? "", text: action[2] ?? "" }
}
