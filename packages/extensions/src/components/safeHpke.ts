import { decryptWithLabel, encryptWithLabel, type HpkeCiphertext, type KeyPair, type Random, type Suite } from "@copath/contracts"
import type { ComponentId } from "./componentId.ts"
import { componentLabel } from "./operationLabel.ts"

/** Whose operation it is, what the component calls it, and what both sides know of it; `context` may be empty. */
export interface ComponentPurpose {
  /** For operations with a secret key, the performing component's own id (draft-ietf-mls-extensions-09, 4.2). */
  readonly component: ComponentId
  /** The component's name for the operation. */
  readonly label: string
  /** Bound to the ciphertext. */
  readonly context: Uint8Array
}

/**
 * `SafeEncryptWithLabel` (draft-ietf-mls-extensions-09, 4.2): to a leaf's `encryption_key`, to the group's `external_pub` or to a key package's `init_key`.
 * `undefined` if the public key is no key.
 */
export const safeEncryptWithLabel = (
  suite: Suite,
  to: Uint8Array,
  { component, context, label }: ComponentPurpose,
  plain: Uint8Array,
  random: Random
): HpkeCiphertext | undefined => encryptWithLabel(suite, to, componentLabel(component, label), context, plain, random)

/** `SafeDecryptWithLabel` (draft-ietf-mls-extensions-09, 4.2); `undefined` for what was sealed for another component, label or context, or not to this key. */
export const safeDecryptWithLabel = (
  suite: Suite,
  me: KeyPair,
  { component, context, label }: ComponentPurpose,
  sealed: HpkeCiphertext
): Uint8Array | undefined => decryptWithLabel(suite, me, componentLabel(component, label), context, sealed)
