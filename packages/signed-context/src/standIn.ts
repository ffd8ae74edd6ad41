import { encode, opaque, struct, uint64 } from "@copath/codec"
import type { ContextToSign, SignedEpoch } from "@copath/contracts"

/**
 * ```
 * struct {
 *     opaque label<V>;
 *     opaque group_id<V>;
 *     uint64 epoch;
 *     opaque value<V>;
 * } SignedContext;
 * ```
 * Never the bytes of a GroupContext, which begins with a zero byte, nor those of another label.
 */
const codec = struct("SignedContext", { label: opaque, groupId: opaque, epoch: uint64, value: opaque })

const utf8 = new TextEncoder()

/** What one option computes once an epoch, together with group id and epoch. */
export const standIn = (
  id: string,
  covers: ContextToSign["covers"],
  value: (epoch: SignedEpoch, digest: (data: Uint8Array) => Uint8Array) => Uint8Array
): ContextToSign => {
  const label = utf8.encode(`MLS 1.0 signed ${id}`)
  // By the object that serves the whole epoch: a state that is restored has another one, and computes again.
  const known = new WeakMap<Uint8Array, Pick<SignedEpoch, "context" | "tree"> & { readonly bytes: Uint8Array }>()
  return {
    id,
    covers,
    bytes: (epoch, digest) => {
      const { context, contextBytes, tree } = epoch
      const found = known.get(contextBytes)
      if (found?.tree === tree && found.context === context) return found.bytes
      const bytes = encode(codec, { label, groupId: context.groupId, epoch: context.epoch, value: value(epoch, digest) })
      known.set(contextBytes, { context, tree, bytes })
      return bytes
    }
  }
}
