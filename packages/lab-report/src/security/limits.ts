import type { Cells } from "../comparison.ts"

/** What measured security does not say: one line for each limit, so that nobody takes the numbers for a proof. */
export const securityLimits: ReadonlyArray<string> = [
  "Exposure is that of this one run, not of all runs: a composition with little of it here can lose more under another history.",
  "Primitives count as perfect: no lengths, timing, weak or related keys. Frames (lengths, labels, identities) and values under 16 bytes count as guessable.",
  "Whoever listens and seizes states is measured exactly, within that model; an attacker who sends is covered only by what was tried.",
  "Erasure is as good as the states say; what a disk or a runtime keeps longer is not seen. Neither is what does not go through the provider.",
  "Between a lower and an upper value lies what the analysis could not explain. It stands beside proofs and replaces none."
]

/** The same in one breath, for the foot of a table; nothing where no adversary looked on. */
export const securityCaution = ({ cells }: Cells): ReadonlyArray<string> =>
  cells.some(({ security }) => security !== undefined)
    ? [
        "Exposure is what an attacker has who listens and seizes states, in this run and with perfect primitives: not other runs, not timing, not parts that bypass the provider; erasure as the states say; active attacks only as tried. It complements proofs and replaces none."
      ]
    : []
