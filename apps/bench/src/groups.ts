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

/** Lets `inviter` add two newcomers, of whom both join. */
const invite = async (
  inviter: Member,
  [first, second]: readonly [Newcomer, Newcomer]
): Promise<Pair & { readonly welcome: Uint8Array }> => {
  const { welcome } = await inviter.add([first.keyPackage, second.keyPackage])
  return { first: await first.join(welcome), second: await second.join(welcome), welcome }
}

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
    const pair = inviter === undefined ? await alone(builder) : await invite(inviter, await pairOf(builder))
    inviter = (await pair.first.commit()).after
    progress(members)
  }
  return inviter
}

/**
 * A group of `n` in which every second member has committed a path: no parent of its tree is blank, no leaf unmerged. Pairs join one after
 * another, and the first of each commits before it invites the next.
 */
export const filledGroup = async (peer: Peer, inviter: Member | undefined): Promise<Pair> => {
  const { first, second } = inviter === undefined ? await alone(peer) : await invite(inviter, await pairOf(peer))
  const { after, message } = await first.commit()
  return { first: after, second: await second.process(message) }
}
