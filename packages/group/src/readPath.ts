import type { BadSignature, CgkaBook, CgkaReading, CgkaRejected, CgkaUpdate, CredentialRefused, CryptoFailure } from "@copath/contracts"
import { checkPathLeaf, type Invalid, type Plan } from "@copath/membership"
import type { UpdatePath } from "@copath/wire"
import * as Effect from "effect/Effect"
import { discharge, type Follower, forNext } from "./discharge.ts"
import type { GroupChoices } from "./options.ts"
import type { Parts } from "./parts.ts"
import { mergeEdits, type Provisional, provisional } from "./path.ts"
import type { PublicEpoch } from "./state.ts"

/** What a path makes of the public state. */
export interface PathRead {
  readonly next: Provisional
  readonly book: CgkaBook
  /** For the key agreement of those who can decrypt it. */
  readonly reading: CgkaReading
}

/** Another's path (RFC 9420, 12.4.2): its public keys and leaf are judged, and nothing is decrypted. */
export const readPath: (
  p: Parts,
  options: GroupChoices,
  epoch: PublicEpoch & Follower,
  plan: Plan,
  path: UpdatePath<CgkaUpdate>,
  now: bigint | undefined
) => Effect.Effect<PathRead, Invalid | BadSignature | CredentialRefused | CgkaRejected | CryptoFailure> = Effect.fnUntraced(
  function* (p, options, epoch, plan, path, now) {
    const { leafNode, nodes } = path
    const { committer } = plan.change
    const { book, edits, reading } = yield* Effect.fromResult(
      p.cgka.read(epoch.book, plan.tree, plan.change, nodes, leafNode.encryptionKey)
    )
    const merged = mergeEdits(p, plan.tree, committer, edits)
    const obligations = yield* Effect.fromResult(
      checkPathLeaf({
        plan,
        leaf: leafNode,
        pathKeys: edits.map((e) => e.key).filter((key) => key !== undefined),
        groupContext: epoch.context,
        suiteId: p.suiteId,
        hashSize: p.suite.hash.size,
        now,
        maxLifetime: options.maxLifetime,
        registry: p.registry,
        parentHash: merged.parentHash
      })
    )
    yield* discharge(p, forNext(epoch, plan.change.removed), obligations)
    return { next: provisional(p, epoch, plan, book, merged.tree, { committer, leaf: leafNode }), book, reading }
  }
)
