import { type Failure, type SeatCommitted, Seats, type Spoken } from "@copath/client"
import type { DeliveryRefused } from "@copath/contracts"
import { type GroupState, proposeUpdate } from "@copath/group"
import type { LeafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { type Fork, forks } from "./agreement.ts"
import type { Exchange } from "./exchange.ts"
import type { Joiner, Joining } from "./joining.ts"
import type { Ledger } from "../costs/ledger.ts"
import { following, type Member, wipe } from "./member.ts"

/** What one commit is to do to the group. */
export interface Planned {
  readonly joiners: ReadonlyArray<Joiner>
  /** Names of leaves that are to go. */
  readonly leaving: ReadonlyArray<string>
  /** A leaf that nobody sits at any longer. */
  readonly dead?: LeafIndex
  /** Whether it is there for its new keys. */
  readonly renew: boolean
  /** Whether it is there for nothing else: then it may be announced, for the next commit to put in force. */
  readonly mayBeProposed?: boolean
  /** How often it may be made in all, if others' commits come first. */
  readonly tries: number
}

/** One time that a commit was made. */
interface Attempt {
  readonly planned: Planned
  /** Which time it was, from 1. */
  readonly made: number
  /** The leaves that it removes. */
  readonly remove: ReadonlyArray<LeafIndex>
}

/** A commit that another one has beaten, until its maker has taken that one in. */
interface Beaten extends Pick<Attempt, "planned" | "made"> {
  readonly member: Member
  /** What the service said. */
  readonly refused: DeliveryRefused
  /** Where the group stands, as the service says. */
  readonly epoch: bigint
  /** The workload's event that wanted it. */
  readonly event: number
}

/**
 * What came of a commit: it is in force; another one came first, and it waits to be made again; this member cannot make it, and another one can; or it failed.
 */
export type Outcome = "done" | "beaten" | "outside" | "failed"

/** How a group's commits are made, win or lose their epoch, and let people in. */
export class Commits {
  /** Who was found on another path than the rest. */
  readonly forked: Array<Fork> = []
  private readonly exchange: Exchange
  private readonly joining: Joining
  private readonly ledger: Ledger
  private beaten: Array<Beaten> = []

  constructor(exchange: Exchange, joining: Joining) {
    this.exchange = exchange
    this.joining = joining
    this.ledger = exchange.circle.ledger
  }

  /** Whether no commit waits to be made again. */
  get isIdle(): boolean {
    return this.beaten.length === 0
  }

  /** Whether a commit of this member's does. */
  isBeaten(member: Member): boolean {
    return this.beaten.some((one) => one.member === member)
  }

  /** Makes a commit, for the `made`-th time. */
  readonly make = Effect.fnUntraced(function* (this: Commits, committer: Member, planned: Planned, made = 1) {
    const { circle, post } = this.exchange
    // What the service has held back may be a proposal.
    yield* post.comeOnline(committer)
    const seat = following(committer)
    if (seat === undefined) return "failed" satisfies Outcome
    circle.acts(committer.name)
    const remove = this.leavesOf(planned)
    const slot = yield* Effect.result(this.exchange.slot(seat.state, "handshake"))
    if (Result.isFailure(slot)) return yield* this.beatenBy(committer, { planned, made, remove }, slot.failure)
    const add = planned.joiners.map((j) => j.keyPackage)
    const committed = Effect.map(seat.commit({ add, remove, path: planned.renew, ...slot.success }), asCommit)
    const result = yield* Effect.result(planned.mayBeProposed === true ? seat.renew({ path: true, ...slot.success }) : committed)
    if (Result.isFailure(result)) {
      if (planned.mayBeProposed !== true && isOutside(result.failure)) return "outside" satisfies Outcome
      circle.fail(committer, result.failure)
      return "failed" satisfies Outcome
    }
    committer.seat = result.success.seat
    if (result.success._tag === "commit") return yield* this.publish(committer, seat.state, result.success, { planned, made, remove })
    yield* this.proposed(committer, result.success)
    return "done" satisfies Outcome
  })

  /** A commit that adds or removes: some key agreements let only neighbours remove, then one of these makes it. */
  readonly change = Effect.fnUntraced(function* (this: Commits, committer: Member, planned: Planned, made = 1) {
    const { circle } = this.exchange
    for (const candidate of [committer, ...circle.others(committer)]) {
      if (!candidate.online || planned.leaving.includes(candidate.name)) continue
      const outcome = yield* this.make(candidate, planned, made)
      if (outcome !== "outside") return outcome
    }
    circle.fail(committer, { _tag: "CgkaRejected", reason: "OutsideSubtree" }, false)
    return "failed" satisfies Outcome
  })

  /** Announces new keys of one leaf, for the next commit of another. Devices that share a leaf do so whenever they renew. */
  readonly propose = Effect.fnUntraced(function* (this: Commits, member: Member, tries: number) {
    const seat = following(member)
    if (seat === undefined) return
    if (this.joining.devicesPerLeaf > 1)
      return yield* this.make(member, { joiners: [], leaving: [], renew: true, mayBeProposed: true, tries })
    this.exchange.circle.acts(member.name)
    const slot = this.exchange.slot(seat.state, "handshake")
    const sent = yield* Effect.result(Effect.flatMap(slot, (place) => proposeUpdate(seat.state, place)))
    if (Result.isFailure(sent)) return this.exchange.circle.fail(member, sent.failure, false)
    const { message, retired, state } = sent.success
    member.seat = yield* (yield* Seats).sit(state, 1)
    yield* this.proposed(member, { message, retired, between: [] })
  })

  private readonly proposed = Effect.fnUntraced(function* (
    this: Commits,
    member: Member,
    { between, message, retired }: Pick<Spoken, "between" | "message" | "retired">
  ) {
    wipe(retired)
    this.ledger.end("committer")
    this.exchange.circle.charge(member.name, "committer", between)
    this.ledger.counts.proposals++
    yield* this.exchange.send(member, "proposal", "committer", message)
  })

  private readonly publish = Effect.fnUntraced(function* (
    this: Commits,
    committer: Member,
    before: GroupState,
    made: SeatCommitted,
    attempt: Attempt
  ) {
    const { exchange, ledger } = this
    const { circle, post } = exchange
    const { message, welcome } = made
    const { planned, remove } = attempt
    const offered = yield* Effect.result(post.offer(committer.name, message, before.context.epoch))
    if (Result.isFailure(offered)) {
      ledger.end("committer")
      circle.upInVain(committer.name, message)
      const dropped = made.seat.drop()
      committer.seat = dropped.seat
      wipe(dropped.retired)
      return yield* this.beatenBy(committer, attempt, offered.failure)
    }
    if (attempt.made > 1) ledger.tried(attempt.made)
    yield* exchange.weigh(committer, yield* made.seat.take(message), "committer")
    wipe(made.retired)
    ledger.end("committer")
    circle.charge(committer.name, "committer", made.between)
    const { joiners, leaving } = planned
    this.counted(joiners.length, remove.length)
    yield* post.handOut(committer, "commit", "committer", message, offered.success.position)
    yield* exchange.conclude()
    if (welcome !== undefined) yield* this.joining.welcome(committer, welcome, joiners)
    this.after(committer, message.length, welcome?.length ?? 0, joiners.length, remove.length)
    for (const name of leaving) yield* exchange.remove(name)
    return "done" satisfies Outcome
  })

  /** The service did not take a commit. If another one came first, it is made again, as often as it may be. */
  private readonly beatenBy = Effect.fnUntraced(function* (
    this: Commits,
    member: Member,
    { made, planned }: Attempt,
    refused: DeliveryRefused
  ) {
    const { event } = this.exchange.circle
    if (refused.reason !== "StaleEpoch" || refused.epoch === undefined) {
      this.exchange.circle.fail(member, refused)
      return "failed" satisfies Outcome
    }
    const beaten = { member, planned, made, refused, event, epoch: refused.epoch }
    if (made < planned.tries) {
      this.beaten.push(beaten)
      return "beaten" satisfies Outcome
    }
    yield* this.giveUp(beaten)
    return "failed" satisfies Outcome
  })

  /** Whoever has taken in what beat its commit makes it again. */
  readonly again = Effect.fnUntraced(function* (this: Commits) {
    const { circle } = this.exchange
    for (const one of this.beaten.splice(0)) {
      const { epoch, event, made, member, planned } = one
      const seat = following(member)
      if (seat === undefined || circle.members.get(member.name) !== member) {
        yield* this.giveUp(one)
        continue
      }
      if (!member.online || member.onTrial !== undefined || seat.state.context.epoch < epoch) {
        this.beaten.push(one)
        continue
      }
      circle.event = event
      yield* planned.mayBeProposed === true ? this.make(member, planned, made + 1) : this.change(member, planned, made + 1)
    }
  })

  /** No commit waits any longer: those that do are dropped. */
  readonly end = Effect.fnUntraced(function* (this: Commits) {
    for (const one of this.beaten.splice(0)) yield* this.giveUp(one)
  })

  /** A commit is made no more. Whoever it was to add is missed by the rest of the workload: it stands there, lost. */
  private readonly giveUp = Effect.fnUntraced(function* (this: Commits, { event, made, member, planned, refused }: Beaten) {
    const { circle } = this.exchange
    circle.event = event
    if (made > 1) this.ledger.tried(made)
    circle.fail(member, refused, false)
    yield* this.neverAdded(planned.joiners.map(({ name }) => name))
  })

  /** Those of them who are not in the group stand there, lost. */
  readonly neverAdded = Effect.fnUntraced(function* (this: Commits, names: ReadonlyArray<string>) {
    const { circle } = this.exchange
    for (const name of names) if (!circle.members.has(name)) circle.fail(yield* this.exchange.stand(name), { _tag: "NeverAdded" })
  })

  /** Leaf indices of all that a commit removes, as they are now. */
  private leavesOf({ dead, leaving }: Planned): ReadonlyArray<LeafIndex> {
    const { members } = this.exchange.circle
    const leaves = leaving.map((name) => members.get(name)?.seat?.state.me).filter((leaf): leaf is LeafIndex => leaf !== undefined)
    return dead === undefined ? leaves : [dead, ...leaves]
  }

  /** A commit is in force. */
  counted(adds: number, removes: number): void {
    const { counts } = this.ledger
    counts.commits++
    counts.epochs++
    counts.adds += adds
    counts.removes += removes
  }

  /** What is left to see of a commit once all who are there have it. */
  after(committer: Member, bytes: number, welcomeBytes: number, adds: number, removes: number): void {
    const step = this.exchange.circle.event
    this.ledger.commits.push({ step, members: committer.seat?.state.tree.memberCount ?? 0, bytes, welcomeBytes, adds, removes })
    if (!this.exchange.post.isBusy) this.compare(committer)
  }

  /** Whoever is there and not where this member is has left its path. */
  compare(reference: Member): void {
    const { event, members } = this.exchange.circle
    this.forked.push(...forks(event, reference, members.values()))
  }
}

const asCommit = (made: SeatCommitted): { readonly _tag: "commit" } & SeatCommitted => ({ _tag: "commit", ...made })

const isOutside = (failure: Failure): boolean =>
  failure._tag === "CgkaRejected" && "reason" in failure && failure.reason === "OutsideSubtree"
