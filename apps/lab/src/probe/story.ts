import type { ProbeOutcome } from "@copath/lab-core"
import { plural } from "@copath/lab-report"

/** What a lie came to, in sentences. */
export const storyOf = ({
  about,
  composition,
  damage,
  foreseen,
  noticed,
  notices,
  probe,
  surprises
}: ProbeOutcome): ReadonlyArray<string> => {
  const [first, ...others] = notices
  const seen =
    first === undefined
      ? ["Nobody noticed."]
      : [
          `Noticed ${noticed}: by ${first.by}, after ${plural(first.after, "text")} (${first.reason}).`,
          ...(others.length === 0 ? [] : [`Then by ${others.map(({ after, by }) => `${by} after ${after}`).join(", ")}.`])
        ]
  return [
    `${composition}, ${probe}: ${about}.`,
    `  Foreseen: noticed ${foreseen.noticed.join(" or ")}.`,
    ...seen.map((line) => `  ${line}`),
    `  ${came(damage)}`,
    ...surprises.map((what) => `  ! Otherwise than the composition declares: ${what}.`)
  ]
}

const came = ({ accepted, agreed, lost, read, unread }: ProbeOutcome["damage"]): string => {
  const parts = [
    ...(accepted > 0 ? [`${plural(accepted, "message")} taken in that should not have been`] : ["nothing false was taken in"]),
    ...(read > 0 ? [`${plural(read, "text")} read by who had been removed`] : []),
    ...(unread > 0 ? [`${unread} readings of texts did not take place`] : []),
    ...(lost > 0 ? [`${plural(lost, "member")} lost`] : []),
    agreed ? "all agree at the end" : "not all agree at the end"
  ]
  const text = parts.join("; ")
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
