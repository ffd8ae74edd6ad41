import type { ValueId } from "../graph.ts"
import type { Holding } from "../trace.ts"
import { type Found, isWiped } from "./walk.ts"

/** One member's values, by the objects from which they are reached. */
class Held {
  root: Found | undefined
  /** From how many places each object is reached. */
  private readonly reached = new Map<Found, number>()
  /** Objects with values of their own that have not been wiped. */
  private readonly alive = new Set<Found>()
  /** How many live objects hold each value, and since when. */
  private readonly values = new Map<ValueId, { times: number; readonly since: number }>()
  private readonly close: (value: ValueId, since: number) => void

  constructor(close: (value: ValueId, since: number) => void) {
    this.close = close
  }

  /** The state after this is `root`; nothing but what differs is looked at. */
  become(root: Found | undefined, state: number): void {
    const before = this.root
    this.root = root
    if (root !== before) {
      if (root !== undefined) this.add(root, state)
      if (before !== undefined) this.remove(before)
    }
    for (const found of this.alive) for (const place of found.own) if (isWiped(place)) this.die(found)
  }

  has(value: ValueId): boolean {
    return this.values.has(value)
  }

  *[Symbol.iterator](): IterableIterator<readonly [value: ValueId, since: number]> {
    for (const [value, { since }] of this.values) yield [value, since]
  }

  private add(found: Found, state: number): void {
    const times = this.reached.get(found) ?? 0
    this.reached.set(found, times + 1)
    if (times > 0) return
    if (found.own.length > 0 && !found.own.some(isWiped)) {
      this.alive.add(found)
      for (const { value } of found.own) {
        const held = this.values.get(value)
        if (held === undefined) this.values.set(value, { times: 1, since: state })
        else held.times++
      }
    }
    for (const below of found.below) this.add(below, state)
  }

  private remove(found: Found): void {
    const times = (this.reached.get(found) ?? 0) - 1
    if (times > 0) {
      this.reached.set(found, times)
      return
    }
    this.reached.delete(found)
    if (this.alive.has(found)) this.die(found)
    for (const below of found.below) this.remove(below)
  }

  private die(found: Found): void {
    this.alive.delete(found)
    for (const { value } of found.own) {
      const held = this.values.get(value)
      if (held === undefined || --held.times > 0) continue
      this.values.delete(value)
      this.close(value, held.since)
    }
  }
}

/** Who holds which value from when to when, from one look at everybody after each step. */
export class Holdings {
  private readonly now = new Map<number, Held>()
  private readonly closed: Array<Holding> = []
  private state = 0

  /** What a member holds in this state. */
  look(member: number, state: number, root: Found | undefined): void {
    this.state = state
    const held = this.now.get(member) ?? new Held((value, since) => this.end(member, value, since))
    this.now.set(member, held)
    held.become(root, state)
  }

  /** Whether a member holds a value now. */
  holds(member: number, value: ValueId): boolean {
    return this.now.get(member)?.has(value) === true
  }

  /** What a member holds now. */
  of(member: number): Iterable<readonly [value: ValueId, since: number]> {
    return this.now.get(member) ?? []
  }

  /** All of it; what is still held, is so to the end. */
  all(): ReadonlyArray<Holding> {
    const open = [...this.now].flatMap(([member, values]) =>
      [...values].map(([value, from]): Holding => ({ member, value, from, to: Number.POSITIVE_INFINITY }))
    )
    return [...this.closed, ...open]
  }

  private end(member: number, value: ValueId, from: number): void {
    // What came and went between two looks was in no state.
    if (from < this.state) this.closed.push({ member, value, from, to: this.state })
  }
}
