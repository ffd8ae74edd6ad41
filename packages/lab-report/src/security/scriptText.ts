import type { Expectation, Pinned } from "@copath/lab-core"
import { brief, plural } from "../units.ts"
import { share } from "./shown.ts"

/** A share as a sentence has it: `25 %`. */
export const inSentence = (n: number): string => brief(share(n))

/** What an expectation allows: `0 to 25 %`, or one share alone. */
export const allowed = ({ share: [least, greatest] }: Pick<Expectation, "share">): string =>
  least === greatest ? inSentence(least) : `${inSentence(least)} to ${inSentence(greatest)}`

/** Whether a state was copied once; otherwise somebody sat on the member's devices for several states. */
export const isCopied = ({ from, to }: Pick<Pinned, "from" | "to">): boolean => to === from + 1

/** What fell to an attacker that a workload pins, of so many messages that were `said`; `place` is where its event stands. */
export const pinnedText = ({ from, member, messages, to }: Pinned, said: number, place: string): string => {
  const did = isCopied({ from, to })
    ? `copied ${member}'s state at ${place}`
    : `sat on ${member}'s devices from ${place} to state ${to - 1}`
  return `whoever ${did} reads ${messages} of ${plural(said, "message")}`
}

/** What became of an expectation of a workload; `place` is where its event stands. */
export const expectationText = (one: Expectation, place: string): string => {
  const { found, from, messages, met, most = found, to } = one
  const span = `from ${from} to ${to} ms`
  const verdict = `${met ? "as" : "not as"} expected at ${place}`
  if (messages === 0) return `${verdict}: nothing is said ${span}`
  const fell = most === found ? inSentence(found) : `between ${inSentence(found)} and ${inSentence(most)}`
  return `${verdict}: ${fell} of ${plural(messages, "message")} said ${span} ${messages === 1 ? "falls" : "fall"}; expected: ${allowed(one)}`
}
