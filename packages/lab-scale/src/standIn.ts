import type { EpochSecrets, KeyPair, MessageProtection, SignatureScheme, Suite } from "@copath/contracts"
import type { GroupState } from "@copath/group"
import type { LeafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { pairOf } from "./leanSuite.ts"
import { copied, type Seam } from "./seam.ts"

/** The parts of which a member's state is put together. */
export interface Making {
  readonly suite: Suite
  readonly scheme: SignatureScheme["Service"]
  readonly protection: MessageProtection["Service"]
  readonly seam: Seam
}

/** Someone's note of having sent something: it is as long as any, and the digest of nothing. */
const something: ReadonlyArray<Uint8Array> = [new Uint8Array(16)]

/**
 * The state of the member at `leaf` in the epoch that `shared` stands in: everything that all members have alike is `shared`'s own, and the private rest is made up. `spoken`:
 * whether it has sent anything since it joined; `ratchets`: the epoch's secrets, if it will open or seal private messages.
 */
export const standIn = Effect.fnUntraced(function* (
  { protection, scheme, seam, suite }: Making,
  shared: GroupState,
  leaf: LeafIndex,
  { ratchets, spoken }: { readonly ratchets: EpochSecrets | undefined; readonly spoken: boolean }
) {
  const { book, context, proposals, tree } = shared
  const signatureKey = tree.signatureKeyAt(leaf)
  const { counting } = seam.cgka
  if (signatureKey === undefined || counting === undefined) throw new RangeError(`no member stands at leaf ${leaf}`)
  const pair = (publicKey: Uint8Array): KeyPair => pairOf(publicKey, suite.kem.secretKeySize)
  const identity = pairOf(signatureKey, suite.signature.seedSize)
  const signer = (yield* scheme.begin(identity)).state
  const cgka = counting.stateOf(leaf, tree, book, pair)
  const state: GroupState = {
    ...shared,
    me: leaf,
    identity,
    cgka,
    signer,
    sent: spoken ? something : [],
    ownUpdates: proposals.flatMap(({ proposal, reference, sender }) =>
      proposal._tag === "update" && sender._tag === "member" && sender.leafIndex === leaf
        ? [{ reference, leafKey: pair(proposal.leafNode.encryptionKey), signer }]
        : []
    ),
    pending: undefined
  }
  if (ratchets === undefined) return state
  const unchanged = { added: [], removed: [], updated: [], committer: leaf }
  const standing = { epoch: context.epoch, leafKey: seam.cgka.leafKey?.(cgka) }
  const started = yield* protection.start(copied(ratchets), leaf, tree, unchanged, Option.some(shared.protection), standing)
  const ready: GroupState = { ...state, protection: started.state }
  return ready
})
