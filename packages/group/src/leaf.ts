import { type KeyPair, signWithLabel } from "@copath/contracts"
import {
  type Capabilities,
  type Credential,
  credentialType,
  type Extension,
  type LeafNode,
  type LeafNodeContent,
  leafNodeTbs,
  type LeafPlace,
  MLS10,
  privateExtensionTypes
} from "@copath/wire"
import type { Parts } from "./parts.ts"

/** What a client of this composition can do. Default types are understood and not listed (RFC 9420, 7.2). */
export const capabilitiesOf = (p: Parts, credential: Credential): Capabilities => ({
  versions: [MLS10],
  cipherSuites: [p.suiteId],
  extensions: p.composition.mark.length === 0 ? [] : Object.values(privateExtensionTypes),
  proposals: [],
  credentials: [credentialType(credential)]
})

/** A leaf's extensions with the signature scheme's note in place; an empty note leaves no trace. */
export const withNote = (extensions: ReadonlyArray<Extension>, note: Uint8Array): ReadonlyArray<Extension> => {
  const others = extensions.filter((e) => e.extensionType !== privateExtensionTypes.note)
  return note.length === 0 ? others : [...others, { extensionType: privateExtensionTypes.note, extensionData: note }]
}

const noNote = new Uint8Array(0)

/** The signature scheme's bytes in a leaf. */
export const noteOf = (leaf: LeafNode): Uint8Array =>
  leaf.extensions.find((e) => e.extensionType === privateExtensionTypes.note)?.extensionData ?? noNote

/** Signs a leaf with the key that it names (7.2). */
export const signLeaf = (p: Parts, identity: KeyPair, content: LeafNodeContent, place: LeafPlace): LeafNode => ({
  ...content,
  signature: signWithLabel(p.suite, identity, "LeafNodeTBS", leafNodeTbs(content, place))
})

/** A place for leaves that are bound to none: those of key packages. */
export const nowhere: LeafPlace = { groupId: new Uint8Array(0), leafIndex: 0 }
