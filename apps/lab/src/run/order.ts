import { seeded } from "@copath/lab-core"
import type { Numbered } from "./cells.ts"

/**
 * Cells in the order in which they are run: repeat after repeat, and those of each by lot, so that whatever befalls a machine for a while befalls no composition more than
 * another. Equal seeds give equal orders. With a single repeat they stay as they are: its times are not ranked.
 */
export const inBlocks = (cells: ReadonlyArray<Numbered>): ReadonlyArray<Numbered> => {
  const repeats = [...new Set(cells.map(({ task }) => task.repeat))].toSorted((a, b) => a - b)
  if (repeats.length < 2) return cells
  return repeats.flatMap((repeat) =>
    seeded(cells[0]?.task.seed ?? "", "order", String(repeat)).shuffled(cells.filter(({ task }) => task.repeat === repeat))
  )
}
