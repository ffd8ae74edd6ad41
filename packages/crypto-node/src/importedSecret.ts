import type { Secret } from "@copath/contracts"
import { createSecretKey, KeyObject } from "node:crypto"

/** Node 24 takes four times as long over raw key bytes as over a KeyObject, which costs little to make; it is kept with the key. */
export const importedSecret = (key: Secret): KeyObject => {
  if (key.held instanceof KeyObject && key.held.type === "secret") return key.held
  const object = createSecretKey(key.expose())
  key.held = object
  return object
}
