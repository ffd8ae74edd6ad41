import { seizing } from "./exposure.ts"
import type { Pair } from "./match.ts"
import type { Compared } from "./quantities.ts"

/** What the attackers that a workload pins read in two cells, and which of its expectations are not met, where the same adversary judged both. */
export const scriptedIn = ({ new: after, old: before }: Pair): ReadonlyArray<Compared> => {
  const [a, b] = [before.script, after.script]
  if (a === undefined || b === undefined || seizing(before) !== seizing(after)) return []
  return [
    ...b.pinned.flatMap(({ event, member, messages }): ReadonlyArray<Compared> => {
      const old = a.pinned.find((one) => one.event === event && one.member === member)
      if (old === undefined) return []
      return [
        {
          metric: `messages read by whoever event ${event} pins to ${member}`,
          costs: true,
          unit: "count",
          old: old.messages,
          new: messages
        }
      ]
    }),
    ...b.expected.flatMap(({ event, found, met, most = found }): ReadonlyArray<Compared> => {
      const old = a.expected.find((one) => one.event === event)
      if (old === undefined) return []
      const bounded = (old.most ?? old.found) !== old.found || most !== found
      const metric = `messages exposed of which event ${event} expects something`
      return [
        { metric: `expectations not met, event ${event}`, costs: true, unit: "count", old: Number(!old.met), new: Number(!met) },
        { metric, costs: true, unit: "share", old: old.found, new: found },
        ...(bounded ? [{ metric: `${metric}, at most`, costs: true, unit: "share" as const, old: old.most ?? old.found, new: most }] : [])
      ]
    })
  ]
}
