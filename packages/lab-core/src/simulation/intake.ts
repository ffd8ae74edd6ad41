import { changeOf, type SeatTaken, type Trial } from "@copath/client"
import type { GroupState, Received } from "@copath/group"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Circle } from "./circle.ts"
import { type Envelope, following, type Member, wipe } from "./member.ts"
import type { Role } from "../result/result.ts"

/** What members make of the messages that reach them. */
export class Intake {
  /** Messages that were looked at so far. */
  looked = 0
  private readonly circle: Circle

  constructor(circle: Circle) {
    this.circle = circle
  }

  /** Something reaches a member's devices. */
  receive(member: Member, envelopes: ReadonlyArray<Envelope>) {
    member.waiting.push(...envelopes)
    return this.catchUp(member)
  }

  /** A member looks at what waits for it, if its devices are on. While a commit is on trial it hears nothing but what is said of it: the rest comes after. */
  readonly catchUp = Effect.fnUntraced(function* (this: Intake, member: Member) {
    const { waiting } = member
    while (member.awake) {
      const next = member.onTrial === undefined ? 0 : waiting.findIndex(({ kind }) => kind === "statement")
      const [envelope] = next < 0 ? [] : waiting.splice(next, 1)
      if (envelope === undefined) return
      this.looked++
      yield* this.take(member, envelope)
    }
  })

  private readonly take = Effect.fnUntraced(function* (this: Intake, member: Member, envelope: Envelope) {
    const { circle } = this
    const { ledger } = circle
    const { genuine, kind, message } = envelope
    const expected: Role = kind === "application" ? "receiver" : "member"
    const seat = following(member)
    const unread = seat === undefined || (kind === "statement" && member.onTrial === undefined)
    if (unread) return ledger.received(kind, expected, member.name, message.length)
    if (kind === "application" && member.deaf > 0) {
      ledger.received(kind, expected, member.name, message.length)
      member.deaf--
      return yield* this.askFor(member, message)
    }
    circle.acts(member.name)
    const { watch } = circle.world
    watch?.opens(message)
    const trial = yield* kind === "statement" && member.onTrial !== undefined ? member.onTrial.hear(message) : seat.take(message)
    watch?.opened(trial.verdict._tag === "adopted")
    const early = earlyFor(trial)
    if (early !== undefined) member.early.push({ envelope, error: early })
    const role = early !== undefined ? expected : yield* this.weigh(member, trial, expected, genuine)
    ledger.end(role)
    ledger.received(kind, role, member.name, message.length)
    if (early === undefined) yield* this.retry(member)
  })

  /** What has overtaken its own key, or its epoch's commit, is tried again after whatever else came. */
  private readonly retry = Effect.fnUntraced(function* (this: Intake, member: Member) {
    for (let left = member.early.length; left > 0 && member.onTrial === undefined; left--) {
      const next = member.early.shift()
      const seat = following(member)
      if (next === undefined || seat === undefined) return
      const { genuine, kind, message } = next.envelope
      this.circle.acts(member.name)
      const { watch } = this.circle.world
      watch?.opens(message)
      const trial = yield* seat.take(message)
      watch?.opened(trial.verdict._tag === "adopted")
      const early = earlyFor(trial)
      if (early !== undefined) {
        member.early.push(next)
        continue
      }
      this.circle.ledger.end(yield* this.weigh(member, trial, kind === "application" ? "receiver" : "member", genuine))
      // What waits for a commit is looked at once more when one has come.
      if (kind === "commit") left = member.early.length + 1
    }
  })

  /**
   * What a member makes of a message, or of what was said about it; gives the role in which it did. Whoever cannot take in what the group goes on from is lost;
   * not so who was handed something else, or something from before its time.
   */
  readonly weigh = Effect.fnUntraced(function* (this: Intake, member: Member, trial: Trial<SeatTaken>, role: Role, genuine = true) {
    member.toSay.push(...trial.statements)
    const { verdict } = trial
    member.onTrial = verdict._tag === "waiting" ? trial : undefined
    if (verdict._tag === "refused") this.circle.fail(member, verdict.error, role !== "receiver" && genuine && !isPast(verdict.error))
    return verdict._tag === "adopted" ? yield* this.adopt(member, verdict.value, role) : role
  })

  private readonly adopt = Effect.fnUntraced(function* (this: Intake, member: Member, taken: SeatTaken, role: Role) {
    const { received, retired, seat } = taken
    const before = member.seat
    this.circle.charge(member.name, role, taken.between)
    if (received._tag === "removed") {
      wipe(retired)
      return "removed" as const
    }
    member.seat = seat
    const change = changeOf(received)
    if (change !== undefined && before !== undefined && member.keeper !== undefined) {
      const kept = yield* Effect.result(member.keeper.follow(before.state, seat.state, change, isMine(before.state, received)))
      if (Result.isFailure(kept)) this.circle.fail(member, kept.failure)
      else this.circle.charge(member.name, role, [], (member.keeper = kept.success))
    }
    wipe(retired)
    if (received._tag === "commit") member.letters = member.letters.follow(received)
    if (received._tag === "application") yield* this.read(member, received)
    return role
  })

  private readonly read = Effect.fnUntraced(function* (
    this: Intake,
    member: Member,
    received: Extract<Received, { readonly _tag: "application" }>
  ) {
    const state = member.seat?.state
    if (state === undefined) return
    const { answer, confirm, correspondence, text } = yield* member.letters.read(state, received)
    member.letters = correspondence
    if (text !== undefined) this.circle.ledger.counts.deliveries++
    // People in workloads hide nothing from newcomers: they agree.
    const again = answer ?? confirm
    if (again !== undefined) member.toAnswer.push(again)
  })

  /** A text that came and did not open: whoever wants it again asks. */
  private readonly askFor = Effect.fnUntraced(function* (this: Intake, member: Member, message: Uint8Array) {
    this.circle.ledger.counts.missed++
    const asking = yield* member.letters.missed(message)
    if (asking !== undefined) member.toAsk.push(asking)
  })

  /** Nobody who was removed may open anything: if one does, the run is not sound. */
  readonly shadow = Effect.fnUntraced(function* (this: Intake, message: Uint8Array) {
    for (const member of this.circle.former) {
      if (member.seat === undefined || member.left !== this.circle.group) continue
      const { verdict } = yield* member.seat.take(message)
      if (verdict._tag !== "refused") this.circle.fail(member, { _tag: "OpenedByRemoved", reason: member.name }, false)
    }
  })

  /** What is early still will be so for ever: texts are lost, and with a handshake its member. */
  giveUp(): void {
    for (const member of this.circle.members.values())
      for (const { envelope, error } of member.early.splice(0))
        this.circle.fail(member, error, envelope.kind !== "application" && envelope.genuine)
  }
}

/** The error of a message whose time may still come: its key is on its way, or the commit that begins its epoch. */
const earlyFor = ({ verdict }: Trial<SeatTaken>): unknown => {
  if (verdict._tag !== "refused" || !("reason" in verdict.error)) return undefined
  const { _tag, reason } = verdict.error
  const early = (_tag === "Unprotectable" && reason === "NoKeyYet") || (_tag === "FrameRejected" && reason === "FutureEpoch")
  return early ? verdict.error : undefined
}

/** Whether a message was of an epoch that is over: nothing is lost by that. */
const isPast = (error: object): boolean => "reason" in error && error.reason === "StaleEpoch"

const isMine = (before: GroupState, received: Received): boolean =>
  received._tag === "commit" && !received.external && received.sender === before.me
