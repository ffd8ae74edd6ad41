/** Numbers of 32 bits without sign, one after the other, in four bytes each: lists of a million are neither objects nor copied when they are done. */
export class Growing {
  /** How many there are. */
  length = 0
  private room = new Uint32Array(1024)

  /** One more. */
  push(number: number): void {
    if (this.length === this.room.length) {
      const more = new Uint32Array(2 * this.length)
      more.set(this.room)
      this.room = more
    }
    this.room[this.length++] = number
  }

  /** The number in this place. */
  at(index: number): number {
    return this.room[index] as number
  }

  /** All so far, in memory that the next `push` may write on. */
  get all(): Uint32Array {
    return this.room.subarray(0, this.length)
  }
}
