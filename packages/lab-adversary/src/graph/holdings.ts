import type { ValueId } from "./graph.ts"
import { Growing } from "./growing.ts"
import type { Holding } from "./trace.ts"

/** What stands for `Infinity`. */
const FOREVER = 0xffffffff

/** Who had which values from when to when. A run of a hundred members has close to a million of them, so they are kept as columns. */
export class Holdings implements Iterable<Holding> {
  private readonly member = new Growing()
  private readonly value = new Growing()
  private readonly from = new Growing()
  private readonly to = new Growing()
  /** By member, the places of its own: `places[start[m]]` to `places[start[m + 1] - 1]`. Made when it is first asked for. */
  private index: { readonly start: Uint32Array; readonly places: Uint32Array } | undefined

  /** The same as from a list. */
  static from(all: Iterable<Holding>): Holdings {
    const holdings = new Holdings()
    for (const { from, member, to, value } of all) holdings.add(member, value, from, to)
    return holdings
  }

  /** How many there are. */
  get length(): number {
    return this.value.length
  }

  /** One more. `to`: `Infinity` while it lasts. */
  add(member: number, value: ValueId, from: number, to: number): void {
    this.member.push(member)
    this.value.push(value)
    this.from.push(from)
    this.to.push(to === Infinity ? FOREVER : to)
    this.index = undefined
  }

  /** All, in the order in which they were added. */
  *[Symbol.iterator](): IterableIterator<Holding> {
    for (let i = 0; i < this.length; i++) yield this.at(i)
  }

  /** Visits all, in the order in which they were added. */
  forEach(visit: (member: number, value: ValueId) => void): void {
    for (let i = 0; i < this.length; i++) visit(this.member.at(i), this.value.at(i))
  }

  /** Visits one member's, in the order in which they were added. */
  of(member: number, visit: (value: ValueId, from: number, to: number) => void): void {
    const { places, start } = (this.index ??= this.indexed())
    const end = start[member + 1] ?? 0
    for (let i = start[member] ?? 0; i < end; i++) {
      const place = places[i]!
      const to = this.to.at(place)
      visit(this.value.at(place), this.from.at(place), to === FOREVER ? Infinity : to)
    }
  }

  private at(place: number): Holding {
    const to = this.to.at(place)
    return { member: this.member.at(place), value: this.value.at(place), from: this.from.at(place), to: to === FOREVER ? Infinity : to }
  }

  private indexed(): { readonly start: Uint32Array; readonly places: Uint32Array } {
    const members = this.member.all
    const start = new Uint32Array(members.reduce((most, member) => Math.max(most, member), -1) + 2)
    for (const member of members) start[member + 1] = start[member + 1]! + 1
    for (let m = 1; m < start.length; m++) start[m] = start[m]! + start[m - 1]!
    const next = start.slice()
    const places = new Uint32Array(members.length)
    for (const [place, member] of members.entries()) {
      places[next[member]!] = place
      next[member] = next[member]! + 1
    }
    return { start, places }
  }
}
