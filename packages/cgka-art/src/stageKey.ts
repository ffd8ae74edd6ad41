import { Secret, type Suite } from "@copath/contracts"

/** What a stage key is made of. */
export interface StageKeyInput {
  /** The stage key before; no bytes for the first. */
  readonly previous: Secret
  /** The root's private key. */
  readonly treeKey: Secret
  /** The public tree, serialised. */
  readonly tree: Uint8Array
  /** The members' identity keys, by leaf. */
  readonly identities: ReadonlyArray<Uint8Array>
}

/**
 * The paper's stage key: KDF(ikm = sk_{e-1} || tk_e || tree, info = IK_0 || IK_1 || …), Nh bytes. Chaining makes agreement on it agreement on the
 * history; tree and identities make it agreement on the membership, without a signature.
 */
export const stageKey = (suite: Suite, { identities, previous, tree, treeKey }: StageKeyInput): Secret => {
  const ikm = new Secret(joined([previous.expose(), treeKey.expose(), tree]))
  const extracted = suite.kdf.extract(new Secret(new Uint8Array(suite.kdf.size)), ikm)
  const key = suite.kdf.expand(extracted, joined(identities), suite.kdf.size)
  ikm.wipe()
  extracted.wipe()
  return key
}

const joined = (parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
