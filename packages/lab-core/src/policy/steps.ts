import type { Policy } from "./policy.ts"
import { committer, type Member, rekeysFirst } from "./group.ts"
import type { CommitStep, Origin, Step } from "./step.ts"
import { Timers } from "./timers.ts"
import { seeded } from "../randomness.ts"
import type { Workload, WorkloadEvent } from "../workload/workload.ts"

/** Adds and removes that wait for a commit. */
interface Pending {
  readonly add: Set<string>
  readonly remove: Set<string>
  readonly since: number
  readonly event: number
  readonly cause: Origin["cause"]
  by: string | undefined
}

/**
 * Turns what people do into what their clients do: when keys are renewed, who commits, what is collected into one commit. A function of its
 * arguments alone: equal workload, policy and seed give equal steps.
 *
 * *Gotcha*: only rekeys count as renewing a member's keys. Whether an add or a remove renews its committer's keys is the composition's affair,
 * and a policy must not depend on that.
 */
export const applyPolicy = (workload: Workload, policy: Policy, seed = "policy"): ReadonlyArray<Step> => {
  const deciding = new Deciding(policy, seed)
  for (const [i, event] of workload.events.entries()) deciding.take(event, i)
  deciding.finish()
  return deciding.steps
}

class Deciding {
  readonly steps: Array<Step> = []
  private readonly policy: Policy
  private readonly seed: string
  private readonly lots
  private readonly members = new Map<string, Member>()
  /** Those of the members that have said something. */
  private readonly spoken = new Set<Member>()
  private readonly timers
  private readonly evicted = new Set<string>()
  private pending: Pending | undefined = undefined
  private epoch = { number: 0, begunBy: "" }
  private turns = 0
  private at: Origin = { t: 0, event: 0, cause: "workload" }

  constructor(policy: Policy, seed: string) {
    this.policy = policy
    this.seed = seed
    this.lots = seeded(seed, "committer")
    this.timers = new Timers(policy)
  }

  take(event: WorkloadEvent, index: number): void {
    this.runTimers(event.t, index)
    this.at = { t: event.t, event: index, cause: "workload" }
    switch (event.do) {
      case "create":
        this.flush(undefined)
        this.evicted.clear()
        return this.begin([event.by, ...event.with])
      case "add":
        if (event.by !== undefined) this.appear(event.by)
        for (const name of event.who) this.change("add", name, event.by)
        return this.settle()
      case "remove":
        if (event.by !== undefined) this.appear(event.by)
        for (const name of event.who) this.change("remove", name, event.by)
        return this.settle()
      case "leave":
        this.change("remove", event.by, undefined)
        return this.settle()
      case "say":
        return this.say(this.appear(event.by), event.size)
      case "rekey":
        return this.rekey(this.appear(event.by), "workload")
      case "propose": {
        const member = this.appear(event.by)
        this.steps.push({ ...this.at, do: "propose", by: event.by })
        return this.renewed(member)
      }
      case "lose":
      case "miss":
        // Who loses its state looks for a way back at once; a text goes astray whether anybody looks or not.
        if (event.do === "lose") this.appear(event.by)
        else if (this.pending?.add.has(event.by) === true) this.flush(undefined)
        this.steps.push({ ...this.at, do: event.do, by: event.by })
        return
      case "offline":
        return this.presence(event.by, false)
      case "online":
        this.presence(event.by, true)
        return this.runTimers(event.t, index)
      default:
        this.steps.push({ ...this.at, do: "note", note: event })
    }
  }

  /** What still waits is committed when its time is up, though nothing more happens. */
  finish(): void {
    if (this.pending === undefined) return
    this.at = { ...this.at, t: Math.max(this.at.t, this.pending.since + this.policy.commit.batchMs) }
    this.flush(undefined)
  }

  /** A new group, made by the first of `names`. */
  private begin([by, ...others]: ReadonlyArray<string>): void {
    if (by === undefined) return
    this.steps.push({ ...this.at, do: "create", by, with: others })
    for (const name of [by, ...others]) this.enter(name)
    this.epoch = { number: this.epoch.number + 1, begunBy: by }
  }

  private say(member: Member, size: number): void {
    if (this.policy.commit.who === "next-speaker") this.flush(member.name)
    if (rekeysFirst(this.policy, member, this.at.t, this.epoch)) this.rekey(member, "policy")
    this.steps.push({ ...this.at, do: "say", by: member.name, size })
    this.spoken.add(member)
    member.said = this.at.t
    member.messages++
    member.turn = ++this.turns
    member.epoch = this.epoch.number
  }

  private rekey(member: Member, cause: Origin["cause"]): void {
    this.commit("rekey", member, [], [], cause)
    this.renewed(member)
  }

  private renewed(member: Member): void {
    member.rekeyed = this.at.t
    member.messages = 0
    member.epoch = this.epoch.number
  }

  private presence(name: string, online: boolean): void {
    if (this.pending?.add.has(name) === true) this.flush(undefined)
    const member = this.members.get(name)
    if (member === undefined || member.online === online) return
    member.online = online
    if (online) {
      member.onlineSince = this.at.t
      this.timers.wake(member)
    } else member.offlineSince = this.at.t
    this.steps.push({ ...this.at, do: online ? "online" : "offline", by: name })
  }

  /** The member of this name, in the group and online, whatever that takes. */
  private appear(name: string): Member {
    if (this.evicted.has(name)) this.change("add", name, undefined, "policy")
    if (this.pending?.add.has(name) === true) this.flush(undefined)
    if (this.members.get(name)?.online === false) this.presence(name, true)
    const member = this.members.get(name)
    if (member === undefined) throw new TypeError(`${name} acts and is not a member`)
    return member
  }

  private change(kind: "add" | "remove", name: string, by: string | undefined, cause: Origin["cause"] = "workload"): void {
    if (this.evicted.delete(name) && kind === "remove") return
    if (kind === "add" && this.pending?.remove.has(name) === true) this.flush(undefined)
    if (kind === "remove" && this.pending?.add.delete(name) === true) return
    this.pending ??= { add: new Set(), remove: new Set(), since: this.at.t, event: this.at.event, cause, by }
    this.pending[kind].add(name)
    this.pending.by = by ?? this.pending.by
  }

  /** Commits at once, unless the policy collects. */
  private settle(): void {
    if (this.policy.commit.batchMs === 0 && this.policy.commit.who !== "next-speaker") this.flush(undefined)
  }

  private flush(speaker: string | undefined): void {
    const pending = this.pending
    if (pending === undefined) return
    this.pending = undefined
    const choose = (leaving: ReadonlySet<string>) =>
      committer(this.policy, this.members, this.spoken, leaving, speaker ?? pending.by, this.lots)
    const [add, remove] = [[...pending.add], [...pending.remove]]
    const by = choose(pending.remove)
    if (by !== undefined) {
      if (add.length + remove.length > 0) this.commit(undefined, by, add, remove, pending.cause)
      return
    }
    // Everybody leaves. One of them lets the newcomers in, and these remove the others; without any, the last one turns off the light.
    const last = choose(new Set())
    if (last === undefined) return this.begin(add)
    if (add.length > 0) {
      this.commit(undefined, last, add, [], pending.cause)
      const heir = choose(pending.remove)
      if (heir !== undefined) this.commit(undefined, heir, [], remove, pending.cause)
      return
    }
    const others = remove.filter((name) => name !== last.name)
    if (others.length > 0) this.commit(undefined, last, [], others, pending.cause)
    this.exit(last.name)
    this.steps.push({ ...this.at, do: "end", by: last.name })
  }

  private commit(
    kind: CommitStep["do"] | undefined,
    by: Member,
    add: ReadonlyArray<string>,
    remove: ReadonlyArray<string>,
    cause: Origin["cause"]
  ): void {
    if (!by.online) this.presence(by.name, true)
    const what = kind ?? (remove.length === 0 ? "add" : add.length === 0 ? "remove" : "change")
    const { maxTries, onReject } = this.policy.retry
    this.steps.push({ ...this.at, cause, do: what, by: by.name, add, remove, tries: onReject === "drop" ? 1 : maxTries })
    for (const name of remove) this.exit(name)
    for (const name of add) this.enter(name)
    this.epoch = { number: this.epoch.number + 1, begunBy: by.name }
  }

  private enter(name: string): void {
    const { t } = this.at
    const { everyMs = 0 } = this.policy.rekey
    const member = {
      name,
      joined: t,
      said: undefined,
      rekeyed: t,
      messages: 0,
      turn: 0,
      epoch: -1,
      online: true,
      onlineSince: t,
      offlineSince: t,
      firstRekey: everyMs === 0 ? 0 : 1 + seeded(this.seed, "first rekey", name).below(everyMs)
    }
    this.members.set(name, member)
    this.timers.enter(member)
  }

  private exit(name: string): void {
    const member = this.members.get(name)
    if (member !== undefined) this.spoken.delete(member)
    this.members.delete(name)
  }

  /** Does what falls due up to `until`, in its order; what was collected before what falls due at the same moment. */
  private runTimers(until: number, event: number): void {
    const { batchMs, who } = this.policy.commit
    const at = this.at
    const isMember = (member: Member): boolean => this.members.get(member.name) === member
    for (;;) {
      const flush =
        batchMs > 0 && who !== "next-speaker" && this.pending !== undefined ? this.pending.since + batchMs : Number.POSITIVE_INFINITY
      const due = this.timers.next(until, flush, isMember, this.members.size > 1)
      const t = due?.at ?? flush
      if (t > until) break
      this.at = { t: Math.max(t, this.at.t), event, cause: "policy" }
      if (due === undefined) this.flush(undefined)
      else if (due.what === "rekey") this.rekey(due.member, "policy")
      else this.evict(due.member.name)
    }
    this.at = at
  }

  private evict(name: string): void {
    this.flush(undefined)
    if (!this.members.has(name) || this.members.size < 2) return
    this.change("remove", name, undefined, "policy")
    this.flush(undefined)
    this.evicted.add(name)
  }
}
