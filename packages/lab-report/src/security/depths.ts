import { type HeatmapRow, indicesOf, type Security } from "@copath/lab-core"

/** States `from` to before `to`, and how many earlier messages fall to a seizure at each of them. */
export type Depth = readonly [from: number, to: number, messages: number]

/** By member, how much of the past falls in the course of the run; states that no row of the heatmap shows are left out. */
export const depthsOf = ({
  heatmap,
  members
}: Security): ReadonlyArray<{ readonly name: string; readonly depths: ReadonlyArray<Depth> }> => {
  if (heatmap === undefined) return []
  const said = heatmap.messages.state
  return present(heatmap.rows).map((member) => {
    const depths: Array<Depth> = []
    for (const row of heatmap.rows) {
      if (row.member !== member) continue
      const fallen = indicesOf(row.upper ?? row.runs)
      for (let state = row.from; state < row.to; state++) {
        const earlier = fallen.filter((message) => (said[message] ?? Infinity) <= state).length
        const last = depths.at(-1)
        if (last?.[1] === state && last[2] === earlier) depths[depths.length - 1] = [last[0], state + 1, earlier]
        else depths.push([state, state + 1, earlier])
      }
    }
    return { name: members[member] ?? "", depths }
  })
}

/** The members of some rows, in their order. */
export const present = (rows: ReadonlyArray<HeatmapRow>): ReadonlyArray<number> => [...new Set(rows.map(({ member }) => member))]
