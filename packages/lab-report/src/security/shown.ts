import type { Cell, Security } from "@copath/lab-core"
import type { Contender, Setting } from "../comparison.ts"

/** A share as people read it: `31.5 %`. What is nearly nothing or nearly all does not read as if it were. */
export const share = (n: number): string => {
  if (n === 0) return "0"
  if (n < 0.0005) return "<0.1 %"
  if (n > 0.9995 && n < 1) return ">99.9 %"
  return n === 1 ? "100 %" : `${(n * 100).toFixed(1)} %`
}

/** An amount that may be infinite. */
export const orNever =
  (show: (n: number) => string) =>
  (n: number): string =>
    n === Infinity ? "never" : show(n)

/** What an adversary learned in a contender's runs; empty where none looked on. */
export const securities = ({ cells }: { readonly cells: ReadonlyArray<Cell> }): ReadonlyArray<Security> =>
  cells.flatMap(({ security }) => security ?? [])

/** Whether an adversary looked on in any run of a setting. */
export const isLookedUpon = ({ contenders }: Setting): boolean => contenders.some((contender) => securities(contender).length > 0)

/** Contenders that an adversary looked upon, with what it learned in the first such run. */
export const lookedUpon = ({ contenders }: Setting): ReadonlyArray<{ readonly contender: Contender; readonly security: Security }> =>
  contenders.flatMap((contender) =>
    securities(contender)
      .slice(0, 1)
      .map((security) => ({ contender, security }))
  )
