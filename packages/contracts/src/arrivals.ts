import { type Codec, struct, uint32, vector } from "@copath/codec"
import * as Result from "effect/Result"
import { LAST_GENERATION } from "./keyChain.ts"
import { Unprotectable } from "./messageProtection.ts"

/** Which generations of one sender have come: what keeps a message from being opened twice where its key does not go. */
export interface Arrivals {
  /** Above all that came. */
  readonly next: number
  /** Below this generation none is awaited. */
  readonly dropped: number
  /** Generations below `next` that are awaited, ascending. */
  readonly missing: ReadonlyArray<number>
}

/** Nothing has come. */
export const noArrivals: Arrivals = { next: 0, dropped: 0, missing: [] }

/** The arrivals with `generation`, within a window as a chain of keys has one; fails for the same reasons as `takeKey`. */
export const arrive = (
  arrivals: Arrivals,
  generation: number,
  { maxForward, maxSkipped }: { readonly maxForward: number; readonly maxSkipped: number }
): Result.Result<Arrivals, Unprotectable> => {
  const { dropped, missing, next } = arrivals
  if (generation < next) {
    if (missing.includes(generation)) return Result.succeed({ ...arrivals, missing: missing.filter((g) => g !== generation) })
    return Result.fail(new Unprotectable({ reason: generation < dropped ? "OutOfOrder" : "KeyConsumed" }))
  }
  if (generation - next > maxForward) return Result.fail(new Unprotectable({ reason: "TooFarAhead" }))
  if (generation >= LAST_GENERATION) return Result.fail(new Unprotectable({ reason: "Exhausted" }))
  const awaited = [...missing, ...Array.from({ length: generation - next }, (_, i) => next + i)]
  const surplus = Math.max(awaited.length - maxSkipped, 0)
  return Result.succeed({
    next: generation + 1,
    dropped: Math.max(dropped, (awaited[surplus - 1] ?? -1) + 1),
    missing: awaited.slice(surplus)
  })
}

/** Arrivals as they are stored. */
export const arrivalsCodec: Codec<Arrivals> = struct<Arrivals>("Arrivals", { next: uint32, dropped: uint32, missing: vector(uint32) })
