import { type Keeper, type Moved, StateKeeping } from "@copath/client"
import { seededRandom } from "@copath/crypto-noble"
import {
  adopt,
  commit,
  createGroup,
  externalJoin,
  type GroupState,
  type Intent,
  joinGroup,
  makeGroupInfo,
  makeIdentity,
  receive,
  send
} from "@copath/group"
import { Effect } from "effect"
import { packageOf, utf8 } from "./world.ts"

/** A member who is awake. */
export interface Kept {
  readonly name: string
  readonly state: GroupState
  readonly keeper: Keeper
}

/** Draws below a small bound, the same for the same seed. */
export type Draw = (bound: number) => number

export const drawFrom = (seed: string): Draw => {
  const random = seededRandom(seed)
  return (bound) => (random(1).expose()[0] ?? 0) % bound
}

/** A group and how its members keep it. */
export interface Circle {
  readonly members: ReadonlyArray<Kept>
  /** What was moved on everybody's account, by the last step. */
  readonly moved: ReadonlyArray<Moved>
  /** The message of the last step. */
  readonly message: Uint8Array
}

export const identityOf = (name: string) => makeIdentity({ _tag: "basic", identity: utf8(name) })

export const found = Effect.fnUntraced(function* (name: string) {
  const state = yield* createGroup({ groupId: utf8("kitchen"), identity: yield* identityOf(name) })
  const keeper = yield* (yield* StateKeeping).begin(state)
  return { members: [{ name, state, keeper }], moved: [keeper.moved], message: new Uint8Array(0) }
})

export const memberAt = ({ members }: Circle, index: number): Kept => {
  const member = members[index]
  if (member === undefined) throw new Error(`there is no member ${index}`)
  return member
}

export const without = (circle: Circle, names: ReadonlyArray<string>): Circle => ({
  ...circle,
  members: circle.members.filter(({ name }) => !names.includes(name))
})

/** Takes a commit in, and keeps up. */
export const hears = Effect.fnUntraced(function* (member: Kept, message: Uint8Array) {
  const got = yield* receive(member.state, message)
  if (got._tag !== "commit") throw new Error(`${member.name}: ${got._tag}`)
  return { ...member, state: got.state, keeper: yield* member.keeper.follow(member.state, got.state, got.change, false) }
})

/** One member commits; who is removed is gone, who is added by name joins by Welcome. */
export const commits = Effect.fnUntraced(function* (
  circle: Circle,
  by: number,
  intent: Omit<Intent, "add">,
  names: ReadonlyArray<string> = []
) {
  const committer = memberAt(circle, by)
  const packages = yield* Effect.forEach(names, packageOf)
  const made = yield* commit(committer.state, { ...intent, add: packages.map(({ keyPackage }) => keyPackage) })
  const { change, state } = yield* adopt(made.state)
  const keeper = yield* committer.keeper.follow(committer.state, state, change, true)
  const others = circle.members.filter((m) => m !== committer && !(intent.remove ?? []).includes(m.state.me))
  const followed = yield* Effect.forEach(others, (m) => hears(m, made.message))
  const keeping = yield* StateKeeping
  const joiners = yield* Effect.forEach(packages, ({ keyPackage, secrets }, i) =>
    Effect.gen(function* () {
      const handed = yield* keeper.hand(keyPackage)
      const joined = yield* joinGroup({ welcome: made.welcome ?? new Uint8Array(0), keyPackage: secrets })
      return { name: names[i] ?? "", state: joined, keeper: yield* keeping.joined(joined, secrets, handed) }
    })
  )
  const members = [{ ...committer, state, keeper }, ...followed, ...joiners]
  return { members, moved: members.map((m) => m.keeper.moved), message: made.message }
})

/** Somebody comes by a commit of its own; `resync`: in the place of the leaf that it had. */
export const comes = Effect.fnUntraced(function* (circle: Circle, name: string, resync: boolean) {
  const groupInfo = yield* makeGroupInfo(memberAt(circle, 0).state)
  const { message, state } = yield* externalJoin({ groupInfo, identity: yield* identityOf(name), resync })
  const followed = yield* Effect.forEach(circle.members, (m) => hears(m, message))
  const keeper = yield* (yield* StateKeeping).joined(state, undefined, undefined)
  const members = [{ name, state, keeper }, ...followed]
  return { members, moved: members.map((m) => m.keeper.moved), message }
})

/** One member says something: ratchets move, the epoch stays. */
const says = Effect.fnUntraced(function* (circle: Circle, by: number, text: string) {
  const sender = memberAt(circle, by)
  const said = yield* send(sender.state, utf8(text))
  const members = yield* Effect.forEach(circle.members, (m) =>
    m === sender
      ? Effect.succeed({ ...m, state: said.state })
      : Effect.map(receive(m.state, said.message), (got) => {
          if (got._tag !== "application") throw new Error(`${m.name}: ${got._tag}`)
          return { ...m, state: got.state }
        })
  )
  return { members, moved: [], message: said.message }
})

/** Falls asleep and wakes up: only what was written stays. */
export const sleeps = Effect.fnUntraced(function* (member: Kept) {
  const written = yield* member.keeper.write(member.state)
  return { ...member, ...(yield* (yield* StateKeeping).read(written)), written }
})

/** Kinds of steps. */
export const KINDS = 7

/** One more step of a history of six to twelve members, of one of the {@link KINDS}. */
export const step = Effect.fnUntraced(function* (circle: Circle, draw: Draw, kind: number, newcomer: string) {
  const { members } = circle
  const by = draw(members.length)
  const victim = memberAt(circle, (by + 1 + draw(members.length - 1)) % members.length)
  const remove = [victim.state.me]
  const few = members.length < 7
  const many = members.length > 10
  switch (kind) {
    case 0:
      return yield* many ? commits(circle, by, { remove }) : commits(circle, by, {}, [newcomer, `${newcomer}'s friend`])
    case 1:
      return yield* commits(circle, by, { remove }, few ? [newcomer, `${newcomer}'s friend`] : [newcomer])
    case 2:
      return yield* few ? commits(circle, by, {}, [newcomer]) : commits(circle, by, { remove })
    case 3: // Lost its state; another puts it in again.
      return yield* commits(circle, by, { remove }, [victim.name])
    case 4: // Lost its state; comes back by itself.
      return yield* comes(without(circle, [victim.name]), victim.name, true)
    case 5:
      return yield* many ? commits(circle, by, {}) : comes(circle, newcomer, false)
    default:
      return yield* says(yield* commits(circle, by, {}), 0, newcomer)
  }
})
