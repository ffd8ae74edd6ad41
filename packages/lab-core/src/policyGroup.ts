import type { Policy } from "./policy.ts"
import type { Randomness } from "./randomness.ts"

/** What a policy must know of a member. Times in milliseconds. */
export interface Member {
  readonly name: string
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
  online: boolean
  /** When this member last came online. */
  onlineSince: number
  /** How long after joining the first timed rekey comes. */
  readonly firstRekey: number
}

/** The members in order of seniority. */
export type Members = ReadonlyMap<string, Member>

/** When this member last showed that it is there. */
const lastSeen = (member: Member): number => Math.max(member.joined, member.said ?? 0)

/** Whether a member's keys are to be renewed before it says something at `t` in epoch `epoch`, which `begunBy` began. */
export const rekeysFirst = (
  { rekey }: Policy,
  member: Member,
  t: number,
  epoch: { readonly number: number; readonly begunBy: string }
): boolean => {
  if (rekey.everyMessages !== undefined && member.messages >= rekey.everyMessages) return true
  if (rekey.onReturnAfterMs !== undefined && t - Math.max(lastSeen(member), member.rekeyed) >= rekey.onReturnAfterMs) return true
  return rekey.beforeFirstSendInEpoch === true && member.epoch !== epoch.number && epoch.begunBy !== member.name
}

/** When a timed rekey of this member is due: not while it is offline. */
export const rekeyDue = ({ rekey }: Policy, member: Member): number => {
  if (rekey.everyMs === undefined || !member.online) return Number.POSITIVE_INFINITY
  const wait = member.rekeyed === member.joined ? member.firstRekey : rekey.everyMs
  return Math.max(member.rekeyed + wait, member.onlineSince)
}

/** When this member has been silent for too long. */
export const evictionDue = ({ evict }: Policy, member: Member): number =>
  evict === undefined ? Number.POSITIVE_INFINITY : lastSeen(member) + evict.idleMs

/**
 * The member that commits a change which `leaving` will not survive: whom the workload names if the policy goes by actors, else as the policy says.
 * Members that are online come first. `undefined` if nobody would be left.
 */
export const committer = (
  { commit }: Policy,
  members: Members,
  leaving: ReadonlySet<string>,
  named: string | undefined,
  lots: Randomness
): Member | undefined => {
  const staying = [...members.values()].filter(({ name }) => !leaving.has(name))
  const actor = staying.find(({ name }) => name === named)
  if (actor !== undefined && (commit.who === "actor" || commit.who === "next-speaker")) return actor
  const present = staying.filter(({ online }) => online)
  const able = present.length > 0 ? present : staying
  if (commit.who === "admin") return able[0]
  if (commit.who === "random") return able[lots.below(able.length)]
  // The last speaker; the eldest, if nobody has spoken yet.
  return able.reduce<Member | undefined>((best, one) => (best === undefined || one.turn > best.turn ? one : best), undefined)
}
