import { equalBytes, type Secret } from "@copath/contracts"
import { type Member, stateOf } from "./member.ts"
import type { Agreement } from "../result/result.ts"

/** A member that left the others' path, and the step before which it was still on it. */
export interface Fork {
  /** The name of its leaf. */
  readonly member: string
  /** An index of the workload's events. */
  readonly step: number
}

/** Members who are online and not in the committer's epoch after its commit. */
export const forks = (step: number, committer: Member, members: Iterable<Member>): ReadonlyArray<Fork> => {
  const reference = stateOf(committer)
  const together = (member: Member): boolean => {
    const state = stateOf(member)
    return (
      member.lost === undefined &&
      state !== undefined &&
      reference !== undefined &&
      equalBytes(state.confirmationTag, reference.confirmationTag)
    )
  }
  return [...members].filter((m) => m.online && !together(m)).map((m) => ({ member: m.name, step }))
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("")

/** Whether all hold one secret; else who differs, and since which step. The majority is the group. */
export const followed = (
  held: ReadonlyArray<{ readonly member: Member; readonly secret: Secret | undefined }>,
  forked: ReadonlyArray<Fork>
): Agreement => {
  const votes = new Map<string, number>()
  for (const { secret } of held) if (secret !== undefined) votes.set(hex(secret.expose()), (votes.get(hex(secret.expose())) ?? 0) + 1)
  const [majority = ""] = [...votes].toSorted(([, a], [, b]) => b - a)[0] ?? []
  const astray = held.find(({ secret }) => secret === undefined || hex(secret.expose()) !== majority)
  const epoch = held.reduce((latest, { member }) => Math.max(latest, Number(stateOf(member)?.context.epoch ?? 0n)), 0)
  const agreement = { agreed: astray === undefined, epoch, members: held.length, secretFingerprint: majority.slice(0, 16) }
  if (astray === undefined) return agreement
  const member = astray.member.name
  return { ...agreement, disagreement: { member, step: forked.find((f) => f.member === member)?.step ?? 0 } }
}
