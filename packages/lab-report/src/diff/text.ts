import { printable } from "../printable.ts"
import { bytes, count, plural } from "../units.ts"
import type { Difference } from "./difference.ts"
import type { Reason, Unmatched } from "./explain.ts"
import type { Judged } from "./judge.ts"
import type { NewlyExposed } from "./newlyExposed.ts"

/** How a difference is told. */
export interface DifferenceTextOptions {
  /** What the two results are called: their files. */
  readonly names: readonly [old: string, new: string]
  /** Whether to use a terminal's colours; off unless told. */
  readonly colour?: boolean
}

/** A difference as text for a terminal or a log. */
export const differenceText = (difference: Difference, { colour = false, names }: DifferenceTextOptions): string => {
  const ink = colour ? inked : plainInk
  const found = harmless(difference)
  const [old, next] = [printable(names[0]), printable(names[1])]
  const { added, changes, compared, exposed, failOn, guarded, ids, made, missing, reasons, texts, times, timesJudged } = found
  const list = (title: string, lines: ReadonlyArray<string>): ReadonlyArray<string> =>
    lines.length === 0 ? [] : [[ink.title(title), ...lines.map((line) => `  ${line}`)].join("\n")]
  const blocks = [
    `${ink.title(`${old} → ${next}: `)}${ink[found.verdict](verdicts[found.verdict])}\n${plural(compared, "cell")} compared. A cost is worse if it grew by more than ${percent(failOn)}.`,
    ...list(`Why the ids differ (${ids.old} → ${ids.new})`, reasons.map(reasonText)),
    ...list("Made differently", made.map(reasonText)),
    ...list(`Only in ${old}`, missing.flatMap(unmatchedLines)),
    ...list(`Only in ${next}`, added.flatMap(unmatchedLines)),
    ...list(
      "What must not grow at all",
      guarded.map((one) => judgedText(one, ink))
    ),
    ...exposed.flatMap((one) => exposedText(one, ink)),
    ...placed(changes, ink),
    ...list(
      "Not quantities",
      texts.map(({ field, of, runs, where }) => `${where}: ${field} differs${of === 1 ? "" : ` in ${runs} of ${of} runs`}`)
    ),
    timesJudged.judged
      ? list(
          "CPU time of one event",
          times.map(
            ({ interval, judgement, ratio, role, runs, where }) =>
              `${ink[judgement](judgement.padEnd(7))} ${where}: ${role} ${ratio.toFixed(2)}× [${interval.lo.toFixed(2)}, ${interval.hi.toFixed(2)}], ${runs} runs`
          )
        )
      : [`Times are not judged: ${timesJudged.why}.`]
  ].flat()
  return `${blocks.join("\n\n")}\n`
}

const verdicts: Readonly<Record<Difference["verdict"], string>> = {
  same: "the same",
  changed: "changed, nothing of it for the worse",
  worse: "worse",
  incomparable: "not comparable"
}

type Painter = (text: string) => string
type Ink = Readonly<Record<"title" | "same" | "changed" | "better" | "worse" | "incomparable", Painter>>

const paint =
  (code: string): Painter =>
  (text) =>
    `\u001B[${code}m${text}\u001B[0m`
const inked: Ink = {
  title: paint("1"),
  same: paint("32"),
  better: paint("32"),
  changed: (text) => text,
  worse: paint("1;31"),
  incomparable: paint("1;33")
}
const as: Painter = (text) => text
const plainInk: Ink = { title: as, same: as, better: as, changed: as, worse: as, incomparable: as }

const placed = (changes: ReadonlyArray<Judged>, ink: Ink): ReadonlyArray<string> =>
  [...new Set(changes.map(({ where }) => where))].map((place) => {
    const own = changes.filter(({ where }) => where === place)
    const heads = own.map(quantityName)
    const width = Math.max(...heads.map((head) => head.length))
    return [
      ink.title(place),
      ...own.map((one, i) => `  ${ink[one.judgement](one.judgement.padEnd(7))} ${(heads[i] ?? "").padEnd(width)}  ${valuesText(one)}`)
    ].join("\n")
  })

const exposedText = ({ member, message, state, where, why }: NewlyExposed, ink: Ink): string =>
  [
    `${ink.worse("First message newly exposed")}, ${where}: message ${message}, to whoever seizes ${member} at state ${state}`,
    ...(why.length === 0 ? ["The result does not say why; lab attack does."] : why).map((line) => `  ${line}`)
  ].join("\n")

const judgedText = (one: Judged, ink: Ink): string =>
  `${ink[one.judgement](one.judgement.padEnd(7))} ${one.where}: ${quantityName(one)} ${valuesText(one)}`

const quantityName = ({ metric, role, statistic }: Judged): string =>
  `${metric}${role === undefined ? "" : `, ${role}`}${statistic === undefined || statistic === "total" ? "" : ` (${statistic})`}`

const valuesText = ({ new: after, of, old: before, runs, unit }: Judged): string => {
  const by = Math.abs(after - before)
  const sign = after > before ? "+" : "−"
  const share = before === 0 || unit === "share" ? "" : `, ${sign}${percent(by / before)}`
  const [old, next] = unit === "share" ? finely(before, after) : [whole(before), whole(after)]
  const mean = of === 1 ? "" : `, in ${runs} of ${of} runs`
  return `${old} → ${next} (${sign}${size[unit](by)}${share}${mean})`
}

const percent = (share: number): string => `${(share * 100).toLocaleString("en-US", { maximumSignificantDigits: 2 })} %`
const whole = (n: number): string => n.toLocaleString("en-US", { maximumFractionDigits: 1 })
/** Two shares with as many digits as tell them apart: a small change shows. */
const finely = (before: number, after: number, digits = 4): readonly [old: string, new: string] => {
  const told = (share: number): string => `${(share * 100).toLocaleString("en-US", { maximumSignificantDigits: digits })} %`
  return told(before) !== told(after) || digits >= 16 ? [told(before), told(after)] : finely(before, after, digits + 1)
}
const size: Readonly<Record<Judged["unit"], (n: number) => string>> = {
  bytes,
  count,
  share: (n) => `${(n * 100).toLocaleString("en-US", { maximumSignificantDigits: 2 })} points`
}

const reasonText = ({ field, new: after, old: before }: Reason): string =>
  `${field}: ${before === "" ? "absent" : before} → ${after === "" ? "absent" : after}`

const unmatchedLines = ({ because, runs, where }: Unmatched): ReadonlyArray<string> => [
  `${where}${runs === 1 ? "" : `, ${runs} runs`}`,
  ...because.map((reason) => `  ${reasonText(reason)}`)
]

/** Plain data without a character that controls the terminal. */
const harmless = <A>(data: A): A =>
  JSON.parse(JSON.stringify(data), (_, value: unknown) => (typeof value === "string" ? printable(value) : value)) as A
