/** Which leaves a user has in the group, and whose turn it is among the user's devices. */
export class Seating {
  /** Devices of each user. */
  private readonly devices: number
  /** Leaves of each user. */
  private readonly leaves: number
  private readonly turns = new Map<string, number>()

  constructor(devices: number, leaves: number) {
    this.devices = devices
    this.leaves = leaves
  }

  /** Devices that sit at one leaf. */
  get devicesPerLeaf(): number {
    return this.devices / this.leaves
  }

  /** The names of a user's leaves: the user's own if it has one. */
  of(user: string): ReadonlyArray<string> {
    return this.leaves === 1 ? [user] : Array.from({ length: this.leaves }, (_, i) => `${user}/${i + 1}`)
  }

  /** The leaves of several users. */
  all(users: ReadonlyArray<string>): ReadonlyArray<string> {
    return users.flatMap((user) => this.of(user))
  }

  /** The leaf at which a user acts next: its devices take turns. */
  next(user: string): string {
    const turn = this.turns.get(user) ?? 0
    this.turns.set(user, turn + 1)
    return this.of(user)[turn % this.leaves] ?? user
  }
}
