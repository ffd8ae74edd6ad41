import { changeOf, type Keeper, Recovery, type SeatTaken, Seats, StateKeeping, type Trial } from "@copath/client"
import { type Delivered, DeliveryService, MessageProtection } from "@copath/contracts"
import type { GroupChoices, GroupState, KeyPackageSecrets, Received } from "@copath/group"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { Ledger } from "./ledger.ts"
import { type Envelope, following, type Member, newMember, reasonOf, wipe } from "./member.ts"
import type { Kind, Role } from "./result.ts"
import type { World } from "./world.ts"

/** How messages go about. */
export interface Manners {
  /** How proposals and commits travel. */
  readonly handshake: GroupChoices["handshake"]
  /** Whether whoever was removed goes on reading along. */
  readonly shadowed: boolean
  /** Whether what is said in an epoch reaches everybody backwards. */
  readonly backwards: boolean
  /** Devices at each leaf, beside the one that acts. */
  readonly siblings: number
}

/**
 * One group's members around one delivery service: whatever one of them sends goes to all others, those who are away get it when they come back, and
 * a commit that is to be vouched for is talked about until it is adopted.
 */
export class Exchange {
  readonly members = new Map<string, Member>()
  /** The group's id. */
  group = ""
  /** Whoever was removed, with the largest state it held. */
  readonly former: Array<Member> = []
  /** The workload's event at hand; failures name it. */
  event = 0
  private readonly world: World
  private readonly ledger: Ledger
  private readonly how: Manners
  private fetch: Effect.Effect<ReadonlyArray<Delivered>, unknown> = Effect.succeed([])
  private fetched: Array<Delivered> = []

  constructor(world: World, ledger: Ledger, how: Manners) {
    this.world = world
    this.ledger = ledger
    this.how = how
  }

  /** A new group; whoever was in the one before is in none. */
  readonly open = Effect.fnUntraced(function* (this: Exchange, group: string) {
    this.close()
    this.group = group
    const delivery = yield* DeliveryService
    this.fetch = yield* Stream.toPull(delivery.subscribe(group, 0n))
    this.fetched = []
  })

  /** The group is given up. */
  close(): void {
    this.former.push(...this.members.values())
    this.members.clear()
  }

  at(name: string): Member {
    const member = this.members.get(name)
    if (member === undefined) throw new Error(`${name} is in no group at this step`)
    return member
  }

  others(member: Member): ReadonlyArray<Member> {
    return [...this.members.values()].filter((other) => other !== member)
  }

  /** What follows is this member's doing, until the ledger's `end`. */
  acts(name: string): void {
    this.world.act(name)
    this.ledger.begin()
  }

  fail(member: Member, cause: unknown, lost = true): void {
    const reason = reasonOf(cause)
    this.ledger.failures.push({ step: this.event, member: member.name, reason })
    if (lost) member.lost = reason
  }

  /** Bytes that a member's devices and its storage moved beside the group's own messages. */
  charge(name: string, role: Role, between: ReadonlyArray<number>, keeper?: Keeper): void {
    for (const length of between) {
      this.ledger.sent("between", role, name, length, this.how.siblings)
      for (let i = 0; i < this.how.siblings; i++) this.ledger.received("between", role, name, length)
    }
    if (keeper === undefined) return
    const { fetched, stored } = keeper.moved
    if (stored > 0) this.ledger.sent("blob", role, name, stored, 0)
    if (fetched > 0) this.ledger.received("blob", role, name, fetched)
  }

  /** Somebody without a leaf, new in the group or back in it. */
  readonly stand = Effect.fnUntraced(function* (this: Exchange, name: string) {
    const member = newMember(name, (yield* Recovery).begin)
    this.members.set(name, member)
    return member
  })

  /** Somebody sits down at a leaf, its own storage begun. `from`: what it joined with; `undefined`: it created the group, or joined by itself. */
  readonly sit = Effect.fnUntraced(function* (
    this: Exchange,
    name: string,
    state: GroupState,
    devices: number,
    from?: { readonly secrets: KeyPackageSecrets | undefined; readonly handed: Uint8Array | undefined }
  ) {
    const keeping = yield* StateKeeping
    const member = yield* this.stand(name)
    const sitting = Effect.all([
      Effect.flatMap(Seats, (seats) => seats.sit(state, devices)),
      from === undefined ? keeping.begin(state) : keeping.joined(state, from.secrets, from.handed)
    ])
    const sat = yield* Effect.result(sitting)
    if (Result.isFailure(sat)) this.fail(member, sat.failure)
    else [member.seat, member.keeper] = sat.success
    return member
  })

  /** A position reserved at the delivery service, where this composition's protection wants one. */
  readonly slot = Effect.fnUntraced(function* (this: Exchange, state: GroupState, chain: "handshake" | "application") {
    const { needs } = yield* MessageProtection
    if (!needs.slot || (chain === "handshake" && this.how.handshake === "public")) return {}
    const delivery = yield* DeliveryService
    return { slot: yield* delivery.reserve(this.group, state.context.epoch) }
  })

  /** Publishes what expects no epoch, and hands it out. */
  readonly post = Effect.fnUntraced(function* (this: Exchange, from: Member, kind: Kind, role: Role, message: Uint8Array) {
    const delivery = yield* DeliveryService
    const { position } = yield* delivery.publish(this.group, message, Option.none())
    yield* this.handOut(from, kind, role, message.length, position)
  })

  /** What the delivery service holds up to a position goes to everybody but its sender. */
  readonly handOut = Effect.fnUntraced(function* (this: Exchange, from: Member, kind: Kind, role: Role, length: number, position: bigint) {
    const audience = this.others(from)
    this.ledger.sent(kind, role, from.name, length, audience.length)
    for (;;) {
      const next = this.fetched.shift()
      if (next === undefined) {
        this.fetched.push(...(yield* Effect.orDie(this.fetch)))
        continue
      }
      const envelope = { message: next.message, kind }
      if (this.how.shadowed && kind !== "statement") yield* this.shadow(next.message)
      for (const member of audience) {
        if (!member.online) member.waiting.push(envelope)
        else if (this.how.backwards && kind === "application") member.texts.unshift(envelope)
        else yield* this.take(member, envelope)
      }
      if (next.position >= position) return
    }
  })

  /** Texts that were to come backwards come now: before a handshake is made, for what is on trial is so in the state in which it was looked at. */
  readonly catchUp = Effect.fnUntraced(function* (this: Exchange) {
    for (const member of this.members.values())
      for (let next = member.texts.shift(); next !== undefined; next = member.texts.shift()) yield* this.take(member, next)
  })

  /** Texts whose keys never came are lost. */
  giveUp(): void {
    for (const member of this.members.values())
      for (const _ of member.early.splice(0)) this.fail(member, { _tag: "Unprotectable", reason: "NoKeyYet" }, false)
  }

  /** Nobody who was removed may open anything: if one does, the run is not sound. */
  private readonly shadow = Effect.fnUntraced(function* (this: Exchange, message: Uint8Array) {
    for (const member of this.former) {
      if (member.seat === undefined || member.left !== this.group) continue
      const { verdict } = yield* member.seat.take(message)
      if (verdict._tag !== "refused") this.fail(member, { _tag: "OpenedByRemoved", reason: member.name }, false)
    }
  })

  /** A member that the group has removed. */
  remove(name: string): void {
    const member = this.members.get(name)
    if (member === undefined) return
    member.left = this.group
    this.members.delete(name)
    this.former.push(member)
  }

  readonly comeOnline = Effect.fnUntraced(function* (this: Exchange, member: Member) {
    member.online = true
    for (let next = member.waiting.shift(); next !== undefined; next = member.waiting.shift()) yield* this.take(member, next)
  })

  private readonly take = Effect.fnUntraced(function* (this: Exchange, member: Member, { kind, message }: Envelope) {
    const expected: Role = kind === "application" ? "receiver" : "member"
    const seat = following(member)
    const unread = seat === undefined || (kind === "statement" && member.onTrial === undefined)
    if (unread) return this.ledger.received(kind, expected, member.name, message.length)
    if (kind === "application" && member.deaf > 0) {
      this.ledger.received(kind, expected, member.name, message.length)
      member.deaf--
      return yield* this.askFor(member, message)
    }
    this.acts(member.name)
    const trial = yield* kind === "statement" && member.onTrial !== undefined ? member.onTrial.hear(message) : seat.take(message)
    const early = isEarly(trial)
    if (early) member.early.push({ message, kind })
    const role = early ? expected : yield* this.weigh(member, trial, expected)
    this.ledger.end(role)
    this.ledger.received(kind, role, member.name, message.length)
    if (!early) yield* this.retry(member)
  })

  /** What has overtaken its own key is tried again after whatever else came. */
  private readonly retry = Effect.fnUntraced(function* (this: Exchange, member: Member) {
    for (let left = member.early.length; left > 0; left--) {
      const next = member.early.shift()
      const seat = following(member)
      if (next === undefined || seat === undefined) return
      this.acts(member.name)
      const trial = yield* seat.take(next.message)
      if (isEarly(trial)) member.early.push(next)
      else this.ledger.end(yield* this.weigh(member, trial, "receiver"))
    }
  })

  /** What a member makes of a message, or of what was said about it; gives the role in which it did. */
  readonly weigh = Effect.fnUntraced(function* (this: Exchange, member: Member, trial: Trial<SeatTaken>, role: Role) {
    member.toSay.push(...trial.statements)
    const { verdict } = trial
    member.onTrial = verdict._tag === "waiting" ? trial : undefined
    if (verdict._tag === "refused") this.fail(member, verdict.error, role !== "receiver")
    return verdict._tag === "adopted" ? yield* this.adopt(member, verdict.value, role) : role
  })

  private readonly adopt = Effect.fnUntraced(function* (this: Exchange, member: Member, taken: SeatTaken, role: Role) {
    const { received, retired, seat } = taken
    const before = member.seat
    this.charge(member.name, role, taken.between)
    if (received._tag === "removed") {
      wipe(retired)
      return "removed" as const
    }
    member.seat = seat
    const change = changeOf(received)
    if (change !== undefined && before !== undefined && member.keeper !== undefined) {
      const kept = yield* Effect.result(member.keeper.follow(before.state, seat.state, change, isMine(before.state, received)))
      if (Result.isFailure(kept)) this.fail(member, kept.failure)
      else this.charge(member.name, role, [], (member.keeper = kept.success))
    }
    wipe(retired)
    if (received._tag === "commit") member.letters = member.letters.follow(received)
    if (received._tag === "application") yield* this.read(member, received)
    return role
  })

  private readonly read = Effect.fnUntraced(function* (
    this: Exchange,
    member: Member,
    received: Extract<Received, { readonly _tag: "application" }>
  ) {
    const state = member.seat?.state
    if (state === undefined) return
    const { answer, confirm, correspondence, text } = yield* member.letters.read(state, received)
    member.letters = correspondence
    if (text !== undefined) this.ledger.counts.deliveries++
    // People in workloads hide nothing from newcomers: they agree.
    const again = answer ?? confirm
    if (again !== undefined) member.toAnswer.push(again)
  })

  /** A text that came and did not open: whoever wants it again asks. */
  private readonly askFor = Effect.fnUntraced(function* (this: Exchange, member: Member, message: Uint8Array) {
    this.ledger.counts.missed++
    const asking = yield* member.letters.missed(message)
    if (asking !== undefined) member.toAsk.push(asking)
  })

  /** Says in the group what is to be said; `true` once it has left. */
  readonly say = Effect.fnUntraced(function* (this: Exchange, member: Member, payload: Uint8Array, sent: (message: Uint8Array) => void) {
    const seat = following(member)
    if (seat === undefined) return false
    this.acts(member.name)
    const said = yield* Effect.result(seat.say(payload, yield* this.slot(seat.state, "application")))
    if (Result.isFailure(said)) {
      this.fail(member, said.failure)
      return false
    }
    const { between, message, retired, seat: next } = said.success
    member.seat = next
    wipe(retired)
    this.ledger.end("sender")
    this.charge(member.name, "sender", between)
    sent(message)
    yield* this.post(member, "application", "sender", message)
    return true
  })

  /**
   * Talks about a commit until all who are there have adopted it. Who was not the first to speak for it steps in where the first is silent; who is away and
   * must be heard is woken up for that, and goes to sleep again. Then texts that did not open are asked for and sent again.
   */
  readonly conclude = Effect.fnUntraced(function* (this: Exchange) {
    const woken: Array<Member> = []
    const heard = new Set<Member>()
    for (;;) {
      const speaker = this.find((m) => m.toSay.length > 0)
      const statement = speaker?.toSay.shift()
      if (speaker !== undefined && statement !== undefined) {
        yield* this.post(speaker, "statement", "member", statement)
        continue
      }
      const wanted = this.wanted(heard)
      if (wanted === undefined) break
      if (!wanted.online) {
        this.ledger.counts.woken++
        woken.push(wanted)
        yield* this.comeOnline(wanted)
        continue
      }
      heard.add(wanted)
      if (wanted.onTrial === undefined) continue
      this.acts(wanted.name)
      this.ledger.end(yield* this.weigh(wanted, yield* wanted.onTrial.stepIn, "member"))
    }
    for (const member of woken) member.online = false
    for (const member of this.members.values()) {
      if (member.online && member.onTrial !== undefined) this.fail(member, { _tag: "NotVouchedFor" })
    }
    yield* this.correspond()
  })

  private readonly correspond = Effect.fnUntraced(function* (this: Exchange) {
    for (;;) {
      const asker = this.find((m) => m.online && m.toAsk.length > 0)
      const asking = asker?.toAsk.shift()
      if (asker !== undefined && asking !== undefined) {
        yield* this.say(asker, asking, () => undefined)
        continue
      }
      const author = this.find((m) => m.online && m.toAnswer.length > 0)
      const answer = author?.toAnswer.shift()
      if (author === undefined || answer === undefined) return
      const went = yield* this.say(author, answer.payload, (message) => (author.letters = answer.sent(message)))
      if (went) this.ledger.counts.resent++
    }
  })

  private find(wanted: (member: Member) => boolean): Member | undefined {
    for (const member of this.members.values()) if (wanted(member)) return member
    return undefined
  }

  /** Somebody whose word is waited for and was not asked for yet: whoever is there first. */
  private wanted(heard: ReadonlySet<Member>): Member | undefined {
    const leaves = new Set<number>()
    for (const { online, onTrial } of this.members.values()) {
      if (!online || onTrial?.verdict._tag !== "waiting") continue
      for (const readers of onTrial.verdict.missing) for (const leaf of readers) leaves.add(leaf)
    }
    if (leaves.size === 0) return undefined
    const missing = (m: Member): boolean => !heard.has(m) && following(m) !== undefined && leaves.has(m.seat?.state.me ?? -1)
    return this.find((m) => m.online && missing(m)) ?? this.find((m) => !m.online && missing(m))
  }
}

/** Whether a message's key is still on its way: not an error, but a matter of order. */
const isEarly = ({ verdict }: Trial<SeatTaken>): boolean =>
  verdict._tag === "refused" && verdict.error._tag === "Unprotectable" && "reason" in verdict.error && verdict.error.reason === "NoKeyYet"

const isMine = (before: GroupState, received: Received): boolean =>
  received._tag === "commit" && !received.external && received.sender === before.me
