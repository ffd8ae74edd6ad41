import { existsSync } from "node:fs"
import { dirname, resolve } from "node:path"

const MOST = 50_000

/** Sizes out of `2,10,100`: even numbers, since members come in pairs. Throws a sentence for the user. */
export const sizesIn = (text: string): ReadonlyArray<number> =>
  text.split(",").map((part) => {
    const n = Number(part)
    if (/^\d+$/.test(part) && n % 2 === 0 && n >= 2 && n <= MOST) return n
    throw new Error(`"${part}" is no group size: give even numbers from 2 to ${MOST}, such as --n 2,10,100`)
  })

/** A count out of `3`. Throws a sentence for the user. */
export const runsIn = (text: string): number => {
  const runs = Number(text)
  if (/^\d+$/.test(text) && runs >= 1 && runs <= 1000) return runs
  throw new Error(`"${text}" is no number of runs: give a whole number from 1 to 1000`)
}

/** A path to write to. Throws a sentence for the user when its folder is not there: better before a long run than after it. */
export const fileIn = (text: string): string => {
  const folder = dirname(resolve(text))
  if (existsSync(folder)) return resolve(text)
  throw new Error(`"${text}" cannot be written: there is no folder ${folder}`)
}
