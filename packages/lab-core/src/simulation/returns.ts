import { Recovery } from "@copath/client"
import type { DeliveryRefused } from "@copath/contracts"
import { type GroupState, readKeyPackage } from "@copath/group"
import type { LeafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Commits } from "./commits.ts"
import type { Exchange } from "./exchange.ts"
import { fetchInfo } from "./fetchInfo.ts"
import type { Joining } from "./joining.ts"
import { following, type Member, wipe } from "./member.ts"
import type { SimulationStep } from "./step.ts"

/** One who has lost its state and is on its way back. */
interface Returning {
  readonly member: Member
  /** Where it stood. */
  readonly leaf: LeafIndex
  /** How often it has tried, this time included. */
  readonly made: number
  /** The workload's event that it lost its state in. */
  readonly event: number
  /** The epoch that a helper must have reached. */
  readonly epoch: bigint
  /** Why it has to try again. */
  readonly refused?: DeliveryRefused
}

/** How members who have lost their state come back, if their composition has a way. */
export class Returns {
  private readonly exchange: Exchange
  private readonly joining: Joining
  private readonly commits: Commits
  private readonly tries: number
  private waiting: Array<Returning> = []

  /** `tries`: how often somebody may commit its return in all, if others' commits come first. */
  constructor(exchange: Exchange, joining: Joining, commits: Commits, tries: number) {
    this.exchange = exchange
    this.joining = joining
    this.commits = commits
    this.tries = tries
  }

  /** Whether nobody waits to try again. */
  get isIdle(): boolean {
    return this.waiting.length === 0
  }

  /** Whether this leaf does. */
  isWaiting(name: string): boolean {
    return this.waiting.some(({ member }) => member.name === name)
  }

  /** A leaf's devices lose everything but who they are, and come back if this composition has a way. */
  readonly lose = Effect.fnUntraced(function* (this: Returns, member: Member): SimulationStep {
    const leaf = member.seat?.state.me
    if (leaf === undefined) return
    member.seat = undefined
    member.lost = "StateLost"
    yield* this.attempt({ member, leaf, made: 1, event: this.exchange.circle.event, epoch: 0n })
  })

  /** Whoever was beaten tries again, as soon as somebody who is there knows of what beat it. */
  readonly again = Effect.fnUntraced(function* (this: Returns): SimulationStep {
    for (const one of this.waiting.splice(0)) yield* this.attempt(one)
  })

  /** Nobody waits any longer: who does is lost. */
  end(): void {
    for (const one of this.waiting.splice(0)) this.giveUp(one)
  }

  private readonly attempt = Effect.fnUntraced(function* (this: Returns, one: Returning): SimulationStep {
    const { event, leaf, made, member } = one
    const { name } = member
    const { circle } = this.exchange
    // Removed by the others meanwhile, or the group is over: there is no place to come back to.
    if (circle.members.get(name) !== member) return
    const helper = circle.find((other) => other.online && (following(other)?.state.context.epoch ?? -1n) >= one.epoch)
    if (helper === undefined) return void (made > 1 && this.waiting.push(one))
    circle.event = event
    const identity = yield* this.joining.identity(name)
    const recovery = yield* Recovery
    const back = yield* Effect.result(recovery.comeBack({ identity, leaf, groupInfo: fetchInfo(circle, helper, name) }))
    if (Result.isFailure(back)) return circle.fail(member, back.failure)
    if (back.success === undefined) return
    if (back.success._tag === "byItself") {
      wipe(back.success.retired)
      return yield* this.rejoin(one, back.success)
    }
    circle.ledger.counts.rejoins++
    const { keyPackage, secrets } = back.success
    circle.up("keyPackage", "joiner", name, keyPackage, 1)
    const joiners = [{ name, secrets, keyPackage: yield* readKeyPackage(keyPackage) }]
    yield* this.commits.make(helper, { joiners, leaving: [], dead: leaf, renew: false, tries: this.tries })
  })

  private readonly rejoin = Effect.fnUntraced(function* (
    this: Returns,
    one: Returning,
    { message, state }: { readonly message: Uint8Array; readonly state: GroupState }
  ): SimulationStep {
    const { circle, post } = this.exchange
    const { made, member } = one
    const { name } = member
    const offered = yield* Effect.result(post.offer(name, message, state.context.epoch - 1n))
    if (Result.isFailure(offered)) {
      circle.ledger.end("joiner")
      circle.upInVain(name, message)
      const { epoch, reason } = offered.failure
      if (reason !== "StaleEpoch" || epoch === undefined) return circle.fail(member, offered.failure)
      const beaten = { ...one, made: made + 1, epoch, refused: offered.failure }
      return void (made < this.tries ? this.waiting.push(beaten) : this.giveUp(beaten))
    }
    if (made > 1) circle.ledger.tried(made)
    circle.ledger.counts.rejoins++
    circle.acts(name)
    const back = yield* this.joining.sit(name, state, "joiner", { secrets: undefined, handed: undefined })
    this.commits.counted(0, 0)
    yield* post.handOut(back, "commit", "joiner", message, offered.success.position)
    yield* this.exchange.conclude()
    this.commits.after(back, message.length, 0, 0, 0)
  })

  private giveUp({ event, made, member, refused }: Returning): void {
    const { circle } = this.exchange
    circle.event = event
    if (made > 2) circle.ledger.tried(made - 1)
    circle.fail(member, refused, false)
  }
}
