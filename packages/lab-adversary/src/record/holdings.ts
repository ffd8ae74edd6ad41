import type { ValueId } from "../graph/graph.ts"
import { Holdings } from "../graph/holdings.ts"
import type { Found, Reached, Reacher } from "./found.ts"
import { isConstant } from "./recorder.ts"

/** One member's values, by the objects from which they are reached. */
class Held implements Reacher {
  readonly wiped: Array<Reached> = []
  private root: Found | undefined
  /** What stands in bytes that do not tell when they are wiped. Some of it may be reached no longer. */
  private readonly silent: Array<Reached> = []
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
    for (const one of this.wiped) this.die(one)
    this.wiped.length = 0
    this.lookThrough()
  }

  has(value: ValueId): boolean {
    return this.values.has(value)
  }

  *[Symbol.iterator](): IterableIterator<readonly [value: ValueId, since: number]> {
    for (const [value, { since }] of this.values) yield [value, since]
  }

  private lookThrough(): void {
    const { silent } = this
    let left = 0
    for (const one of silent) {
      if (!one.alive) continue
      if (isWiped(one.found.place)) this.die(one)
      else silent[left++] = one
    }
    silent.length = left
  }

  private add(found: Found, state: number): void {
    const known = found.of(this)
    if (known !== undefined) {
      known.times++
      return
    }
    const { place, value } = found
    const one = found.reachedBy(this, value !== -1 && !found.gone && !isWiped(place))
    if (one.alive) {
      if (place !== undefined) this.silent.push(one)
      const held = this.values.get(value)
      if (held === undefined) this.values.set(value, { times: 1, since: state })
      else held.times++
    }
    for (const below of found.below) this.add(below, state)
  }

  private remove(found: Found): void {
    const one = found.of(this)
    if (one === undefined || --one.times > 0) return
    found.drop(one)
    this.die(one)
    for (const below of found.below) this.remove(below)
  }

  private die(one: Reached): void {
    if (!one.alive) return
    one.alive = false
    const { value } = one.found
    const held = this.values.get(value)
    if (held === undefined || --held.times > 0) return
    this.values.delete(value)
    this.close(value, held.since)
  }
}

/** Who holds which value from when to when, from one look at everybody after each step. */
export class HoldingNow {
  private readonly now = new Map<number, Held>()
  private readonly closed = new Holdings()
  private state = 0

  /** What a member holds in this state. */
  look(member: number, state: number, root: Found | undefined): void {
    this.state = state
    let held = this.now.get(member)
    if (held === undefined) this.now.set(member, (held = new Held((value, since) => this.end(member, value, since))))
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

  /** All of it; what is still held, is so to the end, and nothing more is looked at. */
  all(): Holdings {
    for (const [member, values] of this.now) for (const [value, from] of values) this.closed.add(member, value, from, Infinity)
    this.now.clear()
    return this.closed
  }

  private end(member: number, value: ValueId, from: number): void {
    // What came and went between two looks was in no state.
    if (from < this.state) this.closed.add(member, value, from, this.state)
  }
}

/** Whether what stood there has been wiped since. */
const isWiped = (place: Uint8Array | undefined): boolean => place !== undefined && place[0] === 0 && place[1] === 0 && isConstant(place)
