import * as Result from "effect/Result"
import { type History, HistoryBuilder } from "../history.ts"
import { excerpt, ImportError, malformed } from "../importError.ts"
import { byteLength } from "../reading/textLines.ts"

/** The arguments after `git` that print what {@link readGit} reads. */
export const gitLogArguments: ReadonlyArray<string> = ["log", "--all", "--format=%at%x00%ae%x00%B%x01"]

/** Fewer authors make no group worth comparing. */
const LEAST_AUTHORS = 4

/** Reads a repository's history: each commit is a message by its author, of the size of its description. */
export const readGit = (text: string): Result.Result<History, ImportError> => {
  const records = text.split("\u0001")
  if (records.pop()?.trim() !== "" || records.length === 0) {
    const expected = `the output of git ${gitLogArguments.join(" ")} in a clone`
    return Result.fail(new ImportError({ reason: "Empty", kind: "git", found: "there is no history", expected }))
  }
  const history = new HistoryBuilder("git")
  // The log is newest first; at equal times the older commit stays first.
  for (let i = records.length - 1; i >= 0; i--) {
    const [at, author, ...body] = (records[i] ?? "").trimStart().split("\0")
    const place = `record ${i + 1} of the log`
    if (at === undefined || author === undefined || body.length === 0)
      return malformed("git", place, "a field is missing", "time, author and text")
    if (!/^-?\d{1,12}$/.test(at)) return malformed("git", place, excerpt(at), "a time in seconds")
    const user = author.trim().toLowerCase()
    if (user === "") {
      history.note("commits without an author")
      continue
    }
    // One line end stands after each text, whether its author wrote one or not.
    history.push({ t: Number(at) * 1_000, what: "say", user, size: byteLength(body.join("\0").replace(/\n+$/, "")) })
  }
  return history.done({ least: LEAST_AUTHORS })
}
