import { Writer } from "@copath/codec"
import { type ChainDerivation, noBytes, type Secret, type Suite } from "@copath/contracts"

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

const utf8 = new TextEncoder()

/** `HKDF-Expand-Label` of some draft: `uint16 length; opaque label<7..255> = "mls10 " + Label`, and the context as that draft writes it. */
type Expand = (suite: Suite, secret: Secret, label: string, context: Uint8Array, length: number) => Secret

const expandWith =
  (writeContext: (w: Writer, context: Uint8Array) => void): Expand =>
  ({ kdf }, secret, label, context, length) => {
    const w = new Writer()
    const bytes = utf8.encode(`mls10 ${label}`)
    w.u16(length)
    w.u8(bytes.length)
    w.bytes(bytes)
    writeContext(w, context)
    return kdf.expand(secret, w.finish(), length)
  }

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
  expandWith((w, context) => w.bytes(context)),
  () => ["app upd", noBytes]
)

/** Draft 05, 6.6: the next secret comes by the label of the first, with the leaf as `context<0..2^32-1>`. */
export const d05: Form = formOf(
  "sender-chain",
  expandWith((w, context) => {
    w.u32(context.length)
    w.bytes(context)
  }),
  (leaf) => ["app sender", leafBytes(leaf)]
)
