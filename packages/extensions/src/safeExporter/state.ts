import { arm, type Codec, DecodeFault, struct, uint8, union } from "@copath/codec"
import { type ExporterState, opaque, secretCodec } from "@copath/contracts"
import { type Branch, HEIGHT } from "./exporterTree.ts"

/** A branch as it is written down, with no more than `height` levels below it: what is deeper is refused, so that no input can exhaust the stack. */
const branchOf = (height: number): Codec<Branch> => {
  const below = height === 0 ? leafOnly : branchOf(height - 1)
  return union("Branch", uint8, {
    closed: arm(0, { secret: secretCodec }),
    opened: arm(1, { left: below, right: below }),
    taken: arm(2, {})
  })
}

/** Nothing stands below a leaf. */
const leafOnly: Codec<Branch> = {
  name: "Branch",
  write: () => {
    throw new RangeError("an exporter tree has 16 levels")
  },
  read: (r) => {
    throw new DecodeFault("LimitExceeded", r.offset, "a tree of 16 levels")
  }
}

interface Held {
  readonly tree: Branch
}

const held: Codec<Held> = struct<Held>("ExporterTree", { tree: branchOf(HEIGHT) })

const box = opaque<"ExporterState", Held>("ExporterState", "punctured-tree")
export const wrap = (tree: Branch): ExporterState => box.wrap({ tree })
export const unwrap = (state: ExporterState): Branch => box.unwrap(state).tree
export const stateCodec: Codec<ExporterState> = box.codec(held)
