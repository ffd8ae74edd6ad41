import { type Codec, struct, uint32, vector } from "@copath/codec"
import { Unprotectable } from "@copath/contracts"
import * as Result from "effect/Result"
import type { Window } from "./window.ts"

/** Which messages of a peer have come: a chain's window without keys, so that nothing is opened twice. */
export interface Numbers {
  /** The lowest number above all that came. */
  readonly next: number
  /** Below this number nothing is open any more. */
  readonly dropped: number
  /** Numbers that were passed over and may still come, ascending. */
  readonly skipped: ReadonlyArray<number>
}

export const noNumbers: Numbers = { next: 0, dropped: 0, skipped: [] }

/** The last number is never used. */
export const LAST_NUMBER = 0xffffffff

/** The numbers after message `number` has come. `KeyConsumed`, `OutOfOrder`, `TooFarAhead` as for a chain of keys. */
export const takeNumber = (
  { dropped, next, skipped }: Numbers,
  number: number,
  { maxForward, maxSkipped }: Window
): Result.Result<Numbers, Unprotectable> => {
  const refused = (reason: Unprotectable["reason"]) => Result.fail(new Unprotectable({ reason }))
  if (number < next) {
    if (!skipped.includes(number)) return refused(number < dropped ? "OutOfOrder" : "KeyConsumed")
    return Result.succeed({ next, dropped, skipped: skipped.filter((n) => n !== number) })
  }
  if (number - next > maxForward) return refused("TooFarAhead")
  if (number >= LAST_NUMBER) return refused("Exhausted")
  const all = [...skipped, ...Array.from({ length: number - next }, (_, i) => next + i)]
  const cut = Math.max(all.length - maxSkipped, 0)
  return Result.succeed({ next: number + 1, dropped: Math.max(dropped, (all[cut - 1] ?? -1) + 1), skipped: all.slice(cut) })
}

/** The numbers as they are stored. */
export const numbersCodec: Codec<Numbers> = struct<Numbers>("Numbers", { next: uint32, dropped: uint32, skipped: vector(uint32) })
