import * as Result from "effect/Result"
import { axes, isAxis, type Spec, UnknownPart } from "./axes.ts"
import { IncompatibleProfile } from "./incompatible.ts"
import type { Axis, Part, PartOf } from "./part.ts"

/** One part per axis. */
export type Chosen = { readonly [A in Axis]: PartOf<A> }

/** A part by its id, else by an alias; `UnknownPart` lists the names that there are. */
export const findPart = <A extends Axis>(parts: ReadonlyArray<Part>, axis: A, name: string): Result.Result<PartOf<A>, UnknownPart> => {
  const known = partsOf(parts, axis)
  const found = known.find((p) => p.id === name) ?? known.find((p) => p.aliases?.includes(name))
  if (found !== undefined) return Result.succeed(found)
  return Result.fail(new UnknownPart({ axis, name, valid: known.flatMap((p) => [p.id, ...(p.aliases ?? [])]) }))
}

/** An axis' parts, its default first. */
export const partsOf = <A extends Axis>(parts: ReadonlyArray<Part>, axis: A): ReadonlyArray<PartOf<A>> =>
  parts.filter((p): p is PartOf<A> => p.axis === axis)

/** What stands on an axis on which nothing is named. */
const usual = (parts: ReadonlyArray<Part>, implied: Readonly<Record<string, string>>, axis: Axis): string =>
  implied[axis] ?? partsOf(parts, axis)[0]?.id ?? ""

/** Parts for all axes. */
export interface Choice {
  readonly parts: Chosen
  /** Axes whose part was neither implied nor the default. */
  readonly differing: ReadonlyArray<Axis>
  /** A part that was named on an axis on which another leaves nothing to choose. */
  readonly clash: IncompatibleProfile | undefined
}

/** Fills the axes that `spec` leaves out: with what its parts imply, else with the default. */
export const choose = (parts: ReadonlyArray<Part>, spec: Spec): Result.Result<Choice, UnknownPart> => {
  const wrong = Object.keys(spec).find((axis) => !isAxis(axis))
  if (wrong !== undefined) return Result.fail(new UnknownPart({ axis: "axis", name: wrong, valid: axes }))
  const chosen: Partial<Record<Axis, Part>> = {}
  const implied: Record<string, string> = {}
  const take = (axis: Axis, name: string): Result.Result<void, UnknownPart> =>
    Result.map(findPart<Axis>(parts, axis, name), (part) => {
      chosen[axis] = part
      Object.assign(implied, part.implies)
    })
  // What is named comes first, for it may imply parts of any axis; then the rest, in order.
  for (const axis of axes) {
    const name = spec[axis]
    const found = name === undefined ? Result.void : take(axis, name)
    if (Result.isFailure(found)) return Result.fail(found.failure)
  }
  const differing = axes.filter((axis) => chosen[axis] !== undefined && chosen[axis].id !== usual(parts, implied, axis))
  for (const axis of axes) {
    const found = chosen[axis] === undefined ? take(axis, usual(parts, implied, axis)) : Result.void
    if (Result.isFailure(found)) return Result.fail(found.failure)
  }
  return Result.succeed({ parts: chosen as Chosen, differing, clash: clashOf(chosen, differing) })
}

const clashOf = (chosen: Readonly<Partial<Record<Axis, Part>>>, differing: ReadonlyArray<Axis>): IncompatibleProfile | undefined => {
  for (const part of Object.values(chosen)) {
    for (const axis of differing) {
      const reason = part.fixes?.[axis]
      const other = chosen[axis]
      if (reason !== undefined && other !== undefined)
        return new IncompatibleProfile({ rule: `${axis}-fixed`, parts: [part.id, other.id], reason })
    }
  }
  return undefined
}
