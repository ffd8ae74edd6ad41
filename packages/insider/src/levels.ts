import { type InsiderCheck, InsiderChecks } from "@copath/contracts"
import * as Layer from "effect/Layer"

/** What a level asks of the other parts. */
export interface InsiderNeeds {
  /** Parent hashes, whose absence a joiner would not notice. */
  readonly parentHashes: boolean
  /** A key agreement that tells who reads which ciphertext (`Cgka.evidence`). */
  readonly evidence: boolean
  /** Commits signed so that outsiders must believe them (`SignatureScheme.facts.transferable`): a complaint about a statement that anybody could have made proves nothing. */
  readonly transferable: boolean
  /** A cipher suite of whose ciphertexts something can be proven (`OpeningProofs.suites`). */
  readonly openingProofs: boolean
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
  /** What the other parts must provide. */
  readonly needs: InsiderNeeds
  /** Whether it checks less than RFC 9420 demands: for experiments alone. */
  readonly control: boolean
}

const nothing: InsiderNeeds = { parentHashes: false, evidence: false, transferable: false, openingProofs: false, publicHandshakes: "no" }

const level = (id: string, over: Partial<InsiderLevel> = {}, needs: Partial<InsiderNeeds> = {}): InsiderLevel => ({
  id,
  acknowledged: false,
  provable: false,
  control: false,
  checks: { id, deriveCheck: true, confirm: true },
  ...over,
  needs: { ...nothing, ...needs }
})

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
export const ackQuorum: InsiderLevel = level("ack-quorum", { acknowledged: true }, { parentHashes: true, evidence: true })
/** Also, a victim proves to anybody what was sealed to it, and the sender is removed. */
export const complaint: InsiderLevel = level(
  "complaint",
  { acknowledged: true, provable: true },
  { parentHashes: true, evidence: true, transferable: true, openingProofs: true, publicHandshakes: "for the service" }
)

/** All levels, weakest first: each checks what the one before it does, and more. */
export const insiderLevels: ReadonlyArray<InsiderLevel> = [unchecked, deriveCheck, confirm, parentHash, ackQuorum, complaint]

/** The checks of a level, for engine and key agreement: `Layer.provideMerge(parts, checksOf(level))`. */
export const checksOf = ({ checks }: InsiderLevel): Layer.Layer<never> => Layer.succeed(InsiderChecks, checks)
