import * as Result from "effect/Result"
import type { Spec, UnknownPart } from "./axes.ts"
import type { Catalog, Composed } from "./composition.ts"
import type { Axis } from "./part.ts"

/** A composition to be compared, and the plain data from which another thread composes it again. */
export interface Contestant {
  /** A part for some axes; the catalog fills the rest. */
  readonly spec: Spec
  /** The parts, ready to build. */
  readonly composed: Composed
}

/** Parts of one axis, by id: one composition with each. */
export interface Varied {
  /** Whose parts are tried. */
  readonly axis: Axis
  /** In the order in which they are tried. */
  readonly ids: ReadonlyArray<string>
}

/** Each of `bases` with every combination of what is varied, in order and without doubles. `under`: what stands where neither says anything. */
export const combinations = (
  catalog: Catalog,
  bases: ReadonlyArray<Spec>,
  varied: ReadonlyArray<Varied>,
  under: Spec = {}
): Result.Result<ReadonlyArray<Contestant>, UnknownPart> => {
  const found = new Map<string, Contestant>()
  for (const base of bases) {
    for (const over of product(varied)) {
      const spec = { ...under, ...base, ...over }
      const composed = catalog.compose(spec)
      if (Result.isFailure(composed)) return Result.fail(composed.failure)
      const { id } = composed.success
      if (!found.has(id)) found.set(id, { spec, composed: composed.success })
    }
  }
  return Result.succeed([...found.values()])
}

const product = (varied: ReadonlyArray<Varied>): ReadonlyArray<Spec> => {
  let specs: ReadonlyArray<Spec> = [{}]
  for (const { axis, ids } of varied) specs = specs.flatMap((spec) => ids.map((id) => ({ ...spec, [axis]: id })))
  return specs
}
