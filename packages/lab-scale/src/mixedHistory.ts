import { seeded, type Step } from "@copath/lab-core"
import type { ScaleHistory } from "./scaleCell.ts"

/** The shares of a made history. */
export interface Mixed {
  /** How many members. */
  readonly members: number
  /** How many commits. */
  readonly commits: number
  /** Of the commits, those that only renew keys. */
  readonly rekeys: number
  /** Those that add one member; the rest remove one. */
  readonly adds: number
  /** Fixes all randomness. */
  readonly seed: string
}

const MINUTE = 60_000

/** Updates, adds and removes by lot, one a minute, by random members, in a group of any size: the literature's mix without the names of a workload file. */
export const mixedHistory = ({ adds, commits, members, rekeys, seed }: Mixed): ScaleHistory => {
  const lots = seeded(seed, "mixed")
  const name = (i: number): string => `m${i}`
  const present = Array.from({ length: members }, (_, i) => name(i))
  const [first = "", ...others] = present
  const origin = (i: number) => ({ t: i * MINUTE, event: i, cause: "workload" }) as const
  const steps: Array<Step> = [{ ...origin(0), do: "create", by: first, with: others }]
  const anyone = (): string => present[lots.below(present.length)] ?? ""
  let named = members
  for (let i = 1; i <= commits; i++) {
    const lot = lots.unit()
    if (lot < rekeys) steps.push({ ...origin(i), do: "rekey", by: anyone(), add: [], remove: [], tries: 1 })
    else if (lot < rekeys + adds || present.length < 3) {
      const by = anyone()
      const who = name(named++)
      present.push(who)
      steps.push({ ...origin(i), do: "add", by, add: [who], remove: [], tries: 1 })
    } else {
      const at = lots.below(present.length)
      const who = present[at] ?? ""
      present[at] = present.at(-1) ?? ""
      present.pop()
      steps.push({ ...origin(i), do: "remove", by: anyone(), add: [], remove: [who], tries: 1 })
    }
  }
  return { name: `mixed-${members}`, steps }
}
