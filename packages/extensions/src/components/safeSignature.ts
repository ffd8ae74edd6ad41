import { type KeyPair, type Suite, signWithLabel, verifyWithLabel } from "@copath/contracts"
import type { ComponentId } from "./componentId.ts"
import { componentLabel } from "./operationLabel.ts"

/** `SafeSignWithLabel` (draft-ietf-mls-extensions-09, 4.3), by a leaf's signature key; `component`: the signing component's own id. */
export const safeSignWithLabel = (suite: Suite, key: KeyPair, component: ComponentId, label: string, content: Uint8Array): Uint8Array =>
  signWithLabel(suite, key, componentLabel(component, label), content)

/** `SafeVerifyWithLabel` (draft-ietf-mls-extensions-09, 4.3): any component may verify what another signed. */
export const safeVerifyWithLabel = (
  suite: Suite,
  publicKey: Uint8Array,
  component: ComponentId,
  label: string,
  content: Uint8Array,
  signature: Uint8Array
): boolean => verifyWithLabel(suite, publicKey, componentLabel(component, label), content, signature)
