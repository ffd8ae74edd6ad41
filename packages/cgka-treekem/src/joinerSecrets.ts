import { type Codec, mapped, opaque as bytes, struct, uint8, vector } from "@copath/codec"
import type { Refresh, Secret } from "@copath/contracts"
import { covers, type LeafIndex, type NodeIndex } from "@copath/tree-math"
import { pathSecret, type PathSecret } from "@copath/wire"
import { nodeIndexCodec } from "./state.ts"

/** Some of a joiner's ancestors whose secrets are hashed one from the other, and the lowest one's secret. */
export interface PathRun {
  /** The lowest of them; `undefined`: where the joiner's path meets the committer's. */
  readonly node: NodeIndex | undefined
  /** How many there are, counting ancestors with a key only; `undefined`: all up to the top. */
  readonly count: number | undefined
  /** Of the node, of `Nh` bytes. */
  readonly pathSecret: Uint8Array
}

/** Fills the hole in `GroupSecrets` where a commit is one chain: `PathSecret`, as RFC 9420 has it (12.4.3.1). */
export const singleSecret: Codec<ReadonlyArray<PathRun>> = mapped(
  pathSecret,
  "PathSecret",
  (runs): PathSecret => ({ pathSecret: (runs[0] as PathRun).pathSecret }),
  ({ pathSecret }) => [{ node: undefined, count: undefined, pathSecret }]
)

/** `struct { uint32 node; uint8 count; opaque path_secret<V>; } runs<V>`: where a joiner's ancestors were set in several chains. */
export const secretRuns: Codec<ReadonlyArray<PathRun>> = vector(
  struct<PathRun>("PathRun", {
    node: nodeIndexCodec as Codec<NodeIndex | undefined>,
    count: uint8 as Codec<number | undefined>,
    pathSecret: bytes
  })
)

/** What a joiner is told, bottom-up: each secret above it that is not hashed from another one above it. */
export const runsFor = (steps: ReadonlyArray<Refresh & { readonly secret: Secret }>, joiner: LeafIndex): ReadonlyArray<PathRun> => {
  const runs: Array<{ node: NodeIndex; count: number; pathSecret: Uint8Array }> = []
  let last: NodeIndex | undefined
  for (const { from, node, secret } of steps) {
    if (!covers(node, joiner)) continue
    const run = runs.at(-1)
    if (run !== undefined && from === last) run.count++
    else runs.push({ node, count: 1, pathSecret: secret.expose().slice() })
    last = node
  }
  return runs
}
