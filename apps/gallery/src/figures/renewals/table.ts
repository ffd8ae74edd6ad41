import type { RowOf } from "../../figure.ts"

/** One line for each size of the group and number of proposals. */
export const columns = { members: "number", proposals: "number", mean: "number", lo: "number", hi: "number", commits: "number" } as const

/** Ciphertexts in a commit: the mean, the least and the most. */
export type RenewalsRow = RowOf<typeof columns>
