import type { AdoptionNeeds, CommitAdoption } from "@copath/client"
import { type InsiderCheck, InsiderChecks, type OpeningProofs } from "@copath/contracts"
import * as Layer from "effect/Layer"
import { atOnce } from "./adoption/atOnce.ts"
import { complaining } from "./adoption/complaining.ts"
import { quorum } from "./adoption/quorum.ts"

/** What a level asks of the other parts. */
export interface InsiderNeeds extends AdoptionNeeds {
  /** Handshake messages in public, for the delivery service to judge as well. Members judge private ones. */
  readonly publicHandshakes: "no" | "for the service"
}

/** One option against members who lie: the checks of all before it, and one more. */
export interface InsiderLevel {
  /** The option id. */
  readonly id: string
  /** What receivers of a commit check. */
  readonly checks: InsiderCheck
  /** Whether commits wait for acknowledgements. */
  readonly acknowledged: boolean
  /** Whether victims can prove what was done to them. */
  readonly provable: boolean
  /** When members adopt a commit. */
  readonly adoption: Layer.Layer<CommitAdoption, never, OpeningProofs>
  /** What the other parts must provide. */
  readonly needs: InsiderNeeds
  /** Whether it checks less than RFC 9420 demands: for experiments alone. */
  readonly control: boolean
}

const nothing: InsiderNeeds = {
  parentHashes: false,
  evidence: false,
  transferable: false,
  openingProofs: false,
  provableSealing: false,
  publicHandshakes: "no"
}

type Over = Partial<Pick<InsiderLevel, "acknowledged" | "provable" | "control" | "checks">>
type Adopting = (id: string, needs: AdoptionNeeds) => InsiderLevel["adoption"]

const level = (id: string, over: Over = {}, some: Partial<InsiderNeeds> = {}, adopting: Adopting = atOnce): InsiderLevel => {
  const needs = { ...nothing, ...some }
  const checks = { id, deriveCheck: true, confirm: true }
  return { id, acknowledged: false, provable: false, control: false, checks, ...over, needs, adoption: adopting(id, needs) }
}

/** Negative control: whatever decrypts is taken. */
export const unchecked: InsiderLevel = level("none", { control: true, checks: { id: "none", deriveCheck: false, confirm: false } })
/** Negative control: derived keys must be the published ones; nobody compares the outcome. */
export const deriveCheck: InsiderLevel = level("derive-check", {
  control: true,
  checks: { id: "derive-check", deriveCheck: true, confirm: false }
})
/** Also, every member compares the confirmation tag: a MAC under the new epoch over all that led there. */
export const confirm: InsiderLevel = level("confirm")
/** Also, a joiner sees that every key of its tree was set by a member below it. What RFC 9420 checks. */
export const parentHash: InsiderLevel = level("parent-hash", {}, { parentHashes: true })
/** Also, nobody adopts a commit before somebody has vouched for each of its ciphertexts. */
export const ackQuorum: InsiderLevel = level("ack-quorum", { acknowledged: true }, { parentHashes: true, evidence: true }, quorum)
/** Also, a victim proves to anybody what was sealed to it, and the sender is removed. */
export const complaint: InsiderLevel = level(
  "complaint",
  { acknowledged: true, provable: true },
  {
    parentHashes: true,
    evidence: true,
    transferable: true,
    openingProofs: true,
    provableSealing: true,
    publicHandshakes: "for the service"
  },
  complaining
)

/** All levels, weakest first: each checks what the one before it does, and more. */
export const insiderLevels: ReadonlyArray<InsiderLevel> = [unchecked, deriveCheck, confirm, parentHash, ackQuorum, complaint]

/** The checks of a level, for engine and key agreement: `Layer.provideMerge(parts, checksOf(level))`. */
export const checksOf = ({ checks }: InsiderLevel): Layer.Layer<never> => Layer.succeed(InsiderChecks, checks)

/** When members adopt a commit at a level: the half of it that is beside the protocol. What they check by themselves is `checksOf`. */
export const adoptionOf = ({ adoption }: InsiderLevel): Layer.Layer<CommitAdoption, never, OpeningProofs> => adoption
