import { lineOf, parseWorkload } from "@copath/lab-core"
import * as Result from "effect/Result"
import { type History, HistoryBuilder } from "../history.ts"
import { ImportError, malformed } from "../importError.ts"

/** Reads a trace, in which all joins and leaves are recorded. Its times count from its first event. */
export const readTrace = (text: string): Result.Result<History, ImportError> => {
  const parsed = parseWorkload(text)
  if (Result.isFailure(parsed)) {
    const { detail, line, reason } = parsed.failure
    const expected = 'lines such as {"t":seconds,"type":"join"|"message"|"leave","actor":…,"bytes":…} in the order of time'
    if (reason !== "Empty") return malformed("trace", `line ${line}`, detail, expected)
    return Result.fail(new ImportError({ reason, kind: "trace", found: detail, expected }))
  }
  const history = new HistoryBuilder("trace")
  for (const [i, event] of parsed.success.events.entries()) {
    const { t } = event
    if (event.do === "say") history.push({ t, what: "say", user: event.by, size: event.size })
    else if (event.do === "leave") history.push({ t, what: "leave", user: event.by })
    else if (event.do === "create") for (const user of [event.by, ...event.with]) history.push({ t, what: "join", user })
    else if (event.do === "add") for (const user of event.who) history.push({ t, what: "join", user })
    else return malformed("trace", `line ${lineOf(parsed.success, i)}`, event.do, "join, message or leave")
  }
  return history.done({ relative: true, complete: true })
}
