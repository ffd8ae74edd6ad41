import type { Policy } from "./policy.ts"
import { evictionDue, type Member, rekeyDue } from "./group.ts"

/** What falls due by the clock. */
export interface Due {
  /** Milliseconds of virtual time. */
  readonly at: number
  /** Whether its keys are old, or it has been idle too long. */
  readonly what: "rekey" | "evict"
  /** Whom it befalls. */
  readonly member: Member
}

/** A time that was right when it was noted; by now it may be later. */
interface Noted extends Due {
  /** Counts members in the order of joining: of two things due at once the elder's comes first, and its rekey before its eviction. */
  readonly order: number
}

/**
 * What falls due, soonest first, in a heap of times that are only ever too early: a member that acts has more time, and its entry is looked at again when
 * it comes up. So a day's rekeys of fifty thousand members cost no more than their number times its logarithm.
 */
export class Timers {
  private readonly policy: Policy
  private readonly heap: Array<Noted> = []
  /** Those whose rekey is noted; an offline member's is not, once it has come up. */
  private readonly rekeying = new Set<Member>()
  private readonly orders = new WeakMap<Member, number>()
  /** Evictions that fell due while there was nobody else. */
  private readonly spared: Array<Noted> = []
  private joined = 0

  constructor(policy: Policy) {
    this.policy = policy
  }

  /** A member joins. */
  enter(member: Member): void {
    const order = this.joined++ * 2
    if (this.policy.evict !== undefined) this.note({ at: evictionDue(this.policy, member), what: "evict", member, order: order + 1 })
    this.orders.set(member, order)
    this.wake(member)
  }

  /** A member comes online, or joins. */
  wake(member: Member): void {
    if (this.policy.rekey.everyMs === undefined || this.rekeying.has(member)) return
    this.rekeying.add(member)
    this.note({ at: rekeyDue(this.policy, member), what: "rekey", member, order: this.orders.get(member) ?? 0 })
  }

  /**
   * What is due first, up to and including `until`, and before `limit`. `isMember`: whether this one still belongs; `many`: whether there is anybody beside it,
   * for the last one is not evicted. It stays due until something is done about it.
   */
  next(until: number, limit: number, isMember: (member: Member) => boolean, many: boolean): Due | undefined {
    if (many) for (const last of this.spared.splice(0)) this.note(last)
    for (let top = this.heap[0]; top !== undefined && top.at <= until && top.at < limit; top = this.heap[0]) {
      const due = top.what === "rekey" ? rekeyDue(this.policy, top.member) : evictionDue(this.policy, top.member)
      if (top.what === "evict" && !many) {
        this.take()
        this.spared.push(top)
      } else if (!isMember(top.member) || due === Number.POSITIVE_INFINITY) {
        this.take()
        if (top.what === "rekey") this.rekeying.delete(top.member)
      } else if (due > top.at) {
        this.take()
        this.note({ ...top, at: due })
      } else return top
    }
    return undefined
  }

  private note(entry: Noted): void {
    const { heap } = this
    let at = heap.push(entry) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!before(entry, heap[parent])) break
      heap[at] = heap[parent] as Noted
      at = parent
    }
    heap[at] = entry
  }

  private take(): void {
    const { heap } = this
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (before(heap[child + 1], heap[child])) child++
      if (!before(heap[child], last)) break
      heap[at] = heap[child] as Noted
      at = child
    }
    heap[at] = last
  }
}

const before = (a: Noted | undefined, b: Noted | undefined): boolean =>
  a !== undefined && (b === undefined || a.at < b.at || (a.at === b.at && a.order < b.order))
