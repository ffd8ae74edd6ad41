import type { Writer } from "@copath/codec"
import { type ChainDerivation, draftContext, draftLabel, noBytes, type Secret, type Suite } from "@copath/contracts"

/*
 *   application_secret --"app sender", s--> a[s][0] ---> a[s][1] ---> a[s][2]       one chain for each leaf s
 *                                              |            |
 *                                           key, nonce   key, nonce
 */

/** One draft's chains: all that tells it from another. */
export interface Form {
  /** The option id: `sender-chain`, or with the draft's number behind it. */
  readonly id: string
  /** The first secret of a leaf's chain. */
  readonly head: (suite: Suite, applicationSecret: Secret, leaf: number) => Secret
  /** What hangs on the secrets of a leaf's chain. */
  readonly chain: (leaf: number) => ChainDerivation
}

/** `HKDF-Expand-Label` of some draft. */
type Expand = (suite: Suite, secret: Secret, label: string, context: Uint8Array, length: number) => Secret

const expandWith =
  (written: (context: Uint8Array) => (w: Writer) => void): Expand =>
  ({ kdf }, secret, label, context, length) =>
    kdf.expand(secret, draftLabel(length, label, written(context)), length)

const leafBytes = (leaf: number): Uint8Array => {
  const out = new Uint8Array(4)
  new DataView(out.buffer).setUint32(0, leaf)
  return out
}

const formOf = (id: string, expand: Expand, nextOf: (leaf: number) => readonly [label: string, context: Uint8Array]): Form => ({
  id,
  head: (suite, secret, leaf) => expand(suite, secret, "app sender", leafBytes(leaf), suite.kdf.size),
  chain: (leaf) => {
    const [label, context] = nextOf(leaf)
    return {
      key: (suite, secret) => expand(suite, secret, "key", noBytes, suite.aead.keySize),
      nonce: (suite, secret) => expand(suite, secret, "nonce", noBytes, suite.aead.nonceSize),
      next: (suite, secret) => expand(suite, secret, label, context, suite.kdf.size)
    }
  }
})

/** Draft 01, 9.1: the next secret comes by `Derive-Secret(., "app upd", "")`. The context stands where that draft has the group's state. */
export const d01: Form = formOf(
  "sender-chain-d01",
  expandWith((context) => (w) => w.bytes(context)),
  () => ["app upd", noBytes]
)

/** Draft 05, 6.6: the next secret comes by the label of the first, with the leaf as `context<0..2^32-1>`. */
export const d05: Form = formOf("sender-chain", expandWith(draftContext), (leaf) => ["app sender", leafBytes(leaf)])
