import type { Cgka, CgkaReading, Change, EpochSecrets, KeySchedule, TreeEdit, TreeView } from "@copath/contracts"
import { Secret } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Tally, Work } from "./tally.ts"

/** A commit's path as one member took it in: with this any other member's key agreement takes it in too, without the rest of the engine. */
export interface Taken {
  readonly reading: CgkaReading
  /** With the edits and the committer's new leaf. */
  readonly tree: TreeView
  readonly change: Change
  readonly groupContext: Uint8Array
  /** What the key agreement did for it. */
  readonly work: Work
  readonly commitSecret: Uint8Array
}

/** What passes between the engine and its parts, for who listens there. */
export interface Seam {
  /** The key agreement, listened to. */
  readonly cgka: Cgka["Service"]
  /** The key schedule, listened to. */
  readonly schedule: KeySchedule["Service"]
  /** The edits of the path that was last read, and how it was taken in; `undefined` once asked, until there is another. */
  readonly takeTaken: () => (Taken & { readonly edits: ReadonlyArray<TreeEdit> }) | undefined
  /** The secrets of the epoch that somebody derived last. */
  readonly epochSecrets: () => EpochSecrets
}

/** Listens at the seams of these parts. */
export const seamOf = (cgka: Cgka["Service"], schedule: KeySchedule["Service"], tally: Tally): Seam => {
  let edits: ReadonlyArray<TreeEdit> = []
  let taken: Taken | undefined
  let secrets: EpochSecrets | undefined
  return {
    cgka: {
      ...cgka,
      read: (book, tree, change, update, leafKey) => {
        const read = cgka.read(book, tree, change, update, leafKey)
        if (Result.isSuccess(read)) edits = read.success.edits
        return read
      },
      process: (state, reading, tree, change, groupContext) =>
        Effect.suspend(() => {
          const before = tally.soFar
          return Effect.map(cgka.process(state, reading, tree, change, groupContext), (done) => {
            const commitSecret = done.commitSecret.expose().slice()
            taken = { reading, tree, change, groupContext, work: tally.soFar.minus(before), commitSecret }
            return done
          })
        })
    },
    schedule: {
      ...schedule,
      next: (input) =>
        Effect.map(schedule.next(input), (made) => {
          secrets = copied(made.epoch)
          return made
        })
    },
    takeTaken: () => {
      const found = taken === undefined ? undefined : { ...taken, edits }
      taken = undefined
      return found
    },
    epochSecrets: () => {
      if (secrets === undefined) throw new Error("no epoch has begun yet")
      return secrets
    }
  }
}

/** A copy, for a part that takes its secrets over. */
export const copied = (secrets: EpochSecrets): EpochSecrets =>
  Object.fromEntries(
    Object.entries(secrets).map(([name, secret]) => [name, new Secret(secret.expose().slice())])
  ) as unknown as EpochSecrets
