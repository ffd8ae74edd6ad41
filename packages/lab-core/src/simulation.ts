import { DeliveryService, type Delivered, KeyPackageDirectory, MessageProtection, Secret, TreeFill } from "@copath/contracts"
import {
  adopt,
  commit,
  createGroup,
  drop,
  exportSecret,
  type GroupChoices,
  type GroupState,
  type Identity,
  joinGroup,
  type KeyPackageSecrets,
  makeIdentity,
  makeKeyPackage,
  persist,
  readKeyPackage,
  receive,
  restore,
  send
} from "@copath/group"
import type { LeafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { followed, type Fork, forks } from "./agreement.ts"
import type { Ledger } from "./ledger.ts"
import type { CommitStep, Step } from "./policyStep.ts"
import type { Kind, Role } from "./result.ts"
import type { World } from "./world.ts"

/** One member's device: a real state, and the messages that wait while it is offline. */
export interface Device {
  readonly name: string
  /** `undefined` for a joiner who never got in. */
  state: GroupState | undefined
  online: boolean
  readonly waiting: Array<Envelope>
  /** Why it can follow the group no longer. */
  lost: string | undefined
  /** Bytes of the written state when it was last measured, and the most there ever were. */
  stateSize: number
  statePeak: number
}

interface Envelope {
  readonly message: Uint8Array
  readonly kind: Kind
}

/**
 * The discrete-event run of one group's history over one composition: members exchange real bytes through the engine and one delivery service.
 * A member that cannot follow is recorded and stays behind; the run goes on.
 */
export class Simulation {
  readonly devices = new Map<string, Device>()
  /** Whoever was removed, with the largest state it held. */
  readonly former: Array<Device> = []
  readonly forked: Array<Fork> = []
  private readonly identities = new Map<string, Identity>()
  private readonly world: World
  private readonly ledger: Ledger
  private readonly seed: string
  private group = ""
  private generation = 0
  private fetch: Effect.Effect<ReadonlyArray<Delivered>, unknown> = Effect.succeed([])
  private fetched: Array<Delivered> = []
  private readonly handshake: GroupChoices["handshake"]

  constructor(world: World, ledger: Ledger, seed: string, { handshake }: Pick<GroupChoices, "handshake">) {
    this.world = world
    this.ledger = ledger
    this.seed = seed
    this.handshake = handshake
  }

  /** The epoch of whoever is furthest. */
  get epoch(): bigint {
    let latest = 0n
    for (const { state } of this.devices.values()) if (state !== undefined && state.context.epoch > latest) latest = state.context.epoch
    return latest
  }

  /** Does one step; gives whether it changed the group's epoch. */
  readonly step = Effect.fnUntraced(function* (this: Simulation, step: Step) {
    switch (step.do) {
      case "create":
        return yield* this.create(step.by, step.with, step.event)
      case "add":
      case "remove":
      case "change":
      case "rekey":
        return yield* this.commit(step)
      case "say":
        return yield* this.say(step.by, step.size, step.event)
      case "offline":
        this.at(step.by).online = false
        return
      case "online":
        return yield* this.comeOnline(this.at(step.by), step.event)
      case "end":
        return this.end()
      case "note":
        return
    }
  })

  private at(name: string): Device {
    const device = this.devices.get(name)
    if (device === undefined) throw new Error(`${name} is in no group at this step`)
    return device
  }

  private end(): void {
    this.former.push(...this.devices.values())
    this.devices.clear()
  }

  private readonly identity = Effect.fnUntraced(function* (this: Simulation, name: string) {
    const known = this.identities.get(name)
    if (known !== undefined) return known
    const made = yield* makeIdentity({ _tag: "basic", identity: new TextEncoder().encode(name) })
    this.identities.set(name, made)
    return made
  })

  private readonly create = Effect.fnUntraced(function* (this: Simulation, by: string, others: ReadonlyArray<string>, event: number) {
    this.end()
    this.group = `${this.seed}/${this.generation++}`
    this.world.act(by)
    this.ledger.begin()
    const state = yield* createGroup({ groupId: new TextEncoder().encode(this.group), identity: yield* this.identity(by) })
    this.ledger.end("committer")
    this.devices.set(by, device(by, state))
    const delivery = yield* DeliveryService
    this.fetch = yield* Stream.toPull(delivery.subscribe(this.group, 0n))
    this.fetched = []
    const { batches } = yield* TreeFill
    let invited = 0
    for (const size of batches(others.length)) {
      yield* this.commit({ do: "add", by, add: others.slice(invited, invited + size), remove: [], event, t: 0, cause: "workload" })
      invited += size
    }
  })

  /** A joiner's key package, by way of the directory. */
  private readonly invited = Effect.fnUntraced(function* (this: Simulation, name: string, suite: number) {
    const directory = yield* KeyPackageDirectory
    this.world.act(name)
    this.ledger.begin()
    const made = yield* makeKeyPackage(yield* this.identity(name))
    this.ledger.end("joiner")
    this.ledger.sent("keyPackage", "joiner", name, made.message.length, 1)
    yield* directory.publish(name, suite, [made.message], Option.none())
    const taken = yield* directory.take(name, suite)
    return { name, secrets: made.secrets, keyPackage: yield* readKeyPackage(taken) }
  })

  private readonly commit = Effect.fnUntraced(function* (this: Simulation, step: CommitStep) {
    const { counts } = this.ledger
    const committer = this.at(step.by)
    yield* this.comeOnline(committer, step.event)
    const before = following(committer)
    if (before === undefined) return
    const joiners = []
    for (const name of step.add) joiners.push(yield* this.invited(name, before.context.cipherSuite))
    this.world.act(step.by)
    this.ledger.begin()
    const remove = step.remove.map((name) => this.devices.get(name)?.state?.me).filter((leaf): leaf is LeafIndex => leaf !== undefined)
    const slot = yield* this.slot(before, "handshake")
    const intent = { add: joiners.map((j) => j.keyPackage), remove, path: step.do === "rekey", ...slot }
    const attempt = yield* Effect.result(commit(before, intent))
    if (Result.isFailure(attempt)) return this.fail(step.event, committer, attempt.failure)
    const made = attempt.success
    const delivery = yield* DeliveryService
    const published = yield* Effect.result(delivery.publish(this.group, made.message, Option.some(before.context.epoch)))
    if (Result.isFailure(published)) {
      this.ledger.end("committer")
      this.ledger.wasted(step.by, made.message.length)
      const dropped = drop(made.state)
      committer.state = dropped.state
      wipe(dropped.retired)
      return this.fail(step.event, committer, published.failure)
    }
    const adopted = yield* adopt(made.state)
    committer.state = adopted.state
    wipe([...made.retired, ...adopted.retired])
    this.ledger.end("committer")
    counts.commits++
    counts.epochs++
    counts.adds += joiners.length
    counts.removes += remove.length
    if (step.do === "rekey") counts.rekeys++

    const audience = [...this.devices.values()].filter((d) => d !== committer)
    this.ledger.sent("commit", "committer", step.by, made.message.length, audience.length)
    yield* this.fanOut(published.success.position, "commit", audience, step.event)
    if (made.welcome !== undefined) yield* this.welcome(committer, made.welcome, joiners, step.event)
    for (const name of step.remove) this.remove(name)
    this.ledger.commits.push({
      step: step.event,
      members: this.devices.size,
      bytes: made.message.length,
      welcomeBytes: made.welcome?.length ?? 0,
      adds: joiners.length,
      removes: remove.length
    })
    this.forked.push(...forks(step.event, committer, this.devices.values()))
  })

  private readonly welcome = Effect.fnUntraced(function* (
    this: Simulation,
    committer: Device,
    welcome: Uint8Array,
    joiners: ReadonlyArray<{ readonly name: string; readonly secrets: KeyPackageSecrets }>,
    event: number
  ) {
    this.ledger.sent("welcome", "committer", committer.name, welcome.length, joiners.length)
    for (const { name, secrets } of joiners) {
      this.ledger.received("welcome", "joiner", name, welcome.length)
      this.world.act(name)
      this.ledger.begin()
      const joined = yield* Effect.result(joinGroup({ welcome, keyPackage: secrets }))
      this.ledger.end("joiner")
      const joiner = device(name, Result.isSuccess(joined) ? joined.success : undefined)
      this.devices.set(name, joiner)
      if (Result.isFailure(joined)) this.fail(event, joiner, joined.failure)
    }
  })

  private remove(name: string): void {
    const device = this.devices.get(name)
    if (device === undefined) return
    this.devices.delete(name)
    this.former.push(device)
  }

  private readonly say = Effect.fnUntraced(function* (this: Simulation, by: string, size: number, event: number) {
    const speaker = this.at(by)
    yield* this.comeOnline(speaker, event)
    const before = following(speaker)
    if (before === undefined) return
    this.world.act(by)
    this.ledger.begin()
    const slot = yield* this.slot(before, "application")
    const sent = yield* Effect.result(send(before, new Uint8Array(size).fill(0x61), slot))
    if (Result.isFailure(sent)) return this.fail(event, speaker, sent.failure)
    speaker.state = sent.success.state
    wipe(sent.success.retired)
    this.ledger.end("sender")
    const { message } = sent.success
    const delivery = yield* DeliveryService
    const { position } = yield* delivery.publish(this.group, message, Option.none())
    this.ledger.counts.messages++
    const audience = [...this.devices.values()].filter((d) => d !== speaker)
    this.ledger.sent("application", "sender", by, message.length, audience.length)
    yield* this.fanOut(position, "application", audience, event)
  })

  /** A position reserved at the delivery service, where this composition's protection wants one. */
  private readonly slot = Effect.fnUntraced(function* (this: Simulation, state: GroupState, chain: "handshake" | "application") {
    const { needs } = yield* MessageProtection
    if (!needs.slot || (chain === "handshake" && this.handshake === "public")) return {}
    const delivery = yield* DeliveryService
    return { slot: yield* delivery.reserve(this.group, state.context.epoch) }
  })

  /** What the delivery service hands out up to a position, to everybody but its sender. */
  private readonly fanOut = Effect.fnUntraced(function* (
    this: Simulation,
    position: bigint,
    kind: Kind,
    audience: ReadonlyArray<Device>,
    event: number
  ) {
    for (;;) {
      const next = this.fetched.shift()
      if (next === undefined) {
        this.fetched.push(...(yield* Effect.orDie(this.fetch)))
        continue
      }
      for (const device of audience) {
        if (device.online) yield* this.take(device, { message: next.message, kind }, event)
        else device.waiting.push({ message: next.message, kind })
      }
      if (next.position >= position) return
    }
  })

  private readonly comeOnline = Effect.fnUntraced(function* (this: Simulation, device: Device, event: number) {
    device.online = true
    for (let next = device.waiting.shift(); next !== undefined; next = device.waiting.shift()) yield* this.take(device, next, event)
  })

  private readonly take = Effect.fnUntraced(function* (this: Simulation, device: Device, { kind, message }: Envelope, event: number) {
    const expected: Role = kind === "application" ? "receiver" : "member"
    const before = following(device)
    if (before === undefined) return this.ledger.received(kind, expected, device.name, message.length)
    this.world.act(device.name)
    this.ledger.begin()
    const got = yield* Effect.result(receive(before, message))
    if (Result.isFailure(got)) {
      this.ledger.end(expected)
      this.ledger.received(kind, expected, device.name, message.length)
      return this.fail(event, device, got.failure, kind !== "application")
    }
    const received = got.success
    const role = received._tag === "removed" ? "removed" : expected
    if (received._tag !== "removed") device.state = received.state
    wipe(received.retired)
    this.ledger.end(role)
    this.ledger.received(kind, role, device.name, message.length)
    if (received._tag === "application") this.ledger.counts.deliveries++
    return undefined
  })

  private fail(event: number, device: Device, cause: unknown, lost = true): void {
    const reason = reasonOf(cause)
    this.ledger.failures.push({ step: event, member: device.name, reason })
    if (lost) device.lost = reason
  }

  /** Every device writes its state down, forgets it, and reads it back. */
  readonly restart = Effect.fnUntraced(function* (this: Simulation) {
    for (const device of this.devices.values()) {
      const state = following(device)
      if (state !== undefined) device.state = yield* restore(yield* persist(state))
    }
  })

  /** Bytes that each device would have to store now. */
  readonly stateSizes = Effect.fnUntraced(function* (this: Simulation) {
    const sizes: Array<number> = []
    for (const device of this.devices.values()) {
      if (device.state === undefined) continue
      const { length } = yield* persist(device.state)
      device.stateSize = length
      device.statePeak = Math.max(device.statePeak, length)
      sizes.push(length)
    }
    return sizes
  })

  /** Everybody comes online and takes in what waits. */
  readonly settle = Effect.fnUntraced(function* (this: Simulation, event: number) {
    for (const device of this.devices.values()) yield* this.comeOnline(device, event)
  })

  /** Whether everybody holds the same secret now. */
  readonly agreement = Effect.fnUntraced(function* (this: Simulation) {
    const held = []
    for (const device of this.devices.values()) {
      const state = following(device)
      held.push({ device, secret: state === undefined ? undefined : yield* epochMark(state) })
    }
    return followed(held, this.forked)
  })
}

/** Equal for two who see the same epoch: a secret of theirs, or the confirmation tag where the key agreement has no secret. */
const epochMark = (state: GroupState) =>
  exportSecret(state, "copath lab", new Uint8Array(0), 32).pipe(
    Effect.catchTag("NoGroupSecret", () => Effect.succeed(new Secret(state.confirmationTag.slice())))
  )

/** The state of a device that still follows its group. */
const following = (device: Device): GroupState | undefined => (device.lost === undefined ? device.state : undefined)

const device = (name: string, state: GroupState | undefined): Device => ({
  name,
  state,
  online: true,
  waiting: [],
  lost: undefined,
  stateSize: 0,
  statePeak: 0
})

const wipe = (retired: ReadonlyArray<Secret>): void => {
  for (const secret of retired) secret.wipe()
}

/** An error in a few words: its tag, and its reason or rule where it has one. */
const reasonOf = (cause: unknown): string => {
  if (typeof cause !== "object" || cause === null) return String(cause)
  const { _tag, reason, rule } = cause as { readonly _tag?: string; readonly reason?: string; readonly rule?: string }
  return [_tag ?? "Error", reason, rule].filter((part) => part !== undefined).join(" ")
}
