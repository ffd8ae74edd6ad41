import { adopt, commit, createGroup, type GroupState, joinGroup, type KeyPackageSecrets, makeIdentity, makeKeyPackage } from "@copath/group"
import { filledWelcome, identityOf } from "./filledGroup.ts"
import type { Run } from "./strict.ts"

/** The group's last two members. */
export interface Pair {
  readonly first: GroupState
  readonly second: GroupState
}

type KeyPackage = KeyPackageSecrets["keyPackage"]

/** A key package of a new member with an identity of 16 bytes. */
export const invitee = async (run: Run, member: number): Promise<KeyPackageSecrets> =>
  (await run(makeKeyPackage(await run(makeIdentity({ _tag: "basic", identity: identityOf(member) }))))).secrets

/** A group of one. */
export const creatorOf = async (run: Run): Promise<GroupState> =>
  run(
    createGroup({
      groupId: new TextEncoder().encode("a large group"),
      identity: await run(makeIdentity({ _tag: "basic", identity: identityOf(0) }))
    })
  )

/** One commit that adds these, with a path or without, adopted. */
export const adding = async (run: Run, state: GroupState, add: ReadonlyArray<KeyPackage>, path = false) => {
  const { message, state: pending, welcome } = await run(commit(state, { add, path }))
  if (welcome === undefined) throw new Error("an add makes a Welcome")
  return { state: (await run(adopt(pending))).state, message, welcome }
}

/** A group of `n` in which every second member has committed a path. */
export const filledPair = async (run: Run, n: number): Promise<Pair> => {
  const mine = await invitee(run, n - 2)
  const before = n === 2 ? await creatorOf(run) : await run(joinGroup({ welcome: await run(filledWelcome(n, mine)), keyPackage: mine }))
  const theirs = await invitee(run, n - 1)
  const { state: first, welcome } = await adding(run, before, [theirs.keyPackage], true)
  return { first, second: await run(joinGroup({ welcome, keyPackage: theirs })) }
}
