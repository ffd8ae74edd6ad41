import type * as Result from "effect/Result"
import { utcOf } from "../reading/civilTime.ts"
import { type History, HistoryBuilder } from "../history.ts"
import { excerpt, type ImportError, malformed } from "../importError.ts"
import { ircDay, ircEvent, type IrcEvent, type IrcTime, ircTime } from "./ircLine.ts"
import { IrcNicks } from "./ircNicks.ts"
import { byteLength, textLines } from "../reading/textLines.ts"

const [HOUR, DAY] = [3_600_000, 86_400_000]
const SOME_DAY = Date.UTC(1972, 0, 1)

/**
 * Reads a channel's log. A connection is not a membership: joining makes a member and brings it online, quitting takes it offline, and only who parts
 * leaves or is kicked. Where lines have no date, a clock that goes back by more than an hour means the next day.
 */
export const readIrc = (text: string): Result.Result<History, ImportError> => {
  const history = new HistoryBuilder("irc")
  const [calendar, nicks] = [new Calendar(), new IrcNicks()]
  for (const { line, text: one } of textLines(text)) {
    const day = ircDay(one)
    if (day !== undefined) calendar.begin(day)
    if (day !== undefined || one.trim() === "" || /^(?:---|\*{3,4}|Session) /.test(one)) continue
    const timed = ircTime(one)
    if (timed === undefined) {
      return malformed("irc", `line ${line}`, excerpt(one), "a time first, such as 12:34, [12:34:56] or 2024-01-05 12:34:56")
    }
    const t = calendar.at(timed[0])
    if (t === undefined) return malformed("irc", `line ${line}`, excerpt(one), "a day that is in the calendar")
    record(history, nicks, ircEvent(timed[1]), t)
  }
  return history.done({ relative: !calendar.known })
}

const record = (history: HistoryBuilder, nicks: IrcNicks, event: IrcEvent, t: number): void => {
  switch (event.is) {
    case "say":
      return history.push({ t, what: "say", user: nicks.who(event.nick), size: byteLength(event.text) })
    case "join": {
      const user = nicks.who(event.nick)
      history.push({ t, what: "join", user })
      return history.push({ t, what: "online", user })
    }
    case "part":
      return history.push({ t, what: "leave", user: nicks.gone(event.nick) })
    case "quit":
      return history.push({ t, what: "offline", user: nicks.gone(event.nick) })
    case "kick":
      return history.push({ t, what: "remove", user: nicks.who(event.by), whom: [nicks.gone(event.nick)] })
    case "nick": {
      const [before, after] = nicks.rename(event.nick, event.becomes)
      if (before === after) return
      history.push({ t, what: "offline", user: before })
      return history.push({ t, what: "online", user: after })
    }
    case "other":
      return history.note("lines of other kinds")
  }
}

/** Which day it is while a log is read. */
class Calendar {
  /** Whether any line named a year. */
  known = false
  /** Until a line says it: a leap year, so that every day of a month is there. */
  private day = SOME_DAY
  private last = SOME_DAY

  begin(day: number): void {
    this.known = true
    this.day = day
    this.last = day
  }

  at({ clock, date, day }: IrcTime): number | undefined {
    if (day !== undefined) {
      this.known = true
      if (day !== this.day) this.last = day
      this.day = day
    } else if (date !== undefined) {
      const year = new Date(this.day).getUTCFullYear()
      const [month, of] = date
      const [same, next] = [utcOf({ year, month, day: of }), utcOf({ year: year + 1, month, day: of })]
      const found = same !== undefined && same >= this.day - DAY ? same : (next ?? same)
      if (found === undefined) return undefined
      if (found > this.day) this.last = found
      this.day = found
    } else if (this.day + clock < this.last - HOUR) this.day += DAY
    // Up to an hour back is a clock that was set, and the log's order is right.
    const t = this.day + clock
    this.last = t < this.last - HOUR ? t : Math.max(t, this.last)
    return this.last
  }
}
