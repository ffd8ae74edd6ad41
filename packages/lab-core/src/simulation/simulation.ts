import { DeliveryService, TreeFill } from "@copath/contracts"
import { createGroup, type GroupChoices, type GroupState } from "@copath/group"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Fork } from "./agreement.ts"
import { Commits } from "./commits.ts"
import { Exchange } from "./exchange.ts"
import { Joining } from "./joining.ts"
import type { Ledger } from "../costs/ledger.ts"
import { following, type Member } from "./member.ts"
import type { CommitStep, Step } from "../policy/step.ts"
import { Returns } from "./returns.ts"
import type { Seating } from "./seating.ts"
import type { SimulationStep } from "./step.ts"
import type { World } from "./world.ts"

/** What a run takes place in. */
export interface Setting {
  /** The workload's; names its groups. */
  readonly name: string
  /** Who sits where. */
  readonly seating: Seating
  /** How proposals and commits travel. */
  readonly handshake: GroupChoices["handshake"]
  /** Whether whoever was removed goes on reading along, and must open nothing. */
  readonly shadowed: boolean
  /** Milliseconds of virtual time from the delivery service to each member. */
  readonly delayMs: number
  /** How often a commit may be made in all, if others' commits come first, where its step does not say. */
  readonly tries: number
}

/**
 * The discrete-event run of one group's history over one composition: members exchange real bytes through the engine and one delivery service.
 * A member that cannot follow is recorded and stays behind; the run goes on.
 */
export class Simulation {
  private readonly exchange: Exchange
  private readonly commits: Commits
  private readonly joining: Joining
  private readonly returns: Returns
  private readonly ledger: Ledger
  private readonly world: World
  private readonly name: string
  private readonly seating: Seating
  private readonly tries: number
  private postponed: Array<Step> = []
  private generation = 0

  constructor(world: World, ledger: Ledger, setting: Setting) {
    const { devicesPerLeaf } = setting.seating
    this.exchange = new Exchange(world, ledger, { ...setting, siblings: devicesPerLeaf - 1 })
    this.joining = new Joining(this.exchange, devicesPerLeaf)
    this.commits = new Commits(this.exchange, this.joining)
    this.returns = new Returns(this.exchange, this.joining, this.commits, setting.tries)
    this.ledger = ledger
    this.world = world
    this.name = setting.name
    this.seating = setting.seating
    this.tries = setting.tries
  }

  /** Whoever is in the group now, by the name of its leaf. */
  get members(): ReadonlyMap<string, Member> {
    return this.exchange.circle.members
  }

  /** Whoever was removed, or was in a group that is over. */
  get former(): ReadonlyArray<Member> {
    return this.exchange.circle.former
  }

  /** Who was found on another path than the rest. */
  get forked(): ReadonlyArray<Fork> {
    return this.commits.forked
  }

  /** The epoch of whoever is furthest. */
  get epoch(): bigint {
    return this.front?.context.epoch ?? 0n
  }

  /** The group as whoever is furthest has it. */
  get front(): GroupState | undefined {
    return this.furthest?.seat?.state
  }

  /** Whose commits were taken since this was last asked. */
  committers(): ReadonlyArray<string> {
    return this.exchange.circle.committers.splice(0)
  }

  /** Time goes on until then, in milliseconds since 1970: what is on its way arrives, and those who waited for it act. */
  readonly until = Effect.fnUntraced(function* (this: Simulation, time: number): SimulationStep {
    const { exchange, world } = this
    const { post } = exchange
    while (yield* post.pass(time)) {
      // What comes at one time comes together.
      if (post.next === world.now) continue
      yield* exchange.conclude()
      yield* this.resume()
      if (!post.isBusy && this.furthest !== undefined) this.commits.compare(this.furthest)
    }
    if (time < Number.POSITIVE_INFINITY) world.now = Math.max(world.now, time)
  })

  /** Does one step, or puts it off until whoever it is about can do it: it is cut off, has a commit on trial or to be made again, or is not in the group yet. */
  readonly step = Effect.fnUntraced(function* (this: Simulation, step: Step): SimulationStep {
    if (!this.isQuiet && !this.mayAct(step)) return void this.postponed.push(step)
    yield* this.do(step)
    if (!this.commits.isIdle || !this.returns.isIdle) yield* this.resume()
    const { stored } = yield* DeliveryService
    if (stored !== undefined) this.ledger.stored(yield* stored)
  })

  /** Everybody comes online and takes in what waits. */
  readonly settle = Effect.fnUntraced(function* (this: Simulation, event: number): SimulationStep {
    this.exchange.circle.event = event
    do {
      yield* this.until(Number.POSITIVE_INFINITY)
      yield* this.exchange.settle()
      yield* this.resume()
    } while (this.exchange.post.isBusy)
    yield* this.commits.end()
    this.returns.end()
    for (const step of this.postponed.splice(0)) {
      this.exchange.circle.event = step.event
      if ("by" in step) this.exchange.circle.failed(step.by, "NeverAble")
    }
    this.exchange.giveUp()
  })

  private get furthest(): Member | undefined {
    let found: Member | undefined
    for (const member of this.members.values()) if (epochOf(member) > epochOf(found)) found = member
    return found
  }

  /** Whether nothing is under way that anybody might have to wait for. */
  private get isQuiet(): boolean {
    return !this.exchange.post.isBusy && this.commits.isIdle && this.returns.isIdle && this.postponed.length === 0
  }

  private mayAct(step: Step): boolean {
    if (!("by" in step) || step.do === "create") return true
    if (this.postponed.some((other) => "by" in other && other.by === step.by)) return false
    return this.seating.of(step.by).every((name) => {
      const member = this.members.get(name)
      if (member === undefined || this.returns.isWaiting(name)) return false
      return member.lost !== undefined || !(member.cutOff || member.onTrial !== undefined || this.commits.isBeaten(member))
    })
  }

  /** Commits that were beaten are made again, of those too who come back by one, and steps that were put off are done, by those who now can. */
  private readonly resume = Effect.fnUntraced(function* (this: Simulation) {
    yield* this.commits.again()
    yield* this.returns.again()
    for (const step of this.postponed.splice(0)) {
      if (this.mayAct(step)) yield* this.do(step)
      else this.postponed.push(step)
    }
  })

  private readonly do = Effect.fnUntraced(function* (this: Simulation, step: Step) {
    const { circle, post } = this.exchange
    circle.event = step.event
    switch (step.do) {
      case "create":
        return yield* this.create(step.by, step.with)
      case "add":
      case "remove":
      case "change":
      case "rekey":
        return yield* this.change(step)
      case "propose":
        return yield* this.commits.propose(yield* this.awake(this.seating.next(step.by)), this.tries)
      case "say":
        return yield* this.say(step)
      case "offline":
        for (const name of this.seating.of(step.by)) circle.at(name).awake = false
        return
      case "online":
        for (const name of this.seating.of(step.by)) yield* this.awake(name)
        return
      case "miss":
        for (const name of this.seating.of(step.by)) circle.at(name).deaf++
        return
      case "lose":
        for (const name of this.seating.of(step.by)) yield* this.returns.lose(yield* this.awake(name))
        return
      case "end":
        return yield* this.exchange.close()
      case "note":
        // The service stays with the first part: nobody else hears, or is heard, before the time is over.
        if (step.note.do === "partition") {
          const { parts, t, until } = step.note
          post.cutOff(this.seating.all(parts.slice(1).flat()), this.world.now + until - t)
        }
        return
    }
  })

  /** A member that is online and has taken in all that waited. */
  private readonly awake = Effect.fnUntraced(function* (this: Simulation, name: string) {
    const member = this.exchange.circle.at(name)
    const wasAway = !member.online
    yield* this.exchange.post.comeOnline(member)
    if (wasAway) yield* this.exchange.conclude()
    return member
  })

  private readonly create = Effect.fnUntraced(function* (this: Simulation, by: string, others: ReadonlyArray<string>) {
    const { commits, exchange, joining, seating } = this
    yield* exchange.open(`${this.name}/${this.generation++}`)
    const [creator = by, ...joiners] = seating.all([by, ...others])
    exchange.circle.acts(creator)
    const groupId = new TextEncoder().encode(exchange.circle.group)
    const founder = yield* joining.sit(creator, yield* createGroup({ groupId, identity: yield* joining.identity(creator) }), "committer")
    const { batches } = yield* TreeFill
    let invited = 0
    for (const size of batches(joiners.length)) {
      const batch = yield* joining.invite(joiners.slice(invited, invited + size))
      yield* commits.make(founder, { joiners: batch, leaving: [], renew: false, tries: this.tries })
      invited += size
    }
  })

  /** A commit that the workload or the policy wants. */
  private readonly change = Effect.fnUntraced(function* (this: Simulation, step: CommitStep) {
    const { commits, seating } = this
    const committer = yield* this.awake(seating.next(step.by))
    const { tries } = step
    if (step.do === "rekey") {
      this.ledger.counts.rekeys++
      return yield* commits.make(committer, { joiners: [], leaving: [], renew: true, mayBeProposed: true, tries })
    }
    const joiners = yield* this.joining.invite(seating.all(step.add))
    const outcome = yield* commits.change(committer, { joiners, leaving: seating.all(step.remove), renew: false, tries })
    if (outcome !== "beaten") yield* commits.neverAdded(joiners.map(({ name }) => name))
  })

  private readonly say = Effect.fnUntraced(function* (this: Simulation, step: Extract<Step, { readonly do: "say" }>) {
    const speaker = yield* this.awake(this.seating.next(step.by))
    const waiting = following(speaker)?.state.proposals.length ?? 0
    // Whatever is proposed is committed before anything is said (RFC 9420, 12.4).
    if (waiting > 0) {
      const outcome = yield* this.commits.make(speaker, { joiners: [], leaving: [], renew: true, tries: this.tries })
      if (outcome === "beaten") return void this.postponed.push(step)
    }
    const seat = following(speaker)
    if (seat === undefined) return
    const place = yield* Effect.result(this.exchange.slot(seat.state, "application"))
    // The group has gone on, and the speaker is about to hear of it.
    if (Result.isFailure(place)) return void this.postponed.push(step)
    this.world.act(speaker.name)
    const composed = yield* speaker.letters.compose(seat.state, this.world.text(step.size))
    const went = yield* this.exchange.say(speaker, composed.payload, place.success, (message) => (speaker.letters = composed.sent(message)))
    if (went) this.ledger.counts.messages++
    yield* this.exchange.conclude()
  })
}

const epochOf = (member: Member | undefined): bigint => member?.seat?.state.context.epoch ?? -1n
