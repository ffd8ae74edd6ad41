import { opaque, type OpaqueOf } from "@copath/contracts"
import type { TreeKemStaged } from "./commit.ts"
import type { PathRun } from "./joinerSecrets.ts"
import type { TreeKemReading } from "./receive.ts"
import type { TreeKemState } from "./state.ts"
import type { UpdateNode } from "./updateNode.ts"

/** The opaque values of one member of the family. */
export interface Boxes {
  readonly state: OpaqueOf<"CgkaState", TreeKemState>
  readonly staged: OpaqueOf<"CgkaStaged", TreeKemStaged>
  readonly reading: OpaqueOf<"CgkaReading", TreeKemReading>
  readonly update: OpaqueOf<"CgkaUpdate", ReadonlyArray<UpdateNode>>
  readonly welcome: OpaqueOf<"CgkaWelcome", ReadonlyArray<PathRun>>
}

const made = new Map<string, Boxes>()

/** The boxes of the key agreement `id`: the same ones each time, for what one instance of a layer writes another must read. */
export const boxesOf = (id: string): Boxes => {
  const found = made.get(id)
  if (found !== undefined) return found
  const boxes: Boxes = {
    state: opaque("CgkaState", id),
    staged: opaque("CgkaStaged", id),
    reading: opaque("CgkaReading", id),
    update: opaque("CgkaUpdate", id),
    welcome: opaque("CgkaWelcome", id)
  }
  made.set(id, boxes)
  return boxes
}
