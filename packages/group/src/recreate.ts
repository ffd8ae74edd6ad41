import type { Secret } from "@copath/contracts"
import type { Extension, KeyPackage } from "@copath/wire"
import * as Effect from "effect/Effect"
import { commitWithin, type CommitError } from "./commit.ts"
import { createGroup } from "./create.ts"
import { SendRejected } from "./errors.ts"
import { everyOneOf } from "./fits.ts"
import type { Origin } from "./origin.ts"
import { choices, type GroupServices, parts } from "./parts.ts"
import { adopt } from "./pending.ts"
import type { GroupState, Identity } from "./state.ts"

/** A group that comes out of another one. */
export interface Recreation {
  /** `successorOf` or `branchOf` the old group. */
  readonly origin: Origin
  /** Who creates it: the credential that the creator had in the old group. */
  readonly identity: Identity
  /** One of each other member: of all of them for a successor (V285), of those who are wanted for a branch (V287). */
  readonly keyPackages: ReadonlyArray<KeyPackage>
  /** The branch's own id; a successor's stands in the ReInit. */
  readonly groupId?: Uint8Array
  /** The branch's group context extensions; a successor's stand in the ReInit. */
  readonly extensions?: ReadonlyArray<Extension>
  /** Commit a path as well, so that joiners get a path secret. */
  readonly path?: boolean
}

/** The new group at epoch 1, and the one Welcome for all others. There is nobody yet who would need the commit. */
export interface Recreated {
  /** The creator's; its commit is adopted, and nothing is pending. */
  readonly state: GroupState
  /** `undefined` for a creator who stays alone. */
  readonly welcome: Uint8Array | undefined
  /** To be wiped once `state` is written down. */
  readonly retired: ReadonlyArray<Secret>
}

/**
 * Makes the successor of a group that ended with a ReInit (RFC 9420, 11.2), or a branch of a living one (11.3): a group of one that at once adds the
 * others, with the old group's resumption secret as PSK. The others join with the same origin. If several members do so at once, the Welcome that the delivery
 * service puts first is the one to keep (V289).
 */
export const recreate: (input: Recreation) => Effect.Effect<Recreated, CommitError, GroupServices> = Effect.fnUntraced(function* (
  input: Recreation
) {
  const p = yield* parts
  const { identity, keyPackages, origin } = input
  const plan = yield* successorPlan(input)
  if (plan.cipherSuite !== p.suiteId) {
    const detail = `the new group has cipher suite ${plan.cipherSuite}; provide its parts, not those of ${p.suiteId}`
    return yield* new SendRejected({ reason: "Incompatible", rule: "V281", detail })
  }
  const present = [{ credential: identity.credential }, ...keyPackages.map(({ leafNode }) => leafNode)]
  if (!everyOneOf(origin.members, present) && origin.usage === "reInit") {
    return yield* new SendRejected({ reason: "Invalid", rule: "V285", detail: "a key package of each member of the old group is needed" })
  }
  if (!everyOneOf(present, origin.members)) {
    return yield* new SendRejected({ reason: "Invalid", rule: "V287", detail: "somebody was not a member of the old group" })
  }
  const alone = yield* createGroup({ groupId: plan.groupId, identity, extensions: plan.extensions })
  const intent = { add: keyPackages, ...(input.path === undefined ? {} : { path: input.path }) }
  const made = yield* commitWithin(p, yield* choices, alone, intent, origin)
  const { retired, state } = yield* adopt(made.state)
  return { state, welcome: made.welcome, retired: [...made.retired, ...retired] }
})

const successorPlan = ({
  extensions = [],
  groupId,
  origin
}: Recreation): Effect.Effect<
  { readonly groupId: Uint8Array; readonly cipherSuite: number; readonly extensions: ReadonlyArray<Extension> },
  SendRejected
> => {
  if (origin.successor !== undefined) return Effect.succeed(origin.successor)
  if (groupId !== undefined) return Effect.succeed({ groupId, cipherSuite: origin.cipherSuite, extensions })
  return Effect.fail(new SendRejected({ reason: "Invalid", rule: "V286", detail: "a branch needs a group id of its own" }))
}
