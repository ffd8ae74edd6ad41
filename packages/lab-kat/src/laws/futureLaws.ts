import { bitAt, exMembers, newcomers, type Trace } from "@copath/lab-adversary"
import type { Claims } from "../claims.ts"
import { seizuresOf } from "./securityLaw.ts"
import { because, everywhere, indented, nameIn, type TraceLaw } from "./traceLaw.ts"

const commitsOf = ({ pcs }: Claims): number => pcs?.ownCommits ?? 1

/** The first message that falls although its victim has renewed its keys so often since it was robbed; adding somebody renews none (RFC 9420, 12.4). */
const unhealed = (trace: Trace, commits: number): string | undefined => {
  const { lower, rows } = seizuresOf(trace)
  for (const [row, { member, to }] of rows.entries()) {
    // All states of a row hold the same: the last of them has the fewest commits behind it.
    const at = to - 1
    const own = trace.states.flatMap(({ committer, did }, state) => (state > at && did === "rekey" && committer === member ? [state] : []))
    const healed = own[commits - 1]
    if (healed === undefined) continue
    const message = trace.messages.findIndex(({ state }, index) => state > healed && bitAt(lower.read, row, index))
    if (message !== -1)
      return `${nameIn(trace, member)}, seized at state ${at}, has healed by state ${healed}, and message ${message} falls:${because(trace, member, at, message)}`
  }
  return undefined
}

/** Post-compromise security, within the bound that is promised. */
export const healing: TraceLaw = {
  id: "healing",
  title: (claims) =>
    `an update by everyone heals everyone: a member that was robbed is healed once it has renewed its keys ${commitsOf(claims) === 1 ? "" : `${commitsOf(claims)} times `}by a commit`,
  ports: ["cgka", "schedule", "protection"],
  asked: (claims) => commitsOf(claims) !== Number.POSITIVE_INFINITY,
  on: everywhere,
  judge: (trace, claims) => unhealed(trace, commitsOf(claims))
}

/** Removal removes. */
export const removed: TraceLaw = {
  id: "removed",
  title: () => "whoever was removed reads nothing of what is said afterwards",
  ports: ["cgka", "schedule", "protection"],
  asked: ({ exMembersRead = false }) => !exMembersRead,
  on: everywhere,
  judge: (trace) => {
    const [leak] = exMembers(seizuresOf(trace).lower.field).leaks
    return leak === undefined
      ? undefined
      : `${nameIn(trace, leak.member)}, removed at state ${leak.state}, reads ${leak.messages} later messages, the first of them by this:${indented(leak.why)}`
  }
}

/** Joiners begin when they join. */
export const joiners: TraceLaw = {
  id: "joiners",
  title: () => "whoever joins reads nothing of what was said before",
  ports: ["cgka", "schedule", "protection"],
  on: everywhere,
  judge: (trace) => {
    const [leak] = newcomers(seizuresOf(trace).lower.field).leaks
    return leak === undefined
      ? undefined
      : `${nameIn(trace, leak.member)}, who joined at state ${leak.state}, reads ${leak.messages} earlier messages, one of them by this:${indented(leak.why)}`
  }
}
