import { type Keeper, Recovery } from "@copath/client"
import * as Effect from "effect/Effect"
import type { Ledger } from "../costs/ledger.ts"
import { type Member, newMember, reasonOf } from "./member.ts"
import type { Kind, Role } from "../result/result.ts"
import type { World } from "./world.ts"

/** One group's people: who is in it, who was, and what each of them is charged. */
export class Circle {
  readonly members = new Map<string, Member>()
  /** Whoever was removed, with the largest state it held. */
  readonly former: Array<Member> = []
  /** The group's id. */
  group = ""
  /** The workload's event at hand; failures name it. */
  event = 0
  /** Whose commits were taken since somebody last emptied this. */
  readonly committers: Array<string> = []
  readonly world: World
  readonly ledger: Ledger
  /** Devices at each leaf, beside the one that acts. */
  private readonly siblings: number

  constructor(world: World, ledger: Ledger, siblings: number) {
    this.world = world
    this.ledger = ledger
    this.siblings = siblings
  }

  /** The member of this name; there must be one. */
  at(name: string): Member {
    const member = this.members.get(name)
    if (member === undefined) throw new Error(`${name} is in no group at this step`)
    return member
  }

  /** All but one. */
  others(member: Member): ReadonlyArray<Member> {
    return [...this.members.values()].filter((other) => other !== member)
  }

  /** The first of whom something holds. */
  find(wanted: (member: Member) => boolean): Member | undefined {
    for (const member of this.members.values()) if (wanted(member)) return member
    return undefined
  }

  /** What follows is this member's doing, until the ledger's `end`. */
  acts(name: string): void {
    this.world.act(name)
    this.ledger.begin()
  }

  /** Something went wrong with a member. `lost`: it can follow the group no longer. */
  fail(member: Member, cause: unknown, lost = true): void {
    const reason = reasonOf(cause)
    this.failed(member.name, reason)
    if (lost) member.lost = reason
  }

  /** Something went wrong with somebody who need not be a member. */
  failed(name: string, reason: string): void {
    this.ledger.failures.push({ step: this.event, member: name, reason })
  }

  /** Something goes to the server, for so many recipients. */
  up(kind: Kind, role: Role, by: string, message: Uint8Array, recipients: number): void {
    this.ledger.sent(kind, role, by, message.length, recipients)
    if (kind === "commit") this.committers.push(by)
    this.world.watch?.sent({ kind, by, message, accepted: true })
  }

  /** A commit that the server did not take. */
  upInVain(by: string, message: Uint8Array): void {
    this.ledger.wasted(by, message.length)
    this.world.watch?.sent({ kind: "commit", by, message, accepted: false })
  }

  /** Bytes that a member's devices and its storage moved beside the group's own messages. */
  charge(name: string, role: Role, between: ReadonlyArray<number>, keeper?: Keeper): void {
    for (const length of between) {
      this.ledger.sent("between", role, name, length, this.siblings)
      for (let i = 0; i < this.siblings; i++) this.ledger.received("between", role, name, length)
    }
    if (keeper === undefined) return
    const { fetched, stored } = keeper.moved
    if (stored > 0) this.ledger.sent("blob", role, name, stored, 0)
    if (fetched > 0) this.ledger.received("blob", role, name, fetched)
  }

  /** Somebody without a leaf, new in the group or back in it. */
  readonly stand = Effect.fnUntraced(function* (this: Circle, name: string) {
    const member = newMember(name, (yield* Recovery).begin)
    this.members.set(name, member)
    return member
  })
}
