import { stolenCopyAbout, stolenCopyName } from "@copath/lab-adversary"
import { type CopyAttempt, copiedHoldings, type StolenCopy } from "@copath/lab-core"

const can = {
  speak: "speaks",
  commit: "commits",
  remove: "removes",
  "re-join": "joins again"
} satisfies Record<CopyAttempt["act"], string>

/** What a stolen copy could still do, in sentences. */
export const copyStoryOf = ({ attempts, composition, honest, read, texts, unmade }: StolenCopy): ReadonlyArray<string> => {
  const title = `${composition}, ${stolenCopyName}: ${stolenCopyAbout}.`
  if (unmade !== undefined) return [title, `  No copy could be made: ${unmade}.`]
  return [
    title,
    `  Of ${texts} texts said since, it reads ${read === 0 ? "none" : read}.`,
    ...copiedHoldings.flatMap((holding) => {
      const own = attempts.filter((one) => one.holding === holding)
      return own.length === 0 ? [] : [`  With ${holding}:`, ...own.map((one) => `    ${lineOf(one, honest)}`)]
    })
  ]
}

const lineOf = ({ accepted, act, reason, tried }: CopyAttempt, honest: number): string => {
  const because = reason === undefined ? "" : ` (${reason})`
  if (!tried) return `${can[act]}: has no way${because}.`
  if (accepted === 0) return `${can[act]}: no, none of ${honest} takes it${because}.`
  return `${can[act]}: yes, ${accepted === honest ? `all ${honest} take it` : `${accepted} of ${honest} take it`}${because}.`
}
