import { type CodecType, decode, encode, mapped, opaque, struct, text, uint16, vector } from "@copath/codec"
import { equalBytes } from "@copath/contracts"
import type { CommitQuestion, Policy } from "@copath/group"
import type { Proposed, PublicTree } from "@copath/membership"
import { type LeafIndex, leafIndex } from "@copath/tree-math"
import {
  type Credential,
  credential as credentialCodec,
  type Extension,
  type ExtensionKind,
  type GroupContext,
  makeExtension,
  type Proposal
} from "@copath/wire"
import * as Result from "effect/Result"

/**
 * What a role may do. `add` and `remove` members; `change` roles and other extensions, and remove those who may; `end` the group with a ReInit. Of everyone
 * alone are asked: `join` from outside, `joinWithPsk` if a pre-shared key comes along, and `ask` to be added. Talking, renewing one's keys and leaving need no
 * right.
 */
export type Right = "add" | "remove" | "change" | "end" | "join" | "joinWithPsk" | "ask"
const bits: Readonly<Record<Right, number>> = { add: 1, remove: 2, change: 4, end: 8, join: 16, joinWithPsk: 32, ask: 64 }
const ALL = 15

/**
 * ```
 * struct { opaque name<V>; uint16 may; opaque who<V><V>; } Role;
 * struct { uint16 everyone; Role roles<V>; } Roles;
 * ```
 * Stands in the group context, so that all members judge by the same roles and a change of roles is itself a commit. Whoever cannot read it cannot be in the
 * group (RFC 9420, 7.2).
 */
const rolesCodec = struct("Roles", {
  everyone: uint16,
  roles: vector(struct("Role", { name: text, may: uint16, who: vector(opaque) }))
})
/** What the extension holds: `may` and `everyone` are sets of bits, `who` identities as {@link identityOf} gives them. */
export type RolesTable = CodecType<typeof rolesCodec>

/** The extension type of roles, from the range for private use. */
export const ROLES = 0xf0d0

/** What a client must register to be in a group with roles. */
export const rolesKind: ExtensionKind = {
  type: ROLES,
  name: "copath_roles",
  places: ["groupContext"],
  data: mapped<RolesTable, unknown>(
    rolesCodec,
    "Roles",
    (u) => u as RolesTable,
    (r) => r
  )
}

/** Who holds a role: names, or identities as bytes, which may do everything; or these with what they may. */
export type RoleChoice =
  | ReadonlyArray<string | Uint8Array>
  | { readonly may: ReadonlyArray<Right>; readonly who: ReadonlyArray<string | Uint8Array> }

/** Who has which rights in a group: what nobody is given, nobody may. */
export interface RoleChoices {
  /** What every member may beside its roles, and whether others may come in by themselves; nothing by default. */
  readonly everyone?: ReadonlyArray<Right>
  /** A role by its name, of your choice. A member may hold several. */
  readonly [role: string]: RoleChoice | undefined
}

const isList = (choice: unknown): choice is ReadonlyArray<string | Uint8Array> => Array.isArray(choice)
const maskOf = (may: ReadonlyArray<Right>): number => may.reduce((mask, right) => mask | bits[right], 0)
const bytesOf = (who: string | Uint8Array): Uint8Array => (typeof who === "string" ? new TextEncoder().encode(who) : who)

/** Roles as a group context extension, for `create` and `setRoles`: `roles({ admin: ["alice"], everyone: ["add"] })`. */
export const roles = ({ everyone = [], ...choices }: RoleChoices): Extension => {
  const table: RolesTable = {
    everyone: maskOf(everyone),
    roles: Object.entries(choices).flatMap(([name, choice]) => {
      if (choice === undefined) return []
      const { may, who } = isList(choice) ? { may: ALL, who: choice } : { may: maskOf(choice.may), who: choice.who }
      return [{ name, may, who: who.map(bytesOf) }]
    })
  }
  return makeExtension(ROLES, rolesCodec, table)
}

/** The roles of a group; `undefined` for a group without: there everybody may do what RFC 9420 allows. */
export const rolesIn = ({ extensions }: Pick<GroupContext, "extensions">): RolesTable | undefined => {
  const found = extensions.find((e) => e.extensionType === ROLES)
  return found === undefined ? undefined : Result.getOrElse(decode(rolesCodec, found.extensionData), () => nobody)
}

// The registry refuses roles that do not decode; should some come all the same, nobody may do anything.
const nobody: RolesTable = { everyone: 0, roles: [] }

/** By what bytes a role names somebody: a basic credential's identity, or all of another credential. */
export const identityOf = (credential: Credential): Uint8Array =>
  credential._tag === "basic" ? credential.identity : encode(credentialCodec, credential)

/** The names of the roles that a credential holds. */
export const rolesOf = (table: RolesTable, credential: Credential): ReadonlyArray<string> => {
  const identity = identityOf(credential)
  return table.roles.filter(({ who }) => who.some((w) => equalBytes(w, identity))).map(({ name }) => name)
}

const rightsAt = (table: RolesTable, tree: PublicTree, leaf: number | undefined): number => {
  const node = leaf === undefined || leaf >= tree.leafCount ? undefined : tree.leafAt(leafIndex(leaf))
  if (node === undefined) return 0
  const held = new Set(rolesOf(table, node.credential))
  return table.roles.reduce((mask, { may, name }) => (held.has(name) ? mask | may : mask), table.everyone)
}

/** What keeps a member from committing these proposals: each needs its right, held by whoever proposed it or by the committer. */
export const objectionTo = (
  { context, tree }: Pick<CommitQuestion, "context" | "tree">,
  committer: LeafIndex | undefined,
  proposals: ReadonlyArray<Pick<Proposed, "proposal" | "sender">>
): string | undefined => {
  const table = rolesIn(context)
  if (table === undefined) return undefined
  if (committer === undefined) return entry(table, proposals)
  const own = rightsAt(table, tree, committer)
  for (const { proposal, sender } of proposals) {
    const by = sender._tag === "member" ? sender.leafIndex : undefined
    const needed = needs(table, tree, proposal, by)
    const held = own | rightsAt(table, tree, by)
    const missing = needed.find((right) => (held & bits[right]) === 0)
    if (missing !== undefined) return `neither who proposed it nor who commits it has the right "${missing}", which ${proposal._tag} needs`
  }
  return undefined
}

const needs = (table: RolesTable, tree: PublicTree, proposal: Proposal, by: number | undefined): ReadonlyArray<Right> => {
  switch (proposal._tag) {
    case "add":
      return ["add"]
    case "remove": {
      if (proposal.removed === by) return []
      const protectedLeaf = (rightsAt(table, tree, proposal.removed) & bits.change) !== 0
      return protectedLeaf ? ["remove", "change"] : ["remove"]
    }
    case "psk":
    case "groupContextExtensions":
      return ["change"]
    case "reInit":
      return ["end"]
    default:
      return []
  }
}

const entry = (table: RolesTable, proposals: ReadonlyArray<Pick<Proposed, "proposal">>): string | undefined => {
  if ((table.everyone & bits.join) !== 0) return undefined
  const keyed = proposals.some(({ proposal }) => proposal._tag === "psk")
  if ((table.everyone & bits.joinWithPsk) !== 0) return keyed ? undefined : "whoever joins from outside must bring a pre-shared key"
  return "nobody joins this group from outside"
}

/** A client keeps its groups by their ids, and the old group stays until the new one is entered: so a successor has an id of its own here. */
const keepsId = ({ context, proposals }: CommitQuestion): string | undefined =>
  proposals.some(({ proposal }) => proposal._tag === "reInit" && equalBytes(proposal.groupId, context.groupId))
    ? "the group that follows must have another id than this one"
    : undefined

/** The group's own roles as the engine's policy, asked on sending and on receiving alike; then `further`, the application's rules. */
export const policyOf = (further: Policy): Policy => ({
  commit: (q) => keepsId(q) ?? objectionTo(q, q.committer, q.proposals) ?? further.commit(q),
  proposal: (q) => {
    const table = rolesIn(q.context)
    const uninvited = q.sender._tag === "newMemberProposal" && table !== undefined && (table.everyone & bits.ask) === 0
    return uninvited ? "nobody asks to be added to this group" : further.proposal(q)
  }
})
