import { randomUUID } from "node:crypto"
import type { Stub } from "../service/stub.ts"
import type { Draft } from "../service/messages.ts"
import type { Step } from "./step.ts"

/** A client that actors can be given to. */
export interface Player {
  readonly name: string
  readonly suites: ReadonlyArray<number>
  readonly stub: Stub
}

/** Something that the members, or a sender and a receiver, should agree on and do not. */
class Disagreement extends Error {
  override readonly name = "Disagreement"
}

/** Where a script is played: who plays whom, and what the steps so far have brought. */
export class Stage {
  readonly players: ReadonlyMap<string, Player>
  readonly encryptHandshake: boolean
  /** The current group's; a ReInit may change it. */
  suite: number
  /** Members, by actor: the number of the state at the actor's client. */
  readonly states = new Map<string, number>()
  /** Waiting for a Welcome, by actor. */
  readonly transactions = new Map<string, number>()
  /** External senders, by actor. */
  readonly signers = new Map<string, number>()
  /** Who was in the group when it last changed. */
  members: ReadonlyArray<string> = []
  private readonly kept = new Map<string, Uint8Array>()

  constructor(players: ReadonlyMap<string, Player>, suite: number, encryptHandshake: boolean) {
    this.players = players
    this.suite = suite
    this.encryptHandshake = encryptHandshake
  }

  /** The client of an actor. */
  client(actor: string): Stub {
    const player = this.players.get(actor)
    if (player === undefined) throw new Error(`nobody plays ${actor}`)
    return player.stub
  }

  /** The number of an actor's state. */
  state(actor: string): number {
    return numberOf(this.states, actor, "is in no group")
  }

  /** The number under which an actor waits for a Welcome. */
  transaction(actor: string): number {
    return numberOf(this.transactions, actor, "has no key package")
  }

  /** Keeps what a step brought, for the steps that refer to it. */
  keep(step: number, what: string, bytes: Uint8Array): void {
    this.kept.set(`${step} ${what}`, bytes)
  }

  /** What an earlier step brought. */
  recall(step: number, what: string): Uint8Array {
    const found = this.kept.get(`${step} ${what}`)
    if (found === undefined) throw new Error(`step ${step} brought no ${what}`)
    return found
  }

  /** What several earlier steps brought. */
  recallAll(steps: ReadonlyArray<number>, what: string): ReadonlyArray<Uint8Array> {
    return steps.map((step) => this.recall(step, what))
  }

  /** The first group's id, or another one made of it. */
  groupId(change: boolean): Uint8Array {
    const id = this.recall(0, "group_id")
    return change ? Buffer.concat([id, Buffer.from("++")]) : id
  }

  /** From now on, another suite that all clients support. */
  changeSuite(): void {
    const others = suitesOf([...this.players.values()]).filter((id) => id !== this.suite)
    const next = others.find((id) => id > this.suite) ?? others[0]
    if (next === undefined) throw new Error("the clients have no second cipher suite in common")
    this.suite = next
  }

  /** What the interface calls a proposal's description. */
  describe(step: Step): Draft<"ProposalDescription"> {
    const type = step.text("proposalType")
    const proposalType = Buffer.from(type)
    switch (type) {
      case "add":
        return { proposalType, keyPackage: this.recall(step.number("keyPackage"), "key_package") }
      case "remove":
        return { proposalType, removedId: Buffer.from(step.text("removed")) }
      case "externalPSK":
        return { proposalType, pskId: this.recall(step.number("pskID"), "psk_id") }
      case "resumptionPSK":
        return { proposalType, epochId: String(step.number("epochID")) }
      case "groupContextExtensions":
        return { proposalType, extensions: step.extensions("extensions") }
      case "reinit": {
        if (step.flag("changeCipherSuite")) this.changeSuite()
        const groupId = this.groupId(step.flag("changeGroupID"))
        return { proposalType, extensions: step.extensions("extensions"), cipherSuite: this.suite, groupId }
      }
      default:
        throw new Error(`there is no proposal of type "${type}"`)
    }
  }
}

const numberOf = (numbers: ReadonlyMap<string, number>, actor: string, otherwise: string): number => {
  const found = numbers.get(actor)
  if (found === undefined) throw new Error(`${actor} ${otherwise}`)
  return found
}

/** The suites that all these clients support. */
export const suitesOf = (players: ReadonlyArray<Player>): ReadonlyArray<number> =>
  (players[0]?.suites ?? []).filter((id) => players.every(({ suites }) => suites.includes(id)))

/** Fails unless these bytes are the same. */
export const agree = (what: string, expected: Uint8Array, found: Uint8Array): void => {
  if (Buffer.compare(expected, found) !== 0) throw new Disagreement(`no agreement on the ${what}`)
}

/** An id for a group that no other has. */
export const freshId = (): Uint8Array => Buffer.from(randomUUID())
