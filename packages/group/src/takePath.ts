import type { BadSignature, CgkaRejected, CgkaUpdate, CredentialRefused, CryptoFailure } from "@copath/contracts"
import { checkPathLeaf, type Invalid, type Plan } from "@copath/membership"
import type { LeafIndex } from "@copath/tree-math"
import type { UpdatePath } from "@copath/wire"
import * as Effect from "effect/Effect"
import { discharge } from "./discharge.ts"
import type { GroupChoices } from "./options.ts"
import type { Parts } from "./parts.ts"
import { mergeEdits, type PathTaken, provisional } from "./path.ts"
import type { GroupState } from "./state.ts"

/** Another's path (RFC 9420, 12.4.2): its public keys and leaf are judged before anything is decrypted. */
export const takePath: (
  p: Parts,
  options: GroupChoices,
  state: GroupState,
  plan: Plan,
  committer: LeafIndex,
  path: UpdatePath<CgkaUpdate>,
  now: bigint
) => Effect.Effect<PathTaken, Invalid | BadSignature | CredentialRefused | CgkaRejected | CryptoFailure> = Effect.fnUntraced(
  function* (p, options, state, plan, committer, path, now) {
    const { leafNode, nodes } = path
    const { book, edits, reading } = yield* Effect.fromResult(
      p.cgka.read(state.book, plan.tree, plan.change, nodes, leafNode.encryptionKey)
    )
    const merged = mergeEdits(p, plan.tree, committer, edits)
    const obligations = yield* Effect.fromResult(
      checkPathLeaf({
        plan,
        leaf: leafNode,
        pathKeys: edits.map((e) => e.key).filter((key) => key !== undefined),
        groupContext: state.context,
        suiteId: p.suiteId,
        hashSize: p.suite.hash.size,
        now,
        maxLifetime: options.maxLifetime,
        parentHash: merged.parentHash
      })
    )
    yield* discharge(p, state.context.groupId, obligations)
    const next = provisional(p, state, plan, book, merged.tree, { committer, leaf: leafNode })
    const taken = yield* p.cgka.process(state.cgka, reading, next.tree, plan.change, next.contextBytes)
    return { next, book, cgka: taken.state, commitSecret: taken.commitSecret, retired: taken.retired }
  }
)
