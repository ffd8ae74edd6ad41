import * as Result from "effect/Result"
import { utcOf } from "../reading/civilTime.ts"

/** The three numbers of a date as they stand there. */
export interface RawDate {
  readonly numbers: readonly [number, number, number]
  /** What stands between them. */
  readonly separator: string
  /** Whether the clock beside it says AM or PM. */
  readonly halfDays: boolean
  /** From 1, of its file. */
  readonly line: number
}

/** The order of day, month and year. */
export type DateOrder = "dmy" | "mdy" | "ymd"

const orders: Readonly<Record<DateOrder, readonly [year: 0 | 1 | 2, month: 0 | 1 | 2, day: 0 | 1 | 2]>> = {
  dmy: [2, 1, 0],
  mdy: [2, 0, 1],
  ymd: [0, 1, 2]
}

/** The day's beginning in milliseconds since 1970; years of two digits are of this century. */
export const dayOf = ({ numbers }: RawDate, order: DateOrder): number | undefined => {
  const [y, m, d] = orders[order]
  const year = numbers[y] < 100 ? 2000 + numbers[y] : numbers[y]
  return utcOf({ year, month: numbers[m], day: numbers[d] })
}

/**
 * Tells the order of dates from all of them: the one in which every date is in the calendar; of several the one in which the file goes back least
 * often; else month first where the clock has halves and slashes stand between, and day first elsewhere. Only this last is a guess.
 */
export const dateOrderOf = (
  dates: ReadonlyArray<RawDate>
): Result.Result<{ readonly order: DateOrder; readonly guessed: boolean }, { readonly line: number }> => {
  const tried = (["dmy", "mdy", "ymd"] as const).map((order) => ({ order, ...followed(dates, order) }))
  const fitting = tried.filter(({ stopsAt }) => stopsAt === undefined)
  if (fitting.length === 0) return Result.fail({ line: Math.max(...tried.map(({ stopsAt = 0 }) => stopsAt)) })
  const least = Math.min(...fitting.map(({ back }) => back))
  const best = fitting.filter(({ back }) => back === least)
  const american = dates[0]?.halfDays === true && dates[0].separator === "/"
  const chosen = (american ? best.find(({ order }) => order === "mdy") : undefined) ?? best[0]
  return Result.succeed({ order: chosen?.order ?? "dmy", guessed: best.length > 1 })
}

const followed = (dates: ReadonlyArray<RawDate>, order: DateOrder): { readonly stopsAt?: number; readonly back: number } => {
  let [back, last] = [0, Number.NEGATIVE_INFINITY]
  for (const date of dates) {
    const day = dayOf(date, order)
    // Two digits first are a year only after 31, and no year has fewer than two.
    const odd = order === "ymd" ? date.numbers[0] < 32 : date.numbers[0] > 31
    if (day === undefined || odd) return { stopsAt: date.line, back }
    if (day < last) back++
    last = day
  }
  return { back }
}
