import type { Look } from "../core/look.ts"
import { commandLine } from "../core/commandLine.ts"
import { showComplaints } from "./complaints.ts"
import { byId, element } from "./dom.ts"

const n = (count: number, noun: string, plural = `${noun}s`): string => `${count.toLocaleString("en")} ${count === 1 ? noun : plural}`

const span = (ms: number): string => {
  const [size, unit] = (
    [
      [86_400_000, "day"],
      [3_600_000, "hour"],
      [60_000, "minute"],
      [1000, "second"]
    ] as const
  ).find(([of]) => ms >= of) ?? [1, "millisecond"]
  return n(Math.round(ms / size), unit)
}

const sizeText = (size: Look["size"]): string => {
  if (size === undefined) return "Something has to be mended first."
  const { atOnce, events, ever, messages, span: ms } = size
  const members = ever === atOnce ? n(ever, "member") : `${n(ever, "member")}, ${atOnce} at most at one time`
  return `${members}. ${n(messages, "message")} and ${n(events - messages, "other event")} in ${span(ms)}.`
}

/** Shows what a wish would come to: its size, its compositions and which of them cannot work, and the command that does the same. */
export const showLook = ({ argv, complaints, compositions, needsFile, runs, size }: Look): void => {
  showComplaints(byId("wish"), complaints, "error-run")
  byId("size").textContent =
    `${sizeText(size)}${runs > compositions.length ? ` ${n(runs, "run")}: each under ${n(runs / compositions.length, "policy", "policies")}.` : ""}`
  byId("compositions").replaceChildren(
    ...compositions.map(({ name, refused, strict }) =>
      refused === undefined
        ? element("li", {}, name, element("small", {}, strict ? "RFC 9420 on the wire" : "departs from RFC 9420 on the wire"))
        : element("li", { class: "no" }, name, element("small", {}, `Refused: ${refused.reason}`))
    ),
    ...complaints.map(({ field, text }) => element("li", { class: "no" }, `${field.replace("set.", "")}: ${text}`))
  )
  byId("command-box").hidden = argv.length === 0
  byId("command").textContent = commandLine(argv)
  byId("command-file").hidden = !needsFile
}
