import type { Exposure } from "@copath/lab-core"
import { type BitMatrix, countRow } from "../closure/bitMatrix.ts"
import type { SeizureRows } from "../attacker/seizureRows.ts"

/**
 * The mean over all (member, state) pairs of the share of messages that falls; members count while they are in the group. Of a sample, the stratified mean
 * with its 95 % interval.
 */
export const exposure = ({ rows, pairs, strata }: SeizureRows, read: BitMatrix): Exposure => {
  if (pairs === 0 || read.columns === 0) return { share: 0 }
  const shares = rows.map((_, row) => countRow(read, row) / read.columns)
  const mean = rows.reduce((sum, { weight }, row) => sum + weight * shares[row]!, 0) / pairs
  if (strata.length === 0) return { share: Math.min(1, mean) }
  const variance = strata.reduce((sum, { first, drawn, size }) => {
    if (drawn < 2) return sum
    const part = shares.slice(first, first + drawn)
    const middle = part.reduce((a, b) => a + b, 0) / drawn
    const spread = part.reduce((a, b) => a + (b - middle) ** 2, 0) / (drawn - 1)
    return sum + (size / pairs) ** 2 * (1 - drawn / size) * (spread / drawn)
  }, 0)
  const half = 1.96 * Math.sqrt(variance)
  return { share: Math.min(1, mean), interval: { lo: Math.max(0, mean - half), hi: Math.min(1, mean + half) } }
}
