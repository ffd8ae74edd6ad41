import type { KeyPackage } from "@copath/wire"
import { sameBytes } from "../byteStrings.ts"
import { isDefaultExtension } from "../groupTerms.ts"
import { firstObjection, type Invalid, invalid } from "../invalid.ts"
import { checkExtensions } from "./extensions.ts"
import { type LeafQuestion, leafRules } from "./leaf.ts"

/** A key package and what it is judged by; the leaf's own question without the leaf. */
export interface KeyPackageQuestion extends Omit<LeafQuestion, "leaf" | "place"> {
  /** With its leaf, which is judged as that of a key package. */
  readonly keyPackage: KeyPackage
}
/** A rule of one key package: an objection, or `undefined`. */
export type KeyPackageRule = (q: KeyPackageQuestion) => Invalid | undefined

/** V121, 10.1: version and cipher suite are the group's. */
export const sameVersionAndSuite: KeyPackageRule = ({ keyPackage, subject, terms, where }) =>
  keyPackage.version === terms.version && keyPackage.cipherSuite === terms.suiteId
    ? undefined
    : invalid(
        "V121",
        subject,
        `${where} is for version ${keyPackage.version} and suite ${keyPackage.cipherSuite}; the group has ${terms.version} and ${terms.suiteId}`
      )

/** V123, 10.1: the init key is not the leaf's key. */
export const initKeyApart: KeyPackageRule = ({ keyPackage, subject, where }) =>
  sameBytes(keyPackage.initKey, keyPackage.leafNode.encryptionKey)
    ? invalid("V123", subject, `${where} has one key as init key and as leaf key; they must differ`)
    : undefined

/** V126, section 10: the package's extensions are among the leaf's capabilities. */
export const packageExtensionsListed: KeyPackageRule = ({ keyPackage, subject, where }) => {
  const listed = new Set(keyPackage.leafNode.capabilities.extensions)
  const stray = keyPackage.extensions.find((e) => !isDefaultExtension(e.extensionType) && !listed.has(e.extensionType))
  return stray === undefined
    ? undefined
    : invalid("V126", subject, `${where} holds extension ${stray.extensionType} without listing it in its leaf's capabilities`)
}

/** V107 and V108, 13.4: the package's extensions are of types that key packages may have, each once. */
export const packageExtensions: KeyPackageRule = ({ keyPackage, registry, subject, where }) =>
  checkExtensions({ place: "keyPackage", extensions: keyPackage.extensions, where, subject }, registry)

/** V125, 10.1: the leaf is valid for a key package. */
export const packageLeaf: KeyPackageRule = (q) =>
  firstObjection(leafRules, { ...q, leaf: q.keyPackage.leafNode, place: "keyPackage", where: `the leaf of ${q.where}` })

/** What every key package must satisfy by itself (10.1; V147). */
export const keyPackageRules: ReadonlyArray<KeyPackageRule> = [
  sameVersionAndSuite,
  initKeyApart,
  packageExtensionsListed,
  packageExtensions,
  packageLeaf
]
