import { equalBytes, type Secret } from "@copath/contracts"
import type { Device } from "./simulation.ts"
import type { Agreement } from "./result.ts"

/** A member that left the others' path, and the step before which it was still on it. */
export interface Fork {
  readonly member: string
  readonly step: number
}

/** Members who are online and not in the committer's epoch after its commit. */
export const forks = (step: number, committer: Device, devices: Iterable<Device>): ReadonlyArray<Fork> => {
  const reference = committer.state
  const together = ({ lost, state }: Device): boolean =>
    lost === undefined && state !== undefined && reference !== undefined && equalBytes(state.confirmationTag, reference.confirmationTag)
  return [...devices].filter((d) => d.online && !together(d)).map((d) => ({ member: d.name, step }))
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("")

/** Whether all hold one secret; else who differs, and since which step. The majority is the group. */
export const followed = (
  held: ReadonlyArray<{ readonly device: Device; readonly secret: Secret | undefined }>,
  forked: ReadonlyArray<Fork>
): Agreement => {
  const votes = new Map<string, number>()
  for (const { secret } of held) if (secret !== undefined) votes.set(hex(secret.expose()), (votes.get(hex(secret.expose())) ?? 0) + 1)
  const [majority = ""] = [...votes].toSorted(([, a], [, b]) => b - a)[0] ?? []
  const astray = held.find(({ secret }) => secret === undefined || hex(secret.expose()) !== majority)
  const epoch = held.reduce((latest, { device }) => Math.max(latest, Number(device.state?.context.epoch ?? 0n)), 0)
  const agreement = { agreed: astray === undefined, epoch, members: held.length, secretFingerprint: majority.slice(0, 16) }
  if (astray === undefined) return agreement
  const member = astray.device.name
  return { ...agreement, disagreement: { member, step: forked.find((f) => f.member === member)?.step ?? 0 } }
}
