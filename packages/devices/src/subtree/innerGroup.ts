import type { Secret } from "@copath/contracts"
import { adopt, commit, createGroup, type GroupServices, type GroupState, joinGroup, makeIdentity, makeKeyPackage } from "@copath/group"
import * as Effect from "effect/Effect"
import { startDevice } from "./device.ts"
import type { Failure } from "@copath/client"
import type { Lockstep } from "./lockstep.ts"

/**
 * An ordinary group of `count` devices under the credential of the leaf that they are to share, each with a signature key of its own. Dies on less than one
 * device.
 */
export const innerGroup: (
  { me, tree }: Pick<GroupState, "me" | "tree">,
  count: number
) => Effect.Effect<{ readonly lockstep: Lockstep; readonly retired: ReadonlyArray<Secret> }, Failure, GroupServices> = Effect.fnUntraced(
  function* ({ me, tree }, count) {
    const leaf = tree.leafAt(me)
    if (leaf === undefined) throw new Error("a member's own leaf is never blank")
    if (count < 1) throw new RangeError(`a seat has at least one device, not ${count}`)
    const identity = makeIdentity(leaf.credential)
    const alone = yield* createGroup({ identity: yield* identity })
    if (count === 1) return { lockstep: { devices: [startDevice(alone)], turn: 0, sent: 0n }, retired: [] }
    const others = []
    for (let i = 1; i < count; i++) others.push(yield* makeKeyPackage(yield* identity))
    const { retired, state, welcome } = yield* commit(alone, { add: others.map((o) => o.keyPackage), slot: 0n })
    if (welcome === undefined) throw new Error("a commit that adds has a Welcome")
    const first = yield* adopt(state)
    const devices = [startDevice(first.state)]
    for (const { secrets } of others) devices.push(startDevice(yield* joinGroup({ welcome, keyPackage: secrets })))
    return { lockstep: { devices, turn: 0, sent: 0n }, retired: [...retired, ...first.retired] }
  }
)
