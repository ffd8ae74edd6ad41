import { type AdoptionNeeds, CommitAdoption, decided, type Seat, Seats, type SeatTaken, type Trial } from "@copath/client"
import { createGroup, type Intent, joinGroup, type MadeKeyPackage, makeKeyPackage, persist, receive } from "@copath/group"
import type { LeafIndex } from "@copath/tree-math"
import { Effect, Layer, Result } from "effect"
import { expect } from "vitest"
import { restoreDevice } from "../src/index.ts"
import { identityOf, textOf, utf8 } from "./services.ts"

/** A way of adopting commits that asks nothing of the other parts. */
export const noNeeds: AdoptionNeeds = {
  parentHashes: false,
  evidence: false,
  transferable: false,
  openingProofs: false,
  provableSealing: false
}

/** Every commit the moment it comes, as RFC 9420 has it. */
export const atOnce: Layer.Layer<CommitAdoption> = Layer.succeed(CommitAdoption, {
  id: "at once",
  waits: false,
  needs: noNeeds,
  consider: (state, message) =>
    Effect.map(Effect.result(receive(state, message)), (got) =>
      decided(Result.isSuccess(got) ? { _tag: "adopted", value: got.success } : { _tag: "refused", error: got.failure })
    )
})

/** One seat of a user, and what its users have read there. */
export interface Sitter {
  readonly user: string
  seat: Seat
  readonly read: Array<string>
}

/** What went over the wires. */
export interface Bill {
  outerMessages: number
  outerBytes: number
  innerMessages: number
  innerBytes: number
}

/** Users with so many devices each, in one group, under whichever `Seats` is at hand. */
export class Party {
  readonly sitters: Array<Sitter> = []
  readonly gone: Array<Sitter> = []
  readonly bill: Bill = { outerMessages: 0, outerBytes: 0, innerMessages: 0, innerBytes: 0 }
  readonly devices: number
  commits = 0

  constructor(devices: number) {
    this.devices = devices
  }

  of(user: string): ReadonlyArray<Sitter> {
    return this.sitters.filter((s) => s.user === user)
  }

  first(user: string): Sitter {
    const found = this.of(user)[0]
    if (found === undefined) throw new Error(`${user} is not in`)
    return found
  }

  /** The same party, to go on with in another way. */
  fork(): Party {
    const other = new Party(this.devices)
    other.sitters.push(...this.sitters.map((s) => ({ ...s, read: [...s.read] })))
    return other
  }

  users(): ReadonlyArray<string> {
    return [...new Set(this.sitters.map((s) => s.user))]
  }

  /** An act's messages between the devices, and its successor seat. */
  acted(sitter: Sitter, acted: { readonly seat: Seat; readonly between: ReadonlyArray<number> }): void {
    sitter.seat = acted.seat
    this.bill.innerMessages += acted.between.length
    this.bill.innerBytes += acted.between.reduce((sum, n) => sum + n, 0)
  }
}

export const adopted = (trial: Trial<SeatTaken>): SeatTaken => {
  if (trial.verdict._tag !== "adopted") throw new Error(JSON.stringify(trial.verdict))
  return trial.verdict.value
}

/** A message goes to everybody, its sender too. */
export const publish = Effect.fnUntraced(function* (party: Party, message: Uint8Array) {
  party.bill.outerMessages++
  party.bill.outerBytes += message.length
  for (const sitter of party.sitters.slice()) {
    const taken = adopted(yield* sitter.seat.take(message))
    party.acted(sitter, taken)
    const { received } = taken
    if (received._tag === "application") sitter.read.push(textOf(received.data))
    if (received._tag !== "removed") continue
    party.sitters.splice(party.sitters.indexOf(sitter), 1)
    party.gone.push(sitter)
  }
})

/** Somebody new, with what bringing its devices together took: an act of nothing gives that out. */
const sits = (party: Party, user: string, seat: Seat): void => {
  const sitter: Sitter = { user, seat, read: [] }
  party.sitters.push(sitter)
  party.acted(sitter, seat.drop())
}

/** Commits, and everybody takes it in; who is added sits down. */
export const commits = Effect.fnUntraced(function* (party: Party, by: Sitter, intent: Intent, joiners: ReadonlyArray<Joiner> = []) {
  const made = yield* by.seat.commit({ ...intent, add: joiners.map((j) => j.made.keyPackage) })
  party.acted(by, made)
  party.commits++
  yield* publish(party, made.message)
  if (made.welcome !== undefined) {
    party.bill.outerMessages++
    party.bill.outerBytes += made.welcome.length
  }
  const { perUser, sit } = yield* Seats
  for (const { made: own, user } of joiners) {
    const state = yield* joinGroup({ welcome: made.welcome ?? new Uint8Array(0), keyPackage: own.secrets })
    sits(party, user, yield* sit(state, party.devices / perUser(party.devices)))
  }
  return made
})

/** Somebody who is about to come in, at one of its leaves. */
export interface Joiner {
  readonly user: string
  readonly made: MadeKeyPackage
}

const joinersOf = Effect.fnUntraced(function* (party: Party, user: string, from = 0) {
  const count = (yield* Seats).perUser(party.devices)
  const joiners: Array<Joiner> = []
  for (let i = from; i < count; i++) {
    joiners.push({ user, made: yield* makeKeyPackage(yield* identityOf(count === 1 ? user : `${user}/${i}`)) })
  }
  return joiners
})

/** The first of these users founds the group and brings in the rest, each with all of its leaves. */
export const partyOf = Effect.fnUntraced(function* (devices: number, users: ReadonlyArray<string>) {
  const party = new Party(devices)
  const [founder = "", ...others] = users
  const { perUser, sit } = yield* Seats
  const count = perUser(devices)
  const identity = yield* identityOf(count === 1 ? founder : `${founder}/0`)
  const state = yield* createGroup({ groupId: utf8("party"), identity })
  sits(party, founder, yield* sit(state, devices / count))
  const joiners = [...(yield* joinersOf(party, founder, 1))]
  for (const user of others) joiners.push(...(yield* joinersOf(party, user)))
  yield* commits(party, party.first(founder), {}, joiners)
  return party
})

/** A user comes in, with all of its leaves by one commit. */
export const enters = Effect.fnUntraced(function* (party: Party, by: Sitter, user: string, intent: Intent = {}) {
  return yield* commits(party, by, intent, yield* joinersOf(party, user))
})

/** A user goes, all of its leaves by one commit. */
export const leaves = Effect.fnUntraced(function* (party: Party, by: Sitter, user: string) {
  const remove: ReadonlyArray<LeafIndex> = party.of(user).map((s) => s.seat.state.me)
  return yield* commits(party, by, { remove })
})

/** Each of a user's leaves gets new keys, in force or announced. */
export const renews = Effect.fnUntraced(function* (party: Party, user: string) {
  for (const sitter of party.of(user)) {
    const made = yield* sitter.seat.renew({})
    party.acted(sitter, made)
    yield* publish(party, made.message)
  }
})

/** Says something. Where proposals wait, or an old key is in force, somebody commits first. */
export const says = Effect.fnUntraced(function* (party: Party, by: Sitter, text: string) {
  const tries = yield* Effect.result(by.seat.say(utf8(text), {}))
  if (Result.isFailure(tries)) {
    expect(tries.failure).toMatchObject(
      tries.failure._tag === "OldKeyInForce" ? { announced: true } : { _tag: "SendRejected", rule: "V084" }
    )
    const other = party.sitters.find((s) => s !== by) ?? by
    yield* commits(party, other, {})
  }
  const said = Result.isSuccess(tries) ? tries.success : yield* by.seat.say(utf8(text), {})
  party.acted(by, said)
  yield* publish(party, said.message)
  return said
})

const keyOf = ({ state }: Seat): string =>
  [state.context.epoch, ...state.confirmationTag, ...state.secrets.exporter.expose(), ...state.context.treeHash].join()

/** All seats are in one epoch with one key, and all devices of a seat have the very same state. */
export const inAgreement = Effect.fnUntraced(function* (party: Party) {
  expect(new Set(party.sitters.map((s) => keyOf(s.seat))).size).toBe(1)
  for (const { seat } of party.sitters) {
    if (seat.written === undefined) continue
    const devices = yield* Effect.forEach(yield* seat.written, restoreDevice)
    const own = yield* persist(seat.state)
    for (const { early, groups, waiting } of devices) {
      expect([early, waiting, groups[0]?.held]).toEqual([[], [], []])
      expect(yield* persist(groups[0]?.state ?? seat.state)).toEqual(own)
    }
    expect(new Set(devices.map((d) => [...d.inner.confirmationTag].join())).size).toBe(1)
  }
})
