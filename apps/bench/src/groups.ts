import type { Member, Newcomer, Peer } from "./peers/peer.ts"

/** The last two members of a group, both of the library under measurement. */
export interface Pair {
  readonly first: Member
  readonly second: Member
}

const groupId = new TextEncoder().encode("benchmark")

const pairOf = async (peer: Peer): Promise<readonly [Newcomer, Newcomer]> => [await peer.newcomer("first"), await peer.newcomer("second")]

const newcomers = async (peer: Peer, count: number): Promise<ReadonlyArray<Newcomer>> => {
  const all: Array<Newcomer> = []
  while (all.length < count) all.push(await peer.newcomer(`member ${all.length}`))
  return all
}

/** Lets `inviter` add two newcomers at once; gives the Welcome for both. */
const invite = async (inviter: Member, pair: readonly [Newcomer, Newcomer]): Promise<Uint8Array> =>
  (await inviter.add(pair.map(({ keyPackage }) => keyPackage))).welcome

/** A pair alone: the first creates the group and adds the second. */
const alone = async (peer: Peer): Promise<Pair> => {
  const [first, second] = await pairOf(peer)
  const { after, welcome } = await (await first.create(groupId)).add([second.keyPackage])
  return { first: after, second: await second.join(welcome) }
}

/** A group of `n` to which one commit added everybody: all parents of its tree are blank. `builder` makes the other members. */
export const blankGroup = async (builder: Peer, peer: Peer, n: number): Promise<Pair> => {
  if (n === 2) return alone(peer)
  const [first, second] = await pairOf(peer)
  const others = await newcomers(builder, n - 2)
  const creator = await others[0]?.create(groupId)
  if (creator === undefined) throw new Error("a group has a creator")
  const { welcome } = await creator.add([...others.slice(1), first, second].map(({ keyPackage }) => keyPackage))
  return { first: await first.join(welcome), second: await second.join(welcome) }
}

/** What comes before the last pair of a filled group of `n`: the member who invites it, `undefined` when there is nobody yet. */
export const filledBefore = async (builder: Peer, n: number, progress: (members: number) => void): Promise<Member | undefined> => {
  let inviter: Member | undefined
  for (let members = 2; members < n; members += 2) {
    const first: Member = inviter === undefined ? (await alone(builder)).first : await joinFirst(builder, inviter)
    inviter = (await first.commit()).after
    progress(members)
  }
  return inviter
}

/** The first of a new pair; the second never wakes up, and its leaf is all that is needed of it. */
const joinFirst = async (builder: Peer, inviter: Member): Promise<Member> => {
  const pair = await pairOf(builder)
  return pair[0].join(await invite(inviter, pair))
}

const joinBoth = async (peer: Peer, inviter: Member): Promise<Pair> => {
  const pair = await pairOf(peer)
  const welcome = await invite(inviter, pair)
  return { first: await pair[0].join(welcome), second: await pair[1].join(welcome) }
}

/**
 * A group of `n` in which every second member has committed a path: no parent of its tree is blank, no leaf unmerged. Pairs join one after
 * another, and the first of each commits before it invites the next.
 */
export const filledGroup = async (peer: Peer, inviter: Member | undefined): Promise<Pair> => {
  const { first, second } = inviter === undefined ? await alone(peer) : await joinBoth(peer, inviter)
  const { after, message } = await first.commit()
  return { first: after, second: await second.process(message) }
}
