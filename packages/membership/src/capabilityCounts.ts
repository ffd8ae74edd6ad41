import { credentialType, type LeafNode } from "@copath/wire"

/** What is counted: members whose capabilities list an extension, proposal or credential type, and members that use a credential type. */
export type CountedKind = "extension" | "proposal" | "credential" | "usedCredential"

const kinds: Record<CountedKind, number> = { extension: 0, proposal: 1, credential: 2, usedCredential: 3 }
const code = (kind: CountedKind, type: number): number => kinds[kind] * 0x10000 + type

/** Each code point once, however often a leaf lists it. */
const codesOf = (leaf: LeafNode): ReadonlySet<number> => {
  const { credentials, extensions, proposals } = leaf.capabilities
  const codes = new Set<number>()
  for (const type of extensions) codes.add(code("extension", type))
  for (const type of proposals) codes.add(code("proposal", type))
  for (const type of credentials) codes.add(code("credential", type))
  codes.add(code("usedCredential", credentialType(leaf.credential)))
  return codes
}

/**
 * How many members can do what. "All members support it" is then one comparison with the number of members, whatever its size. Immutable.
 */
export class CapabilityCounts {
  private readonly counts: ReadonlyMap<number, number>

  private constructor(counts: ReadonlyMap<number, number>) {
    this.counts = counts
  }

  /** The counts of a tree without members. */
  static readonly none = new CapabilityCounts(new Map())

  /** How many members list the code point `type` (for `usedCredential`: have a credential of it). */
  of(kind: CountedKind, type: number): number {
    return this.counts.get(code(kind, type)) ?? 0
  }

  /** Credential types that at least one member uses. */
  usedCredentialTypes(): ReadonlyArray<number> {
    const first = code("usedCredential", 0)
    return [...this.counts.keys()].filter((c) => c >= first).map((c) => c - first)
  }

  /** The counts after some leaves left and others came. Equal capabilities on both sides cost nothing. */
  change(left: Iterable<LeafNode>, came: Iterable<LeafNode>): CapabilityCounts {
    const delta = new Map<number, number>()
    const tally = (leaf: LeafNode, by: number): void => {
      for (const c of codesOf(leaf)) delta.set(c, (delta.get(c) ?? 0) + by)
    }
    for (const leaf of left) tally(leaf, -1)
    for (const leaf of came) tally(leaf, 1)
    for (const [c, by] of delta) if (by === 0) delta.delete(c)
    if (delta.size === 0) return this
    const next = new Map(this.counts)
    for (const [c, by] of delta) {
      const count = (next.get(c) ?? 0) + by
      if (count === 0) next.delete(c)
      else next.set(c, count)
    }
    return new CapabilityCounts(next)
  }
}
