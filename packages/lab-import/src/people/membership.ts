import type { WorkloadEvent } from "@copath/lab-core"
import type { HistoryRecord } from "../history.ts"
import type { Mark, Stay } from "./presence.ts"

/** How who belongs is inferred. */
export interface MembershipOptions {
  /** Who is silent for longer has left. Milliseconds; infinite: nobody leaves silently. */
  readonly leaveAfterMs: number
  /** Those who are in the group with its first member from the beginning. */
  readonly founders: ReadonlyArray<string>
}

/**
 * Follows who belongs to the group, record by record in the order of time. Whoever acts is a member: the first creates the group, and others are
 * added where the file does not say it. Departures of people who are no members are passed over.
 */
export class Membership {
  readonly events: Array<WorkloadEvent> = []
  readonly stays: Array<Stay> = []
  readonly inferred = { joins: 0, leaves: 0 }
  private readonly options: MembershipOptions
  private readonly members = new Map<string, Stay>()
  /** When each member last did something; the longest silent comes first. */
  private readonly lastAct = new Map<string, number>()

  constructor(options: MembershipOptions) {
    this.options = options
  }

  take(record: HistoryRecord): void {
    this.expire(record.t)
    const { t } = record
    switch (record.what) {
      case "say":
        this.act(record.user, t)
        this.events.push({ t, do: "say", by: record.user, size: record.size })
        return
      case "join":
        if (!this.members.has(record.user)) this.enter([record.user], t, {})
        return this.mark(record.user, { t, is: "act" })
      case "leave":
        return this.leave(record.user, t, {})
      case "online":
        return this.act(record.user, t, "online")
      case "offline":
        if (this.members.has(record.user)) this.mark(record.user, { t, is: "offline" })
        return
      case "create":
      case "add":
        return this.add(record.user, record.whom, t)
      case "remove":
        return this.remove(record.user, record.whom, t)
    }
  }

  private add(user: string | undefined, whom: ReadonlyArray<string>, t: number): void {
    if (user !== undefined) {
      if (this.members.size === 0) return this.begin(user, whom, t, {})
      // Whoever adds itself has joined.
      if (whom.includes(user)) this.take({ t, what: "join", user })
      else this.act(user, t)
    }
    const others = [...new Set(whom)].filter((name) => !this.members.has(name))
    this.enter(others, t, user === undefined ? {} : { by: user })
    for (const name of others) this.mark(name, { t, is: "act" })
  }

  private remove(user: string | undefined, whom: ReadonlyArray<string>, t: number): void {
    const there = [...new Set(whom)].filter((name) => this.members.has(name))
    const others = there.filter((name) => name !== user)
    if (others.length > 0) {
      if (user !== undefined) this.act(user, t)
      this.events.push({ t, do: "remove", who: others, ...(user === undefined ? {} : { by: user }) })
      for (const name of others) this.forget(name, t)
    }
    if (user !== undefined && there.includes(user)) this.leave(user, t, {})
  }

  /** Somebody does something, and so is a member. */
  private act(user: string, t: number, is: Mark["is"] = "act"): void {
    if (!this.members.has(user)) {
      this.inferred.joins++
      this.enter([user], t, { inferred: true })
    }
    this.mark(user, { t, is })
  }

  private mark(user: string, mark: Mark): void {
    this.members.get(user)?.marks.push(mark)
    this.lastAct.delete(user)
    this.lastAct.set(user, mark.t)
  }

  private enter(names: ReadonlyArray<string>, t: number, how: { readonly by?: string; readonly inferred?: true }): void {
    const [first, ...others] = names
    if (first === undefined) return
    if (this.members.size === 0) return this.begin(first, others, t, how.inferred === true ? { inferred: true } : {})
    this.events.push({ t, do: "add", who: names, ...how })
    this.seat(names, t)
  }

  /** The group begins; the first time with all who were there from the beginning. */
  private begin(by: string, named: ReadonlyArray<string>, t: number, how: { readonly inferred?: true }): void {
    const founders = this.events.length === 0 ? this.options.founders : []
    const others = [...new Set([...named, ...founders])].filter((name) => name !== by)
    const guessed = others.length - new Set(named.filter((name) => name !== by)).size
    this.inferred.joins += guessed
    this.events.push({ t, do: "create", by, with: others, ...(guessed > 0 ? { inferred: true } : how) })
    this.seat([by, ...others], t)
  }

  private seat(names: ReadonlyArray<string>, t: number): void {
    for (const user of names) {
      const stay: Stay = { user, from: t, until: Number.POSITIVE_INFINITY, marks: [] }
      this.members.set(user, stay)
      this.stays.push(stay)
      this.lastAct.set(user, t)
    }
  }

  private leave(user: string, t: number, how: { readonly inferred?: true }): void {
    if (!this.members.has(user)) return
    this.events.push({ t, do: "leave", by: user, ...how })
    this.forget(user, t)
  }

  private forget(user: string, t: number): void {
    const stay = this.members.get(user)
    if (stay !== undefined) stay.until = t
    this.members.delete(user)
    this.lastAct.delete(user)
  }

  /** Lets go who has been silent for longer than is allowed, each at the moment when that was so. */
  private expire(now: number): void {
    for (const [user, t] of this.lastAct) {
      const at = t + this.options.leaveAfterMs
      if (at >= now) return
      this.inferred.leaves++
      this.leave(user, at, { inferred: true })
    }
  }
}
