import type { ValueId } from "../graph.ts"

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

  constructor(by: Reacher, found: Found, alive: boolean) {
    this.by = by
    this.found = found
    this.alive = alive
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
  /** By whom it is reached. Hardly ever by more than one: members share no state. */
  private readonly reached: Array<Reached> = []

  constructor(source: object, value: ValueId, place: Uint8Array | undefined, below: ReadonlyArray<Found>) {
    this.source = source
    this.value = value
    this.place = place
    this.below = below
  }

  /** As this one has it; `undefined`: it does not reach it. */
  of(by: Reacher): Reached | undefined {
    for (const one of this.reached) if (one.by === by) return one
    return undefined
  }

  /** Somebody reaches it who did not. */
  reachedBy(by: Reacher, alive: boolean): Reached {
    const one = new Reached(by, this, alive)
    this.reached.push(one)
    return one
  }

  /** Somebody reaches it no longer. */
  drop(one: Reached): void {
    const last = this.reached.pop()
    if (last !== undefined && last !== one) this.reached[this.reached.indexOf(one)] = last
  }

  /** The value was wiped where it stands. */
  wipe(): void {
    this.gone = true
    for (const one of this.reached) one.by.wiped.push(one)
  }
}
