import type { ValueId } from "../graph/graph.ts"

/** Who reaches things, such as a member by its state. */
export interface Reacher {
  /** What was wiped since it last looked. */
  readonly wiped: Array<Reached>
}

/** What was found, as one reacher has it. */
export class Reached {
  readonly by: Reacher
  readonly found: Found
  /** Whether there is a value, and it has not been wiped. */
  alive: boolean
  /** From how many places. */
  times = 1
  /** The same as another has it. */
  next: Reached | undefined

  constructor(by: Reacher, found: Found, alive: boolean, next: Reached | undefined) {
    this.by = by
    this.found = found
    this.alive = alive
    this.next = next
  }
}

/** What is reachable from an object, as a graph without circles: a value of its own, or the objects below that have any. */
export class Found {
  /** The value; -1: none of its own. */
  readonly value: ValueId
  /** Where the value stood when it was first seen, in bytes that do not tell when they are wiped; `undefined` for those of a secret, which does. */
  readonly place: Uint8Array | undefined
  readonly below: ReadonlyArray<Found>
  /** What found it: objects that outlive a run may be met by the next one's. */
  readonly source: object
  /** Whether the value has been wiped. */
  gone = false
  /** By whom it is reached, one after the other: an array for each of some hundred thousand would take more room than all the rest. */
  private reached: Reached | undefined

  constructor(source: object, value: ValueId, place: Uint8Array | undefined, below: ReadonlyArray<Found>) {
    this.source = source
    this.value = value
    this.place = place
    this.below = below
  }

  /** As this one has it; `undefined`: it does not reach it. */
  of(by: Reacher): Reached | undefined {
    let one = this.reached
    // Hardly ever more than one: members share no state.
    while (one !== undefined && one.by !== by) one = one.next
    return one
  }

  /** Somebody reaches it who did not. */
  reachedBy(by: Reacher, alive: boolean): Reached {
    return (this.reached = new Reached(by, this, alive, this.reached))
  }

  /** Somebody reaches it no longer. */
  drop(one: Reached): void {
    if (this.reached === one) {
      this.reached = one.next
      return
    }
    let before = this.reached
    while (before !== undefined && before.next !== one) before = before.next
    if (before !== undefined) before.next = one.next
  }

  /** The value was wiped where it stands. */
  wipe(): void {
    this.gone = true
    for (let one = this.reached; one !== undefined; one = one.next) one.by.wiped.push(one)
  }
}
