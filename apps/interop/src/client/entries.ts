import type { GroupState, Identity, KeyPackageSecrets, Origin } from "@copath/group"
import { Effect } from "effect"
import { BadRequest } from "./failure.ts"
import type { Psks } from "./psks.ts"

/** One who published a key package and waits for a Welcome. */
export interface Transaction {
  readonly _tag: "transaction"
  readonly suite: number
  readonly keyPackage: KeyPackageSecrets
  readonly psks: Psks
}

/** A member of a group. */
export interface Member {
  readonly _tag: "member"
  readonly suite: number
  readonly encryptHandshake: boolean
  readonly state: GroupState
  readonly psks: Psks
  /** References of the proposals of this epoch that were taken in, by message (hex): callers give the messages again with each commit. */
  readonly references: ReadonlyMap<string, Uint8Array>
}

/** One outside of groups who may propose. */
export interface Signer {
  readonly _tag: "signer"
  readonly identity: Identity
}

/** A member of a group that ended with a ReInit, on the way into its successor. */
export interface Successor {
  readonly _tag: "successor"
  /** The new group's. */
  readonly suite: number
  readonly encryptHandshake: boolean
  readonly origin: Origin
  readonly identity: Identity
  readonly keyPackage: KeyPackageSecrets
  readonly psks: Psks
}

/** What the interface names by a number. */
export type Entry = Transaction | Member | Signer | Successor

/** All that callers may refer to. Numbers are of one sequence, for one call takes either a member's or a transaction's. */
export class Entries {
  private readonly held = new Map<number, Entry>()
  private last = 0

  /** Keeps an entry under a new number. */
  add(entry: Entry): number {
    this.last += 1
    this.held.set(this.last, entry)
    return this.last
  }

  /** Puts another entry in the place of one. */
  replace(id: number, entry: Entry): void {
    this.held.set(id, entry)
  }

  /** Forgets an entry. Whether there was one. */
  remove(id: number): boolean {
    return this.held.delete(id)
  }

  /** The entry of this number, if it is of one of the kinds that the call is for. */
  get<Tag extends Entry["_tag"]>(
    id: number,
    ...tags: ReadonlyArray<Tag>
  ): Effect.Effect<Extract<Entry, { readonly _tag: Tag }>, BadRequest> {
    const entry = this.held.get(id)
    const fits = (e: Entry): e is Extract<Entry, { readonly _tag: Tag }> => tags.some((tag) => tag === e._tag)
    return entry !== undefined && fits(entry)
      ? Effect.succeed(entry)
      : Effect.fail(new BadRequest({ reason: "UnknownId", detail: `there is no ${tags.join(" or ")} ${id}` }))
  }
}
