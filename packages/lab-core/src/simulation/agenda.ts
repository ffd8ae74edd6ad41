/** What is still to happen, in the order of time; at one time, in the order in which it was put down. */
export class Agenda<A> {
  private readonly entries: Array<{ readonly at: number; readonly what: A }> = []

  /** Whether there is nothing left. */
  get isEmpty(): boolean {
    return this.entries.length === 0
  }

  /** When the next thing happens; `Infinity` if nothing does. */
  get next(): number {
    return this.entries[0]?.at ?? Number.POSITIVE_INFINITY
  }

  /** Puts something down. Most things happen after all that is there, so the place is looked for from the end. */
  add(at: number, what: A): void {
    let place = this.entries.length
    while (place > 0 && (this.entries[place - 1]?.at ?? 0) > at) place--
    this.entries.splice(place, 0, { at, what })
  }

  /** The next thing, which is then off the list; `undefined` if it is later than `until`. */
  take(until: number): A | undefined {
    return this.next <= until ? this.entries.shift()?.what : undefined
  }
}
