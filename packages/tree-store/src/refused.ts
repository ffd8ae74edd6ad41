import * as Data from "effect/Data"

/**
 * Why a blob is no use. `Missing`: the store has none of this name; `Altered`: what it has is not what the name stands for, be it changed, of another node or of
 * another epoch; `NoKey`: sealed under a key that we were never given; `Malformed`: the group's own tree has something else than a node there.
 */
export type Refusal = "Missing" | "Altered" | "NoKey" | "Malformed"

/** A store's answer that is refused. Nothing of it was used. */
export class BlobRefused extends Data.TaggedError("BlobRefused")<{
  readonly reason: Refusal
  /** The tree hash that was asked for, in hex. */
  readonly hash: string
}> {}
