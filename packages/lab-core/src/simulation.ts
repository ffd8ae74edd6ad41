import { type Failure, Recovery, type SeatCommitted } from "@copath/client"
import { DeliveryService, KeyPackageDirectory, TreeFill } from "@copath/contracts"
import {
  createGroup,
  type GroupChoices,
  type GroupState,
  type Identity,
  joinGroup,
  type KeyPackageSecrets,
  makeIdentity,
  makeKeyPackage,
  readKeyPackage
} from "@copath/group"
import type { LeafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { type Fork, forks } from "./agreement.ts"
import { Exchange } from "./exchange.ts"
import { fetchInfo } from "./fetchInfo.ts"
import type { Ledger } from "./ledger.ts"
import { following, type Member, wipe } from "./member.ts"
import type { CommitStep, Step } from "./policyStep.ts"
import type { Seating } from "./seating.ts"
import type { World } from "./world.ts"

/** Somebody about to join, with a key package that came by way of the directory. */
interface Joiner {
  readonly name: string
  readonly secrets: KeyPackageSecrets
  readonly keyPackage: KeyPackageSecrets["keyPackage"]
}

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
  /** Whether what is said in an epoch reaches everybody backwards. */
  readonly backwards: boolean
}

/** What one commit does to the group; leaf indices and names of leaves. */
interface Planned {
  readonly joiners: ReadonlyArray<Joiner>
  readonly remove: ReadonlyArray<LeafIndex>
  /** Whether it is there for its new keys. */
  readonly renew: boolean
}

/**
 * The discrete-event run of one group's history over one composition: members exchange real bytes through the engine and one delivery service.
 * A member that cannot follow is recorded and stays behind; the run goes on.
 */
export class Simulation {
  readonly forked: Array<Fork> = []
  private readonly exchange: Exchange
  private readonly identities = new Map<string, Identity>()
  private readonly ledger: Ledger
  private readonly name: string
  private readonly seating: Seating
  private generation = 0

  constructor(world: World, ledger: Ledger, setting: Setting) {
    this.exchange = new Exchange(world, ledger, { ...setting, siblings: setting.seating.devicesPerLeaf - 1 })
    this.ledger = ledger
    this.name = setting.name
    this.seating = setting.seating
  }

  /** Whoever is in the group now, by the name of its leaf. */
  get members(): ReadonlyMap<string, Member> {
    return this.exchange.members
  }

  /** The epoch of whoever is furthest. */
  get epoch(): bigint {
    let latest = 0n
    for (const { seat } of this.members.values())
      if (seat !== undefined && seat.state.context.epoch > latest) latest = seat.state.context.epoch
    return latest
  }

  /** Does one step. */
  readonly step = Effect.fnUntraced(function* (this: Simulation, step: Step) {
    this.exchange.event = step.event
    switch (step.do) {
      case "create":
        return yield* this.create(step.by, step.with)
      case "add":
      case "remove":
      case "change":
      case "rekey":
        return yield* this.change(step)
      case "say":
        return yield* this.say(step.by, step.size)
      case "offline":
        for (const name of this.seating.of(step.by)) this.exchange.at(name).online = false
        return
      case "online":
        for (const name of this.seating.of(step.by)) yield* this.awake(name)
        return
      case "miss":
        for (const name of this.seating.of(step.by)) this.exchange.at(name).deaf++
        return
      case "lose":
        for (const name of this.seating.of(step.by)) yield* this.lose(yield* this.awake(name))
        return
      case "end":
        return this.exchange.close()
      case "note":
        return
    }
  })

  /** Whoever was removed, or was in a group that is over. */
  get former(): ReadonlyArray<Member> {
    return this.exchange.former
  }

  /** A member that is online and has taken in all that waited. */
  private readonly awake = Effect.fnUntraced(function* (this: Simulation, name: string) {
    const member = this.exchange.at(name)
    const wasAway = !member.online
    yield* this.exchange.comeOnline(member)
    if (wasAway) yield* this.exchange.conclude()
    return member
  })

  private readonly identity = Effect.fnUntraced(function* (this: Simulation, name: string) {
    const known = this.identities.get(name)
    if (known !== undefined) return known
    const made = yield* makeIdentity({ _tag: "basic", identity: new TextEncoder().encode(name) })
    this.identities.set(name, made)
    return made
  })

  private readonly create = Effect.fnUntraced(function* (this: Simulation, by: string, others: ReadonlyArray<string>) {
    yield* this.exchange.open(`${this.name}/${this.generation++}`)
    const [creator = by, ...joining] = this.seating.all([by, ...others])
    this.exchange.acts(creator)
    const groupId = new TextEncoder().encode(this.exchange.group)
    const state = yield* createGroup({ groupId, identity: yield* this.identity(creator) })
    const founder = yield* this.exchange.sit(creator, state, this.seating.devicesPerLeaf)
    this.ledger.end("committer")
    this.exchange.charge(creator, "committer", [], founder.keeper)
    const { batches } = yield* TreeFill
    let invited = 0
    for (const size of batches(joining.length)) {
      yield* this.commitWith(founder, { joiners: yield* this.invite(joining.slice(invited, invited + size)), remove: [], renew: false })
      invited += size
    }
  })

  /** Key packages, by way of the directory. */
  private readonly invite = Effect.fnUntraced(function* (this: Simulation, names: ReadonlyArray<string>) {
    const joiners: Array<Joiner> = []
    const directory = yield* KeyPackageDirectory
    for (const name of names) {
      this.exchange.acts(name)
      const made = yield* makeKeyPackage(yield* this.identity(name))
      this.ledger.end("joiner")
      this.ledger.sent("keyPackage", "joiner", name, made.message.length, 1)
      const suite = made.keyPackage.cipherSuite
      yield* directory.publish(name, suite, [made.message], Option.none())
      joiners.push({ name, secrets: made.secrets, keyPackage: yield* readKeyPackage(yield* directory.take(name, suite)) })
    }
    return joiners
  })

  /** A commit that the workload or the policy wants. */
  private readonly change = Effect.fnUntraced(function* (this: Simulation, step: CommitStep) {
    const committer = yield* this.awake(this.seating.next(step.by))
    if (step.do === "rekey") {
      this.ledger.counts.rekeys++
      return yield* this.renew(committer)
    }
    yield* this.comeAndGo(committer, this.seating.all(step.add), this.seating.all(step.remove))
    // Whoever could not be added is missed by the rest of the workload: it stands there, lost.
    for (const name of this.seating.all(step.add))
      if (!this.members.has(name)) this.exchange.fail(yield* this.exchange.stand(name), { _tag: "NeverAdded" })
  })

  private readonly comeAndGo = Effect.fnUntraced(function* (
    this: Simulation,
    committer: Member,
    coming: ReadonlyArray<string>,
    leaving: ReadonlyArray<string>
  ) {
    const remove = leaving.map((name) => this.members.get(name)?.seat?.state.me).filter((leaf): leaf is LeafIndex => leaf !== undefined)
    const planned = { joiners: yield* this.invite(coming), remove, renew: false }
    for (const candidate of [committer, ...this.exchange.others(committer)]) {
      if (!candidate.online || leaving.includes(candidate.name)) continue
      const done = yield* this.commitWith(candidate, planned)
      // Some key agreements let only neighbours remove: then one of these does it.
      if (done === "outside") continue
      if (done) for (const name of leaving) this.exchange.remove(name)
      return
    }
    this.exchange.fail(committer, { _tag: "CgkaRejected", reason: "OutsideSubtree" }, false)
  })

  /** New keys for one leaf: by a commit, or announced for the next commit. */
  private readonly renew = Effect.fnUntraced(function* (this: Simulation, member: Member) {
    yield* this.exchange.catchUp()
    const seat = following(member)
    if (seat === undefined) return
    this.exchange.acts(member.name)
    const intent = { path: true, ...(yield* this.exchange.slot(seat.state, "handshake")) }
    const renewed = yield* Effect.result(seat.renew(intent))
    if (Result.isFailure(renewed)) return this.exchange.fail(member, renewed.failure)
    const made = renewed.success
    member.seat = made.seat
    if (made._tag === "commit") {
      yield* this.publish(member, seat.state, made, { joiners: [], remove: [], renew: true })
      return
    }
    wipe(made.retired)
    this.ledger.end("committer")
    this.exchange.charge(member.name, "committer", made.between)
    this.ledger.counts.proposals++
    yield* this.exchange.post(member, "proposal", "committer", made.message)
  })

  /** Whether the commit is in force; `outside`: this member cannot make it, and another one can. */
  private readonly commitWith = Effect.fnUntraced(function* (this: Simulation, committer: Member, planned: Planned) {
    yield* this.exchange.catchUp()
    const seat = following(committer)
    if (seat === undefined) return false
    this.exchange.acts(committer.name)
    const { joiners, remove, renew } = planned
    const slot = yield* this.exchange.slot(seat.state, "handshake")
    const made = yield* Effect.result(seat.commit({ add: joiners.map((j) => j.keyPackage), remove, path: renew, ...slot }))
    if (Result.isFailure(made)) {
      if (isOutside(made.failure)) return "outside"
      this.exchange.fail(committer, made.failure)
      return false
    }
    committer.seat = made.success.seat
    return yield* this.publish(committer, seat.state, made.success, planned)
  })

  private readonly publish = Effect.fnUntraced(function* (
    this: Simulation,
    committer: Member,
    before: GroupState,
    made: SeatCommitted,
    planned: Planned
  ) {
    const delivery = yield* DeliveryService
    const { message, welcome } = made
    const published = yield* Effect.result(delivery.publish(this.exchange.group, message, Option.some(before.context.epoch)))
    if (Result.isFailure(published)) {
      this.ledger.end("committer")
      this.ledger.wasted(committer.name, message.length)
      const dropped = made.seat.drop()
      committer.seat = dropped.seat
      wipe(dropped.retired)
      this.exchange.fail(committer, published.failure)
      return false
    }
    yield* this.exchange.weigh(committer, yield* made.seat.take(message), "committer")
    wipe(made.retired)
    this.ledger.end("committer")
    this.exchange.charge(committer.name, "committer", made.between)
    const { joiners, remove } = planned
    this.counted(joiners.length, remove.length)
    yield* this.exchange.handOut(committer, "commit", "committer", message.length, published.success.position)
    yield* this.exchange.conclude()
    if (welcome !== undefined) yield* this.welcome(committer, welcome, joiners)
    this.after(committer, message.length, welcome?.length ?? 0, joiners.length, remove.length)
    return true
  })

  private counted(adds: number, removes: number): void {
    const { counts } = this.ledger
    counts.commits++
    counts.epochs++
    counts.adds += adds
    counts.removes += removes
  }

  private after(committer: Member, bytes: number, welcomeBytes: number, adds: number, removes: number): void {
    const step = this.exchange.event
    this.ledger.commits.push({ step, members: committer.seat?.state.tree.memberCount ?? 0, bytes, welcomeBytes, adds, removes })
    this.forked.push(...forks(step, committer, this.members.values()))
  }

  private readonly welcome = Effect.fnUntraced(function* (
    this: Simulation,
    committer: Member,
    welcome: Uint8Array,
    joiners: ReadonlyArray<Joiner>
  ) {
    this.ledger.sent("welcome", "committer", committer.name, welcome.length, joiners.length)
    for (const { keyPackage, name, secrets } of joiners) {
      this.ledger.received("welcome", "joiner", name, welcome.length)
      // What the storage of who joins needs; by now the committer's own has followed the commit.
      const beside = committer.keeper === undefined ? undefined : yield* committer.keeper.hand(keyPackage)
      if (beside !== undefined) {
        this.ledger.sent("share", "committer", committer.name, beside.length, 1)
        this.ledger.received("share", "joiner", name, beside.length)
      }
      this.exchange.acts(name)
      const joined = yield* Effect.result(joinGroup({ welcome, keyPackage: secrets }))
      if (Result.isFailure(joined)) {
        this.ledger.end("joiner")
        this.exchange.fail(yield* this.exchange.stand(name), joined.failure)
        continue
      }
      const member = yield* this.exchange.sit(name, joined.success, this.seating.devicesPerLeaf, { secrets, handed: beside })
      this.ledger.end("joiner")
      this.exchange.charge(name, "joiner", [], member.keeper)
    }
  })

  private readonly say = Effect.fnUntraced(function* (this: Simulation, by: string, size: number) {
    const speaker = yield* this.awake(this.seating.next(by))
    const waiting = following(speaker)?.state.proposals.length ?? 0
    // Whatever is proposed is committed before anything is said (RFC 9420, 12.4).
    if (waiting > 0) yield* this.commitWith(speaker, { joiners: [], remove: [], renew: true })
    const seat = following(speaker)
    if (seat === undefined) return
    const composed = yield* speaker.letters.compose(seat.state, new Uint8Array(size).fill(0x61))
    const went = yield* this.exchange.say(speaker, composed.payload, (message) => (speaker.letters = composed.sent(message)))
    if (went) this.ledger.counts.messages++
    yield* this.exchange.conclude()
  })

  /** A leaf's devices lose everything but who they are, and come back if this composition has a way. */
  private readonly lose = Effect.fnUntraced(function* (this: Simulation, member: Member) {
    const leaf = member.seat?.state.me
    if (leaf === undefined) return
    yield* this.exchange.catchUp()
    const { name } = member
    const identity = yield* this.identity(name)
    const recovery = yield* Recovery
    member.seat = undefined
    member.lost = "StateLost"
    const helper = [...this.members.values()].find((m) => m.online && following(m) !== undefined)
    if (helper === undefined) return
    const back = yield* Effect.result(recovery.comeBack({ identity, leaf, groupInfo: fetchInfo(this.exchange, this.ledger, helper, name) }))
    if (Result.isFailure(back)) return this.exchange.fail(member, back.failure)
    if (back.success === undefined) return
    this.ledger.counts.rejoins++
    if (back.success._tag === "byItself") {
      wipe(back.success.retired)
      return yield* this.rejoin(name, back.success)
    }
    const { keyPackage, secrets } = back.success
    this.ledger.sent("keyPackage", "joiner", name, keyPackage.length, 1)
    const joiner = { name, secrets, keyPackage: yield* readKeyPackage(keyPackage) }
    yield* this.commitWith(helper, { joiners: [joiner], remove: [leaf], renew: false })
  })

  private readonly rejoin = Effect.fnUntraced(function* (
    this: Simulation,
    name: string,
    { message, state }: { readonly message: Uint8Array; readonly state: GroupState }
  ) {
    const delivery = yield* DeliveryService
    const published = yield* Effect.result(delivery.publish(this.exchange.group, message, Option.some(state.context.epoch - 1n)))
    if (Result.isFailure(published)) return this.exchange.fail(this.exchange.at(name), published.failure)
    this.exchange.acts(name)
    const member = yield* this.exchange.sit(name, state, this.seating.devicesPerLeaf, { secrets: undefined, handed: undefined })
    this.ledger.end("joiner")
    this.exchange.charge(name, "joiner", [], member.keeper)
    this.counted(0, 0)
    yield* this.exchange.handOut(member, "commit", "joiner", message.length, published.success.position)
    yield* this.exchange.conclude()
    this.after(member, message.length, 0, 0, 0)
  })

  /** Everybody comes online and takes in what waits. */
  readonly settle = Effect.fnUntraced(function* (this: Simulation, event: number) {
    this.exchange.event = event
    for (const member of this.members.values()) yield* this.exchange.comeOnline(member)
    yield* this.exchange.conclude()
    yield* this.exchange.catchUp()
    this.exchange.giveUp()
  })
}

const isOutside = (failure: Failure): boolean =>
  failure._tag === "CgkaRejected" && "reason" in failure && failure.reason === "OutsideSubtree"
