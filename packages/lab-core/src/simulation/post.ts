import { type Delivered, DeliveryService, equalBytes } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Agenda } from "./agenda.ts"
import type { Circle } from "./circle.ts"
import { fetchAll, openInbox } from "./inbox.ts"
import type { Intake } from "./intake.ts"
import type { Envelope, Member } from "./member.ts"
import type { Kind, Role } from "../result/result.ts"

/** How messages go about. */
export interface Carriage {
  /** Milliseconds of virtual time from the delivery service to each member. Up to it nothing takes time. */
  readonly delayMs: number
  /** Whether whoever was removed goes on reading along. */
  readonly shadowed: boolean
}

/** What was put to the delivery service, and taken. */
interface Carried {
  readonly kind: Kind
  readonly by: string
  readonly message: Uint8Array
}

/** Something that is on its way: messages to some members, or the day on which somebody reaches the service again. */
type Due =
  | { readonly _tag: "arrival"; readonly to: ReadonlyArray<readonly [Member, ReadonlyArray<Envelope>]> }
  | { readonly _tag: "reunion"; readonly of: ReadonlyArray<string> }

const utf8 = new TextEncoder()

/** One group's messages between its members and the delivery service, and the time that they take. */
export class Post {
  private readonly circle: Circle
  private readonly intake: Intake
  private readonly how: Carriage
  private readonly agenda = new Agenda<Due>()
  private readonly carried = new Map<bigint, Carried>()
  /** The position that the next message gets. */
  private end = 0n
  private welcomes = 0n

  constructor(circle: Circle, intake: Intake, how: Carriage) {
    this.circle = circle
    this.intake = intake
    this.how = how
  }

  /** A new group's messages. */
  begin(): void {
    this.carried.clear()
    this.end = 0n
    this.welcomes = 0n
  }

  /** Whether anything is on its way, or somebody cut off. */
  get isBusy(): boolean {
    return !this.agenda.isEmpty
  }

  /** When something next arrives; `Infinity` if nothing does. */
  get next(): number {
    return this.agenda.next
  }

  /** A member's queue at the service, of all that comes from now on. */
  readonly subscribe = Effect.fnUntraced(function* (this: Post, member: Member) {
    member.inbox = yield* openInbox(this.circle.group, this.end, utf8.encode(member.name), () => this.end)
  })

  /** Puts a message to the service: its position there, or why it has none. `expected`: of a commit, the epoch that it ends. */
  readonly offer = Effect.fnUntraced(function* (this: Post, by: string, message: Uint8Array, expected?: bigint) {
    const delivery = yield* DeliveryService
    return yield* delivery.publish(this.circle.group, message, Option.fromUndefinedOr(expected), { token: utf8.encode(by) })
  })

  /** What the service has taken goes to everybody but its sender. */
  readonly handOut = Effect.fnUntraced(function* (this: Post, from: Member, kind: Kind, role: Role, message: Uint8Array, position: bigint) {
    const audience = this.circle.others(from)
    this.circle.up(kind, role, from.name, message, audience.length)
    this.carried.set(position, { kind, by: from.name, message })
    this.end = position + 1n
    if (this.how.shadowed && kind !== "statement") yield* this.intake.shadow(message)
    const to: Array<readonly [Member, ReadonlyArray<Envelope>]> = []
    for (const member of audience) {
      if (!member.online || member.inbox === undefined) continue
      to.push([member, this.addressed(member, yield* member.inbox.fetch)])
    }
    yield* this.travel(to)
  })

  /** What the service has handed out reaches those whom it is for. */
  private readonly travel = Effect.fnUntraced(function* (this: Post, to: Extract<Due, { readonly _tag: "arrival" }>["to"]) {
    const { delayMs } = this.how
    const some = to.filter(([, envelopes]) => envelopes.length > 0)
    if (delayMs > 0 && some.length > 0) this.agenda.add(this.circle.world.now + delayMs, { _tag: "arrival", to: some })
    if (delayMs === 0) for (const [member, envelopes] of some) yield* this.intake.receive(member, envelopes)
  })

  /** The next thing that happens until then, if anything does. */
  readonly pass = Effect.fnUntraced(function* (this: Post, until: number) {
    const at = this.agenda.next
    const due = this.agenda.take(until)
    if (due === undefined) return false
    this.circle.world.now = Math.max(at, this.circle.world.now)
    if (due._tag === "arrival") for (const [member, envelopes] of due.to) yield* this.intake.receive(member, envelopes)
    else for (const name of due.of) yield* this.reunite(name)
    return true
  })

  private readonly reunite = Effect.fnUntraced(function* (this: Post, name: string) {
    const member = this.circle.members.get(name)
    if (member === undefined) return
    member.cutOff = false
    if (member.awake) yield* this.intake.receive(member, yield* this.fetched(member))
  })

  /** These members do not reach the service until then, nor it them. */
  cutOff(names: ReadonlyArray<string>, until: number): void {
    for (const name of names) this.circle.at(name).cutOff = true
    this.agenda.add(until, { _tag: "reunion", of: names })
  }

  /**
   * A member's devices are on; if they reach the service they fetch all that there is for them. Who was there all the time has been sent it already, unless the
   * service held it back: then it takes its time.
   */
  readonly comeOnline = Effect.fnUntraced(function* (this: Post, member: Member) {
    const wasOnline = member.online
    member.awake = true
    yield* this.intake.catchUp(member)
    if (member.cutOff) return
    const envelopes = yield* this.fetched(member)
    yield* wasOnline ? this.travel([[member, envelopes]]) : this.intake.receive(member, envelopes)
  })

  private readonly fetched = Effect.fnUntraced(function* (this: Post, member: Member) {
    return member.inbox === undefined ? [] : this.addressed(member, yield* fetchAll(member.inbox))
  })

  /** What the service holds back to bring it out of order comes out. Whether anything did, or is on its way. */
  readonly hush = Effect.fnUntraced(function* (this: Post) {
    const before = this.intake.looked
    for (const member of this.circle.members.values()) if (member.online) yield* this.comeOnline(member)
    return this.intake.looked > before || this.isBusy
  })

  /** A member needs its queue no longer. */
  readonly leave = ({ inbox }: Member): Effect.Effect<void> => inbox?.close ?? Effect.void

  /** Takes one Welcome for several to the service. Gives what each of them finds there, which is that and nothing else if the service is honest. */
  readonly welcome = Effect.fnUntraced(function* (this: Post, by: string, message: Uint8Array, names: ReadonlyArray<string>) {
    const box = `${this.circle.group}/welcome`
    const inboxes = []
    for (const name of names) inboxes.push(yield* openInbox(box, this.welcomes, utf8.encode(name), () => this.welcomes))
    const delivery = yield* DeliveryService
    const { position } = yield* delivery.publish(box, message, Option.none(), { token: utf8.encode(by) })
    this.welcomes = position + 1n
    const found = new Map<string, ReadonlyArray<Uint8Array>>()
    for (const [i, inbox] of inboxes.entries()) {
      found.set(
        names[i] ?? "",
        (yield* fetchAll(inbox)).map((one) => one.message)
      )
      yield* inbox.close
    }
    return found
  })

  /** What the service hands to a member, but for what comes back from it. */
  private addressed(member: Member, delivered: ReadonlyArray<Delivered>): ReadonlyArray<Envelope> {
    return delivered.flatMap(({ message, position }): ReadonlyArray<Envelope> => {
      const sent = this.carried.get(position)
      if (sent?.by === member.name) return []
      return [{ message, kind: sent?.kind ?? "application", genuine: sent !== undefined && equalBytes(sent.message, message) }]
    })
  }
}
