import type { Member, Newcomer, Peer } from "./peers/peer.ts"

/** The last two members of a group, both of the library under measurement, and somebody in the other half of the tree. */
export interface Pair {
  readonly first: Member
  readonly second: Member
  /** Leaf 0, whose path meets the pair's at the root alone, as that of every second committer does. In a group of two it is `first`. */
  readonly far: Member
}

const groupId = new TextEncoder().encode("benchmark")

const pairOf = async (peer: Peer): Promise<readonly [Newcomer, Newcomer]> => [await peer.newcomer("first"), await peer.newcomer("second")]

const newcomers = async (peer: Peer, count: number): Promise<ReadonlyArray<Newcomer>> => {
  const all: Array<Newcomer> = []
  while (all.length < count) all.push(await peer.newcomer(`member ${all.length}`))
  return all
}

/** Lets the inviter add two newcomers at once; gives the Welcome for both, and leaf 0 as it is after the commit. */
const invite = async ({ far, inviter }: Before, pair: readonly [Newcomer, Newcomer]) => {
  const { after, message, welcome } = await inviter.add(pair.map(({ keyPackage }) => keyPackage))
  return { welcome, far: far === inviter ? after : await far.process(message) }
}

/** A pair alone: the first creates the group and adds the second. */
const alone = async (peer: Peer): Promise<Pair> => {
  const [first, second] = await pairOf(peer)
  const { after, welcome } = await (await first.create(groupId)).add([second.keyPackage])
  return { first: after, second: await second.join(welcome), far: after }
}

/** A group of `n` to which one commit added everybody: all parents of its tree are blank. `builder` makes the other members. */
export const blankGroup = async (builder: Peer, peer: Peer, n: number): Promise<Pair> => {
  if (n === 2) return alone(peer)
  const [first, second] = await pairOf(peer)
  const others = await newcomers(builder, n - 2)
  const creator = await others[0]?.create(groupId)
  if (creator === undefined) throw new Error("a group has a creator")
  const { after, welcome } = await creator.add([...others.slice(1), first, second].map(({ keyPackage }) => keyPackage))
  return { first: await first.join(welcome), second: await second.join(welcome), far: after }
}

/** A filled group before its last pair joins: the member who invites it, and leaf 0. */
export interface Before {
  readonly inviter: Member
  readonly far: Member
}

/** What comes before the last pair of a filled group of `n`; `undefined` when there is nobody yet. */
export const filledBefore = async (builder: Peer, n: number, progress: (members: number) => void): Promise<Before | undefined> => {
  let before: Before | undefined
  for (let members = 2; members < n; members += 2) {
    before = before === undefined ? await begun(builder) : await grown(builder, before)
    progress(members)
  }
  return before
}

/** The second of a pair never wakes up here: its leaf is all that is needed of it. */
const begun = async (builder: Peer): Promise<Before> => {
  const { after } = await (await alone(builder)).first.commit()
  return { inviter: after, far: after }
}

const grown = async (builder: Peer, before: Before): Promise<Before> => {
  const pair = await pairOf(builder)
  const { far, welcome } = await invite(before, pair)
  const { after, message } = await (await pair[0].join(welcome)).commit()
  return { inviter: after, far: await far.process(message) }
}

/**
 * A group of `n` in which every second member has committed a path: no parent of its tree is blank, no leaf unmerged. Pairs join one after
 * another, and the first of each commits before it invites the next.
 */
export const filledGroup = async (peer: Peer, before: Before | undefined): Promise<Pair> => {
  if (before === undefined) {
    const { first, second } = await alone(peer)
    const { after, message } = await first.commit()
    return { first: after, second: await second.process(message), far: after }
  }
  const pair = await pairOf(peer)
  const { far, welcome } = await invite(before, pair)
  const { after, message } = await (await pair[0].join(welcome)).commit()
  return { first: after, second: await (await pair[1].join(welcome)).process(message), far: await far.process(message) }
}
