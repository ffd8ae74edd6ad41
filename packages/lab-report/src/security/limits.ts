import type { Cells } from "../comparison.ts"
import { plural } from "../units.ts"

/** What measured security does not say: one line for each limit, so that nobody takes the numbers for a proof. */
export const securityLimits: ReadonlyArray<string> = [
  "Exposure is that of this one run, not of all runs: a composition with little of it here can lose more under another history.",
  "Primitives count as perfect: no lengths, timing, weak or related keys. Frames (lengths, labels, identities) and values under 16 bytes count as guessable.",
  "Whoever listens and seizes states is measured exactly, within that model; an attacker who sends is covered only by what was tried.",
  "Erasure is as good as the states say; what a disk or a runtime keeps longer is not seen. Neither is what does not go through the provider.",
  "Between a lower and an upper value lies what the analysis could not explain. It stands beside proofs and replaces none."
]

/** What a seizure took that did not take everything. */
const taken = {
  withoutSigningKeys: "all that a state holds but its signature keys, as where these are in hardware",
  signingKeysOnly: "signature keys alone, as from a stolen backup"
} as const

/** How members delete who do not do so at once; `deletion` as in a result. */
const deleting = (deletion: string): string =>
  deletion === "none" ? "nothing of what they drop" : `what they drop ${plural(Number(deletion.replace("delayed ", "")), "state")} later`

/** What is believed of these runs beside that, how states were seized if not as usual, and where an exact answer would have taken too long: lines that most results have no need of. */
export const trusted = ({ cells }: Cells): ReadonlyArray<string> => {
  const lines = cells.flatMap(({ composition, security }) => {
    if (security === undefined) return []
    const { declared = [], openSums = 0, seizures } = security
    return [
      ...(seizures.takes === "all" ? [] : [`Seizures took ${taken[seizures.takes]}.`]),
      ...(seizures.deletion === "ideal" ? [] : [`Members count as if they deleted ${deleting(seizures.deletion)}.`]),
      ...(declared.length === 0
        ? []
        : [`Taken on trust: what follows of what by operations that parts of ${composition.name} brought along (${declared.join(", ")}).`]),
      ...(openSums === 0
        ? []
        : [
            `${composition.name} adds up secrets in too many ways to look at all that follows (${plural(openSums, "sum")}): what falls is a lower bound.`
          ])
    ]
  })
  return [...new Set(lines)]
}

/** The same in one breath, for the foot of a table, with what is taken on trust; nothing where no adversary looked on. */
export const securityCaution = (result: Cells): ReadonlyArray<string> =>
  result.cells.some(({ security }) => security !== undefined)
    ? [
        "Exposure is what an attacker has who listens and seizes states, in this run and with perfect primitives: not other runs, not timing, not parts that bypass the provider; frames and values under 16 bytes count as guessable; erasure as the states say; active attacks only as tried. It complements proofs and replaces none.",
        ...trusted(result)
      ]
    : []
