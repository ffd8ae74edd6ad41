import type { GroupState } from "@copath/group"
import type { LeafIndex } from "@copath/tree-math"
import type { KeyPackage } from "@copath/wire"
import * as Data from "effect/Data"

/** A key package whose init or leaf key serves elsewhere already: one compromise would then open two groups. Use a fresh one for each group. */
export class KeyReused extends Data.TaggedError("KeyReused")<{
  readonly key: "init" | "leaf"
  /** The public key. */
  readonly publicKey: Uint8Array
}> {
  /** Which kind of key. */
  override get message(): string {
    return `the ${this.key} key of this key package serves elsewhere already; each group needs a fresh one`
  }
}

const nameOf = (key: Uint8Array): string => Array.from(key, (b) => b.toString(16).padStart(2, "0")).join("")

/** HPKE public keys that have been used. */
export interface UsedKeys {
  /** Notes the package's keys, or says which was there before. */
  readonly use: (keyPackage: KeyPackage) => KeyReused | undefined
}

/** Begins with all leaf keys of these groups. */
export const usedKeys = (groups: ReadonlyArray<Pick<GroupState, "tree">>): UsedKeys => {
  const used = new Set(groups.flatMap(({ tree }) => tree.members().flatMap((leaf) => leafKeyAt(tree, leaf))))
  return {
    use: ({ initKey, leafNode }) => {
      for (const [key, publicKey] of [["init", initKey] as const, ["leaf", leafNode.encryptionKey] as const]) {
        if (used.has(nameOf(publicKey))) return new KeyReused({ key, publicKey })
      }
      used.add(nameOf(initKey)).add(nameOf(leafNode.encryptionKey))
      return undefined
    }
  }
}

/** A leaf key that stands in two of the groups. */
export interface SharedLeafKey {
  /** The leaf's encryption key. */
  readonly publicKey: Uint8Array
  /** Positions in the list of groups; ascending. */
  readonly groups: ReadonlyArray<number>
}

/** The leaf keys that several of these groups have in common: none, if everybody keeps to fresh ones. Signature keys may be shared. */
export const sharedLeafKeys = (groups: ReadonlyArray<Pick<GroupState, "tree">>): ReadonlyArray<SharedLeafKey> => {
  const places = new Map<string, { readonly publicKey: Uint8Array; readonly groups: Set<number> }>()
  groups.forEach(({ tree }, at) => {
    for (const leaf of tree.members()) {
      for (const key of leafKeyOf(tree, leaf)) {
        const found = places.get(nameOf(key))
        if (found === undefined) places.set(nameOf(key), { publicKey: key, groups: new Set([at]) })
        else found.groups.add(at)
      }
    }
  })
  return [...places.values()].filter((p) => p.groups.size > 1).map((p) => ({ publicKey: p.publicKey, groups: [...p.groups] }))
}

const leafKeyOf = (tree: GroupState["tree"], leaf: LeafIndex): ReadonlyArray<Uint8Array> => {
  const node = tree.leafAt(leaf)
  return node === undefined ? [] : [node.encryptionKey]
}

const leafKeyAt = (tree: GroupState["tree"], leaf: LeafIndex): ReadonlyArray<string> => leafKeyOf(tree, leaf).map(nameOf)
