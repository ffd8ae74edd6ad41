import { encode } from "@copath/codec"
import { equalBytes } from "@copath/contracts"
import type { PublicTree } from "@copath/membership"
import {
  credential as credentialCodec,
  type Credential,
  type Extension,
  extension,
  type GroupContext,
  type PreSharedKeyId,
  resumptionUsages
} from "@copath/wire"
import { withMark } from "./context.ts"
import { PskUnavailable, ResumptionRejected } from "./errors.ts"
import type { Origin } from "./origin.ts"
import type { Parts } from "./parts.ts"
import { resumptionName } from "./psk.ts"

type Misfit = ResumptionRejected | PskUnavailable | undefined

/**
 * Whether a group that a Welcome leads into is what its special PSK says: the successor of the origin (RFC 9420, 11.2; V281 to V285) or a branch of it
 * (11.3; V286, V287). Without a special PSK there is nothing to fit, unless an origin was expected.
 */
export const fits = (
  p: Parts,
  psks: ReadonlyArray<PreSharedKeyId>,
  origin: Origin | undefined,
  context: GroupContext,
  tree: PublicTree
): Misfit => {
  const special = psks.find((id) => id._tag === "resumption" && id.usage !== resumptionUsages.application)
  if (special === undefined || special._tag !== "resumption") {
    return origin === undefined ? undefined : mismatch("V283", "the Welcome names no PSK of the group that it should come from")
  }
  if (origin === undefined) return new PskUnavailable({ pskId: resumptionName(special.pskGroupId, special.pskEpoch) })
  if (special.usage !== resumptionUsages[origin.usage]) {
    return new ResumptionRejected({
      reason: "NoReInit",
      rule: "V284",
      detail: `a ${origin.usage} was expected, and the Welcome is another`
    })
  }
  if (!equalBytes(special.pskGroupId, origin.groupId) || special.pskEpoch !== origin.epoch) {
    return mismatch("V283", "the PSK is of another group or epoch than the one that this group should come from")
  }
  return origin.usage === "reInit" ? succeeds(p, origin, context, tree) : branches(origin, context, tree)
}

const mismatch = (rule: string, detail: string): ResumptionRejected => new ResumptionRejected({ reason: "Mismatch", rule, detail })

const succeeds = (p: Parts, origin: Origin, context: GroupContext, tree: PublicTree): Misfit => {
  const { successor } = origin
  if (successor === undefined) {
    return new ResumptionRejected({ reason: "NoReInit", rule: "V284", detail: "the old group did not end with a ReInit" })
  }
  const same =
    context.version === successor.version &&
    context.cipherSuite === successor.cipherSuite &&
    equalBytes(context.groupId, successor.groupId) &&
    sameExtensions(context.extensions, withMark(p, successor.extensions))
  if (!same) return mismatch("V281", "version, cipher suite, group id and extensions must be those of the ReInit")
  if (context.epoch !== 1n) return mismatch("V282", `the new group is at epoch ${context.epoch}; a re-created group begins at 1`)
  return everyOneOf(origin.members, membersOf(tree))
    ? undefined
    : new ResumptionRejected({ reason: "Members", rule: "V285", detail: "a member of the old group is not in the new one" })
}

const branches = (origin: Origin, context: GroupContext, tree: PublicTree): Misfit => {
  if (context.version !== origin.version || context.cipherSuite !== origin.cipherSuite || context.epoch !== 1n) {
    return mismatch("V286", "a branch has its parent's version and cipher suite, and begins at epoch 1")
  }
  return everyOneOf(membersOf(tree), origin.members)
    ? undefined
    : new ResumptionRejected({ reason: "Members", rule: "V287", detail: "a member of the branch is not in the group that it comes from" })
}

const sameExtensions = (a: ReadonlyArray<Extension>, b: ReadonlyArray<Extension>): boolean =>
  a.length === b.length && a.every((e, i) => equalBytes(encode(extension, e), encode(extension, b[i] as Extension)))

interface Holder {
  readonly credential: Credential
}

const membersOf = (tree: PublicTree): ReadonlyArray<Holder> => tree.members().flatMap((leaf) => tree.leafAt(leaf) ?? [])

const nameOf = ({ credential }: Holder): string => encode(credentialCodec, credential).join()

/** Whether each of `some` stands in `all`: the same credential, whatever its key; the authentication service vouches for each by itself. */
export const everyOneOf = (some: ReadonlyArray<Holder>, all: ReadonlyArray<Holder>): boolean => {
  const names = new Set(all.map(nameOf))
  return some.every((holder) => names.has(nameOf(holder)))
}
