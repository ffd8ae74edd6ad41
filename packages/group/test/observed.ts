import type { Suite } from "@copath/contracts"
import { services } from "./parts.ts"

/** How often the costly operations of a suite were asked for. */
export interface Counts {
  verify: number
  kem: number
}

/** RFC 9420's parts over a suite that counts what a hostile message makes a member do. */
export const counting = (suite: number, counts: Counts) => {
  const counted = (s: Suite): Suite => ({
    ...s,
    signature: {
      ...s.signature,
      verify: (...input) => {
        counts.verify++
        return s.signature.verify(...input)
      }
    },
    hpke: {
      ...s.hpke,
      open: (...input) => {
        counts.kem++
        return s.hpke.open(...input)
      }
    }
  })
  return services(suite, "counted", counted)
}
