import { type KeyPair, type NotedAt, signWithLabel } from "@copath/contracts"
import type { LeafIndex } from "@copath/tree-math"
import {
  type Capabilities,
  type Credential,
  credentialType,
  type Extension,
  type GroupContext,
  type LeafNode,
  type LeafNodeContent,
  leafNodeTbs,
  type LeafPlace,
  MLS10,
  privateExtensionTypes
} from "@copath/wire"
import type { GroupChoices } from "./options.ts"
import type { Parts } from "./parts.ts"
import type { EpochState, Identity } from "./state.ts"

/**
 * What a client of this composition can do. Default types are understood and not listed (RFC 9420, 7.2; V109); `grease`, if given, stands in every list
 * beside the real values (13.5).
 */
export const capabilitiesOf = (p: Parts, options: GroupChoices, credential: Credential, grease: number | undefined): Capabilities => {
  const extra = grease === undefined ? [] : [grease]
  const { credentials, extensions, proposals } = p.registry
  const suites = options.suites ?? [p.suiteId]
  return {
    versions: [MLS10],
    cipherSuites: [...(suites.includes(p.suiteId) ? suites : [p.suiteId, ...suites]), ...extra],
    extensions: [
      ...(p.composition.mark.length === 0 ? [] : Object.values(privateExtensionTypes)),
      ...extensions.map((kind) => kind.type),
      ...extra
    ],
    proposals: [...proposals.map((kind) => kind.type), ...extra],
    credentials: [...new Set([credentialType(credential), ...credentials]), ...extra]
  }
}

/** A leaf's extensions with the signature scheme's note in place; an empty note leaves no trace. */
export const withNote = (extensions: ReadonlyArray<Extension>, note: Uint8Array): ReadonlyArray<Extension> => {
  const others = extensions.filter((e) => e.extensionType !== privateExtensionTypes.note)
  return note.length === 0 ? others : [...others, { extensionType: privateExtensionTypes.note, extensionData: note }]
}

const noNote = new Uint8Array(0)

/** The signature scheme's bytes in a leaf. */
export const noteOf = (leaf: LeafNode): Uint8Array =>
  leaf.extensions.find((e) => e.extensionType === privateExtensionTypes.note)?.extensionData ?? noNote

/** What a leaf's signature covers (7.2): all of it, but for what the signature scheme leaves out of its note. */
export const leafTbs = (p: Parts, leaf: LeafNodeContent, place: LeafPlace): Uint8Array => {
  const { vouched } = p.scheme
  const extensions =
    vouched === undefined
      ? leaf.extensions
      : leaf.extensions.map((e) => (e.extensionType === privateExtensionTypes.note ? { ...e, extensionData: vouched(e.extensionData) } : e))
  return leafNodeTbs({ ...leaf, extensions }, place)
}

/** Signs a leaf with the key that it names (7.2). */
export const signLeaf = (p: Parts, identity: KeyPair, content: LeafNodeContent, place: LeafPlace): LeafNode => ({
  ...content,
  signature: signWithLabel(p.suite, identity, "LeafNodeTBS", leafTbs(p, content, place))
})

/** Where a note stands that enters the tree with the next commit. */
export const notedNext = ({ epoch, groupId }: Pick<GroupContext, "epoch" | "groupId">, leaf: LeafIndex): NotedAt => ({
  group: groupId,
  epoch: epoch + 1n,
  leaf
})

/** A place for leaves that are bound to none: those of key packages. */
export const nowhere: LeafPlace = { groupId: new Uint8Array(0), leafIndex: 0 }

/** My leaf of this epoch as the next one takes it over: with another note, perhaps another `identity`, and without what each source brings. */
export const nextLeaf = (
  { me, tree }: Pick<EpochState, "me" | "tree">,
  note: Uint8Array,
  identity?: Identity
): Omit<LeafNodeContent, "encryptionKey" | "source"> => {
  const before = tree.leafAt(me)
  if (before === undefined) throw new Error("a member's own leaf is never blank")
  const { capabilities, extensions } = before
  const { credential, signatureKey } =
    identity === undefined ? before : { credential: identity.credential, signatureKey: identity.signatureKey.publicKey }
  return { signatureKey, credential, capabilities, extensions: withNote(extensions, note) }
}
