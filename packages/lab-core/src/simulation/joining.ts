import { KeyPackageDirectory } from "@copath/contracts"
import {
  type GroupState,
  type Identity,
  joinGroup,
  type KeyPackageSecrets,
  makeIdentity,
  makeKeyPackage,
  readKeyPackage
} from "@copath/group"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { Exchange } from "./exchange.ts"
import { type Member, reasonOf } from "./member.ts"
import type { SimulationStep } from "./step.ts"

/** Somebody about to join, with a key package that came by way of the directory. */
export interface Joiner {
  readonly name: string
  readonly secrets: KeyPackageSecrets
  readonly keyPackage: KeyPackageSecrets["keyPackage"]
}

/** How people get into a group. */
export class Joining {
  /** Devices of one user at one leaf. */
  readonly devicesPerLeaf: number
  private readonly exchange: Exchange
  private readonly identities = new Map<string, Identity>()

  constructor(exchange: Exchange, devicesPerLeaf: number) {
    this.exchange = exchange
    this.devicesPerLeaf = devicesPerLeaf
  }

  /** Who somebody is, in every group. The first time, it is drawn from the acting member's randomness. */
  readonly identity = Effect.fnUntraced(function* (this: Joining, name: string) {
    const known = this.identities.get(name)
    if (known !== undefined) return known
    const made = yield* makeIdentity({ _tag: "basic", identity: new TextEncoder().encode(name) })
    this.identities.set(name, made)
    return made
  })

  /** Key packages, by way of the directory. */
  readonly invite = Effect.fnUntraced(function* (this: Joining, names: ReadonlyArray<string>): SimulationStep<Array<Joiner>> {
    const { circle } = this.exchange
    const joiners: Array<Joiner> = []
    const directory = yield* KeyPackageDirectory
    for (const name of names) {
      circle.acts(name)
      const made = yield* makeKeyPackage(yield* this.identity(name))
      circle.ledger.end("joiner")
      circle.up("keyPackage", "joiner", name, made.message, 1)
      const suite = made.keyPackage.cipherSuite
      yield* directory.publish(name, suite, [made.message], Option.none())
      joiners.push({ name, secrets: made.secrets, keyPackage: yield* readKeyPackage(yield* directory.take(name, suite)) })
    }
    return joiners
  })

  /** Somebody sits down at its leaf. `from`: what it joined with; `undefined`: it created the group, or joined by itself. */
  readonly sit = Effect.fnUntraced(function* (
    this: Joining,
    name: string,
    state: GroupState,
    role: "committer" | "joiner",
    from?: { readonly secrets: KeyPackageSecrets | undefined; readonly handed: Uint8Array | undefined }
  ) {
    const member = yield* this.exchange.sit(name, state, this.devicesPerLeaf, from)
    this.exchange.circle.ledger.end(role)
    this.exchange.circle.charge(name, role, [], member.keeper)
    return member
  })

  /** A Welcome goes to all whom a commit has added. */
  readonly welcome = Effect.fnUntraced(function* (this: Joining, committer: Member, welcome: Uint8Array, joiners: ReadonlyArray<Joiner>) {
    const { circle, post } = this.exchange
    circle.up("welcome", "committer", committer.name, welcome, joiners.length)
    const names = joiners.map(({ name }) => name)
    const found = yield* post.welcome(committer.name, welcome, names)
    for (const joiner of joiners) {
      const { keyPackage, name } = joiner
      const messages = found.get(name) ?? []
      for (const { length } of messages) circle.ledger.received("welcome", "joiner", name, length)
      // What the storage of who joins needs; by now the committer's own has followed the commit.
      const beside = committer.keeper === undefined ? undefined : yield* committer.keeper.hand(keyPackage)
      if (beside !== undefined) {
        circle.up("share", "committer", committer.name, beside, 1)
        circle.ledger.received("share", "joiner", name, beside.length)
      }
      yield* this.enter(joiner, messages, beside)
    }
  })

  /** A joiner tries what it found in its mailbox, one after the other. */
  private readonly enter = Effect.fnUntraced(function* (
    this: Joining,
    { name, secrets }: Joiner,
    messages: ReadonlyArray<Uint8Array>,
    beside: Uint8Array | undefined
  ) {
    const { circle } = this.exchange
    let objection: unknown = { _tag: "NoWelcome" }
    for (const [i, welcome] of messages.entries()) {
      circle.acts(name)
      const joined = yield* Effect.result(joinGroup({ welcome, keyPackage: secrets }))
      if (Result.isSuccess(joined)) {
        yield* this.sit(name, joined.success, "joiner", { secrets, handed: beside })
        return
      }
      circle.ledger.end("joiner")
      objection = joined.failure
      if (i < messages.length - 1) circle.failed(name, reasonOf(objection))
    }
    circle.fail(yield* this.exchange.stand(name), objection)
  })
}
