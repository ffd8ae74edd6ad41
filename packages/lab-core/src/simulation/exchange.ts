import { type SeatTaken, Seats, StateKeeping, type Trial } from "@copath/client"
import { DeliveryService, MessageProtection } from "@copath/contracts"
import type { GroupChoices, GroupState, KeyPackageSecrets } from "@copath/group"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { Circle } from "./circle.ts"
import { Intake } from "./intake.ts"
import type { Ledger } from "../costs/ledger.ts"
import { following, type Member, wipe } from "./member.ts"
import { type Carriage, Post } from "./post.ts"
import type { Kind, Role } from "../result/result.ts"
import type { World } from "./world.ts"

/** How messages go about. */
export interface Manners extends Carriage {
  /** How proposals and commits travel. */
  readonly handshake: GroupChoices["handshake"]
  /** Devices at each leaf, beside the one that acts. */
  readonly siblings: number
}

/**
 * One group's members around one delivery service: whatever one of them sends goes to all others, those who are away get it when they come back, and
 * a commit that is to be vouched for is talked about until it is adopted.
 */
export class Exchange {
  /** Who is there. */
  readonly circle: Circle
  /** How messages get to them. */
  readonly post: Post
  private readonly intake: Intake
  private readonly handshake: GroupChoices["handshake"]
  /** Who was woken up to be heard, and who was heard, since a commit was first talked about. */
  private readonly woken: Array<Member> = []
  private readonly heard = new Set<Member>()

  constructor(world: World, ledger: Ledger, how: Manners) {
    this.circle = new Circle(world, ledger, how.siblings)
    this.intake = new Intake(this.circle)
    this.post = new Post(this.circle, this.intake, how)
    this.handshake = how.handshake
  }

  /** A new group; whoever was in the one before is in none. */
  readonly open = Effect.fnUntraced(function* (this: Exchange, group: string) {
    yield* this.close()
    this.circle.group = group
    this.post.begin()
  })

  /** The group is given up. */
  readonly close = Effect.fnUntraced(function* (this: Exchange) {
    const { former, members } = this.circle
    for (const member of members.values()) yield* this.post.leave(member)
    former.push(...members.values())
    members.clear()
  })

  /** A member that the group has removed. */
  readonly remove = Effect.fnUntraced(function* (this: Exchange, name: string) {
    const { former, group, members } = this.circle
    const member = members.get(name)
    if (member === undefined) return
    member.left = group
    members.delete(name)
    former.push(member)
    yield* this.post.leave(member)
  })

  /** Somebody without a leaf, new in the group or back in it. */
  readonly stand = Effect.fnUntraced(function* (this: Exchange, name: string) {
    const before = this.circle.members.get(name)
    if (before !== undefined) yield* this.post.leave(before)
    const member = yield* this.circle.stand(name)
    yield* this.post.subscribe(member)
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
    if (Result.isFailure(sat)) this.circle.fail(member, sat.failure)
    else [member.seat, member.keeper] = sat.success
    return member
  })

  /** A position reserved at the delivery service, where this composition's protection wants one. Refused if the group has gone on from this epoch. */
  readonly slot = Effect.fnUntraced(function* (this: Exchange, state: GroupState, chain: "handshake" | "application") {
    const { needs } = yield* MessageProtection
    if (!needs.slot || (chain === "handshake" && this.handshake === "public")) return {}
    const delivery = yield* DeliveryService
    return { slot: yield* delivery.reserve(this.circle.group, state.context.epoch) }
  })

  /** Publishes what expects no epoch, and hands it out. */
  readonly send = Effect.fnUntraced(function* (this: Exchange, from: Member, kind: Kind, role: Role, message: Uint8Array) {
    const { position } = yield* this.post.offer(from.name, message)
    yield* this.post.handOut(from, kind, role, message, position)
  })

  /** What a member makes of a message of its own, or of what it says itself about another's. */
  weigh(member: Member, trial: Trial<SeatTaken>, role: Role) {
    return this.intake.weigh(member, trial, role)
  }

  /** Says in the group what is to be said; `true` once it has left. `place`: what {@link slot} gave for it. */
  readonly say = Effect.fnUntraced(function* (
    this: Exchange,
    member: Member,
    payload: Uint8Array,
    place: { readonly slot?: bigint },
    sent: (message: Uint8Array) => void
  ) {
    const seat = following(member)
    if (seat === undefined) return false
    const { circle } = this
    circle.acts(member.name)
    const said = yield* Effect.result(seat.say(payload, place))
    if (Result.isFailure(said)) {
      circle.fail(member, said.failure)
      return false
    }
    const { between, message, retired, seat: next } = said.success
    member.seat = next
    wipe(retired)
    circle.ledger.end("sender")
    circle.charge(member.name, "sender", between)
    sent(message)
    yield* this.send(member, "application", "sender", message)
    return true
  })

  /**
   * Talks about a commit until all who are there have adopted it. Who was not the first to speak for it steps in where the first is silent; who is away and
   * must be heard is woken up for that, and goes to sleep again. Then texts that did not open are asked for and sent again. While messages are on their way
   * it is too early to tell who is silent.
   */
  readonly conclude = Effect.fnUntraced(function* (this: Exchange) {
    const { circle, heard, post, woken } = this
    for (;;) {
      const speaker = circle.find((m) => m.toSay.length > 0 && !m.cutOff)
      const statement = speaker?.toSay.shift()
      if (speaker !== undefined && statement !== undefined) {
        yield* this.send(speaker, "statement", "member", statement)
        continue
      }
      if (post.isBusy) return
      if (circle.find((m) => m.online && m.onTrial !== undefined && m.lost === undefined) !== undefined && (yield* post.hush())) continue
      const wanted = this.wanted()
      if (wanted === undefined) break
      if (!wanted.online) {
        circle.ledger.counts.woken++
        woken.push(wanted)
        yield* post.comeOnline(wanted)
        continue
      }
      heard.add(wanted)
      if (wanted.onTrial === undefined) continue
      circle.acts(wanted.name)
      circle.ledger.end(yield* this.weigh(wanted, yield* wanted.onTrial.stepIn, "member"))
      yield* this.intake.catchUp(wanted)
    }
    heard.clear()
    for (const member of woken.splice(0)) member.awake = false
    for (const member of circle.members.values()) {
      if (member.online && member.onTrial !== undefined) circle.fail(member, { _tag: "NotVouchedFor" })
    }
    yield* this.correspond()
  })

  private readonly correspond = Effect.fnUntraced(function* (this: Exchange) {
    const { circle } = this
    for (;;) {
      const asker = circle.find((m) => m.online && m.toAsk.length > 0)
      const asking = asker?.toAsk.shift()
      if (asker !== undefined && asking !== undefined) {
        yield* this.answer(asker, asking, () => undefined)
        continue
      }
      const author = circle.find((m) => m.online && m.toAnswer.length > 0)
      const answer = author?.toAnswer.shift()
      if (author === undefined || answer === undefined) return
      const went = yield* this.answer(author, answer.payload, (message) => (author.letters = answer.sent(message)))
      if (went) circle.ledger.counts.resent++
    }
  })

  /** Nothing is on its way, so whoever speaks now is in the group's epoch. */
  private readonly answer = Effect.fnUntraced(function* (
    this: Exchange,
    member: Member,
    payload: Uint8Array,
    sent: (message: Uint8Array) => void
  ) {
    const seat = following(member)
    return seat !== undefined && (yield* this.say(member, payload, yield* this.slot(seat.state, "application"), sent))
  })

  /** Everybody comes online and takes in all there is, until nobody has anything left to say. */
  readonly settle = Effect.fnUntraced(function* (this: Exchange) {
    const { circle, intake, post } = this
    for (let before = -1; before < intake.looked && !post.isBusy;) {
      before = intake.looked
      for (const member of circle.members.values()) yield* post.comeOnline(member)
      yield* this.conclude()
    }
  })

  /** Nothing more comes: what waits for it is given up. */
  giveUp(): void {
    this.intake.giveUp()
  }

  /** Somebody whose word is waited for and was not asked for yet: whoever is there first. */
  private wanted(): Member | undefined {
    const { circle, heard } = this
    const leaves = new Set<number>()
    for (const { online, onTrial } of circle.members.values()) {
      if (!online || onTrial?.verdict._tag !== "waiting") continue
      for (const readers of onTrial.verdict.missing) for (const leaf of readers) leaves.add(leaf)
    }
    if (leaves.size === 0) return undefined
    const missing = (m: Member): boolean => !m.cutOff && !heard.has(m) && following(m) !== undefined && leaves.has(m.seat?.state.me ?? -1)
    return circle.find((m) => m.online && missing(m)) ?? circle.find((m) => !m.online && missing(m))
  }
}
