import { sameBytes } from "./byteStrings.ts"

/*
 * A trie over the half-bytes of public keys. Its entries are holders (node or leaf indices), not keys: the tree knows each holder's key, so no
 * key is stored twice. Branches are shared between versions; those made by one batch are changed in place while it lasts (`owner`).
 *
 * A key is found in as many steps as it shares half-bytes with another one, so keys that were chosen to collide cost their length, never the
 * number of members (V181).
 */
interface Branch {
  readonly owner: object
  /** Bit i: there is a slot for half-byte i; bit 16 for a key that ends here. */
  bitmap: number
  /** One for each bit, in their order. Arrays are made to measure: most branches are small, and room to grow would double the index. */
  slots: ReadonlyArray<Slot>
}
/** One holder, all holders of one key, or keys that go on differently. */
type Slot = number | ReadonlyArray<number> | Branch

/** The key of a holder that is in the index. */
export type KeyOf = (holder: number) => Uint8Array

const isBranch = (slot: Slot): slot is Branch => typeof slot === "object" && !Array.isArray(slot)
const holdersOf = (slot: number | ReadonlyArray<number>): ReadonlyArray<number> => (typeof slot === "number" ? [slot] : slot)

const step = (key: Uint8Array, depth: number): number => {
  const byte = key[depth >> 1]
  if (byte === undefined) return 16
  return depth % 2 === 0 ? byte >> 4 : byte & 15
}

const ones = (bits: number): number => {
  let count = 0
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++
  return count
}

const changed = (branch: Branch, owner: object, bitmap: number, slots: ReadonlyArray<Slot>): Branch => {
  if (branch.owner !== owner) return { owner, bitmap, slots }
  branch.bitmap = bitmap
  branch.slots = slots
  return branch
}

const add = (branch: Branch, owner: object, depth: number, key: Uint8Array, holder: number, keyOf: KeyOf): Branch => {
  const bit = 1 << step(key, depth)
  const at = ones(branch.bitmap & (bit - 1))
  if ((branch.bitmap & bit) === 0) return changed(branch, owner, branch.bitmap | bit, branch.slots.toSpliced(at, 0, holder))
  const slot = branch.slots[at] as Slot
  const next = isBranch(slot) ? add(slot, owner, depth + 1, key, holder, keyOf) : beside(slot, owner, depth + 1, key, holder, keyOf)
  return next === slot ? branch : changed(branch, owner, branch.bitmap, branch.slots.with(at, next))
}

/** A key beside the one that had the place alone: equal keys share it, others part where they differ. */
const beside = (
  slot: number | ReadonlyArray<number>,
  owner: object,
  depth: number,
  key: Uint8Array,
  holder: number,
  keyOf: KeyOf
): Slot => {
  const there = holdersOf(slot)
  const other = keyOf(there[0] as number)
  if (sameBytes(other, key)) return [...there, holder]
  const parting: Branch = { owner, bitmap: 1 << step(other, depth), slots: [slot] }
  return add(parting, owner, depth, key, holder, keyOf)
}

const remove = (branch: Branch, owner: object, depth: number, key: Uint8Array, holder: number): Slot | undefined => {
  const bit = 1 << step(key, depth)
  if ((branch.bitmap & bit) === 0) return branch
  const at = ones(branch.bitmap & (bit - 1))
  const slot = branch.slots[at] as Slot
  const left = isBranch(slot) ? remove(slot, owner, depth + 1, key, holder) : without(slot, holder)
  const slots = left === undefined ? branch.slots.toSpliced(at, 1) : branch.slots.with(at, left)
  if (slots.length === 0) return undefined
  const only = slots[0] as Slot
  // One key alone needs no branch of its own.
  if (depth > 0 && slots.length === 1 && !isBranch(only)) return only
  return changed(branch, owner, left === undefined ? branch.bitmap & ~bit : branch.bitmap, slots)
}

const without = (slot: number | ReadonlyArray<number>, holder: number): Slot | undefined => {
  const rest = holdersOf(slot).filter((h) => h !== holder)
  return rest.length > 1 ? rest : rest[0]
}

/** Which nodes hold which key. Immutable; `change` gives the next version and shares what did not change. */
export class KeyIndex {
  private readonly root: Branch

  private constructor(root: Branch) {
    this.root = root
  }

  static readonly empty = new KeyIndex({ owner: {}, bitmap: 0, slots: [] })

  /** Holders of `key`, none or one in a valid tree. */
  holders(key: Uint8Array, keyOf: KeyOf): ReadonlyArray<number> {
    let branch = this.root
    for (let depth = 0; ; depth++) {
      const bit = 1 << step(key, depth)
      if ((branch.bitmap & bit) === 0) return []
      const slot = branch.slots[ones(branch.bitmap & (bit - 1))] as Slot
      if (!isBranch(slot)) {
        const found = holdersOf(slot)
        return sameBytes(keyOf(found[0] as number), key) ? found : []
      }
      branch = slot
    }
  }

  /** First takes out `removed`, by the keys that they had, then puts in `added`. `keyOf` speaks of the state after both. */
  change(
    removed: Iterable<readonly [holder: number, key: Uint8Array]>,
    added: Iterable<readonly [holder: number, key: Uint8Array]>,
    keyOf: KeyOf
  ): KeyIndex {
    const owner = {}
    let root = this.root
    for (const [holder, key] of removed) {
      const left = remove(root, owner, 0, key, holder)
      root = left !== undefined && isBranch(left) ? left : KeyIndex.empty.root
    }
    for (const [holder, key] of added) root = add(root, owner, 0, key, holder, keyOf)
    return new KeyIndex(root)
  }
}
