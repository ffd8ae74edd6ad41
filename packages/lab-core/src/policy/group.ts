import type { Policy } from "./policy.ts"
import type { Randomness } from "../randomness.ts"

/** What a policy must know of a member. Times in milliseconds. */
export interface Member {
  /** Its name in the workload. */
  readonly name: string
  /** When it joined. */
  readonly joined: number
  /** The last own message; `undefined` before the first. */
  said: number | undefined
  /** The last own rekey, or when this member joined. */
  rekeyed: number
  /** Own messages since the last rekey. */
  messages: number
  /** In the order of speaking, over all members; 0 for who has not spoken. */
  turn: number
  /** The epoch of the last own message or rekey. */
  epoch: number
  /** Whether it takes in what is sent. */
  online: boolean
  /** When this member last came online. */
  onlineSince: number
  /** When this member last went offline. */
  offlineSince: number
  /** How long after joining the first timed rekey comes. */
  readonly firstRekey: number
}

/** The members in order of seniority. */
export type Members = ReadonlyMap<string, Member>

/** When this member last spoke, or joined. */
const lastHeard = (member: Member): number => Math.max(member.joined, member.said ?? 0)

/** Whether a member's keys are to be renewed before it says something at `t` in epoch `epoch`, which `begunBy` began. */
export const rekeysFirst = (
  { rekey }: Policy,
  member: Member,
  t: number,
  epoch: { readonly number: number; readonly begunBy: string }
): boolean => {
  if (rekey.everyMessages !== undefined && member.messages >= rekey.everyMessages) return true
  if (rekey.onReturnAfterMs !== undefined && t - Math.max(lastHeard(member), member.rekeyed) >= rekey.onReturnAfterMs) return true
  return rekey.beforeFirstSendInEpoch === true && member.epoch !== epoch.number && epoch.begunBy !== member.name
}

/** When a timed rekey of this member is due: not while it is offline. */
export const rekeyDue = ({ rekey }: Policy, member: Member): number => {
  if (rekey.everyMs === undefined || !member.online) return Number.POSITIVE_INFINITY
  const wait = member.rekeyed === member.joined ? member.firstRekey : rekey.everyMs
  return Math.max(member.rekeyed + wait, member.onlineSince)
}

/** When this member has shown no sign of life for too long. */
export const evictionDue = ({ evict }: Policy, member: Member): number =>
  evict === undefined
    ? Number.POSITIVE_INFINITY
    : Math.max(lastHeard(member), member.rekeyed, member.onlineSince, member.offlineSince) + evict.idleMs

/**
 * The member that commits a change which `leaving` will not survive: whom the workload names if the policy goes by actors, else as the policy says.
 * Members that are online come first. `undefined` if nobody would be left. `spoken`: those of the members that have said something.
 */
export const committer = (
  { commit }: Policy,
  members: Members,
  spoken: Iterable<Member>,
  leaving: ReadonlySet<string>,
  named: string | undefined,
  lots: Randomness
): Member | undefined => {
  const stays = (member: Member): boolean => !leaving.has(member.name)
  const actor = named === undefined ? undefined : members.get(named)
  if (actor !== undefined && stays(actor) && (commit.who === "actor" || commit.who === "next-speaker")) return actor
  const present = (member: Member): boolean => member.online && stays(member)
  const able = first(members.values(), present) === undefined ? stays : present
  if (commit.who === "admin") return first(members.values(), able)
  if (commit.who === "random") {
    const all = [...members.values()].filter(able)
    return all[lots.below(all.length)]
  }
  let last: Member | undefined
  for (const one of spoken) if (able(one) && one.turn > (last?.turn ?? 0)) last = one
  // The eldest, if nobody has spoken yet.
  return last ?? first(members.values(), able)
}

const first = (members: Iterable<Member>, wanted: (member: Member) => boolean): Member | undefined => {
  for (const member of members) if (wanted(member)) return member
  return undefined
}
