import { type CodecType, struct, uint32, uint64, vector } from "@copath/codec"
import type { Received } from "@copath/group"
import { emptyResender, resenderCodec } from "@copath/resend"

const join = struct("Join", { leaf: uint32, epoch: uint64 })

/**
 * ```
 * struct { uint32 leaf; uint64 epoch; } Join;
 * struct {
 *     Resender resender;
 *     Join joins<V>;      // of present members, later than the oldest text that can be sent again
 * } Memory;
 * ```
 * What one member remembers: texts of its own, what it was shown, and who came in meanwhile.
 */
export const memoryCodec = struct("Memory", { resender: resenderCodec, joins: vector(join) })
/** See {@link memoryCodec}. Immutable. */
export type Memory = CodecType<typeof memoryCodec>

/** Of a new member. */
export const noMemory: Memory = { resender: emptyResender, joins: [] }

/** Who joined by this commit, from outside too, stands in a leaf since the epoch that it began. */
export const withJoins = (
  { joins, resender }: Memory,
  { change, external, sender, state }: Extract<Received, { readonly _tag: "commit" }>
): Memory => {
  const joined: ReadonlyArray<number> = external ? [...change.added, sender] : change.added
  const gone = new Set<number>([...change.removed, ...joined])
  const { epoch } = state.context
  return trimmed({ resender, joins: [...joins.filter(({ leaf }) => !gone.has(leaf)), ...joined.map((leaf) => ({ leaf, epoch }))] })
}

/** The latest epoch in which a present member joined, as far as it matters for a text that is kept; 0 if nobody did since the oldest. They stand in their order. */
export const newestJoin = ({ joins }: Memory): bigint => joins.at(-1)?.epoch ?? 0n

/** Forgets joins that came before every text that is kept: whoever was there then has been sent it. */
export const trimmed = ({ joins, resender }: Memory): Memory => ({
  resender,
  joins: joins.filter((j) => resender.kept.some(({ epoch }) => epoch < j.epoch))
})
