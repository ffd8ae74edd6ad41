import type { GroupServices, GroupState, Received } from "@copath/group"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Trial } from "./trial.ts"

/** What a way of adopting commits asks of the other parts. */
export interface AdoptionNeeds {
  /** Parent hashes, whose absence a joiner would not notice. */
  readonly parentHashes: boolean
  /** A key agreement that tells who reads which ciphertext (`Cgka.evidence`). */
  readonly evidence: boolean
  /** Commits signed so that outsiders must believe them (`SignatureScheme.facts.transferable`). */
  readonly transferable: boolean
  /** A cipher suite of whose ciphertexts something can be proven (`OpeningProofs.suites`). */
  readonly openingProofs: boolean
  /** Path secrets sealed so that showing what one opens to gives away no more than that (`PathSealing.provable`). */
  readonly provableSealing: boolean
}

/**
 * When a member adopts a commit: at once, as RFC 9420 has it, or when enough others have vouched for it. What a member checks of a commit by itself is in
 * `InsiderChecks`, below the key agreement and the engine.
 */
export class CommitAdoption extends Context.Service<
  CommitAdoption,
  {
    /** The option id, such as `ack-quorum`. */
    readonly id: string
    /** Whether members hear of each other before a commit is in force: one who is away then holds up the rest. */
    readonly waits: boolean
    /** What it cannot do without. */
    readonly needs: AdoptionNeeds
    /**
     * Looks at one encoded MLSMessage, the echo of the member's own pending commit too. Only commits are held back; anything else is taken in, or refused,
     * at once.
     */
    readonly consider: (state: GroupState, message: Uint8Array) => Effect.Effect<Trial<Received>, never, GroupServices>
  }
>()("@copath/client/CommitAdoption") {}
