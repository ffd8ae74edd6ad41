import type { ForwardSecrecy } from "@copath/lab-core"
import { type BitMatrix, nextColumn } from "../closure/bitMatrix.ts"
import type { SeizureRow } from "../attacker/seizureRows.ts"
import type { Trace } from "../graph/trace.ts"
import { saidBy } from "./said.ts"
import { Weighed } from "./spread.ts"

/** How much of what was said before a seizure falls with it: messages, their epochs, and the age of the oldest. */
export const forwardSecrecy = (trace: Trace, rows: ReadonlyArray<SeizureRow>, read: BitMatrix): ForwardSecrecy => {
  const said = saidBy(trace)
  const [messages, epochs, ms] = [new Weighed(), new Weighed(), new Weighed()]
  for (const [index, row] of rows.entries()) {
    const first = nextColumn(read, index, 0)
    const weight = row.weight / (row.to - row.from)
    const seen = new Set<number>()
    let before = 0
    let next = first
    for (let state = row.from; state < row.to; state++) {
      for (; next >= 0 && next < said[state]!; next = nextColumn(read, index, next + 1)) {
        before++
        seen.add(trace.messages[next]!.epoch)
      }
      const oldest = before === 0 ? state : trace.messages[first]!.state
      messages.add(before, weight)
      epochs.add(seen.size, weight)
      ms.add(trace.states[state]!.ms - trace.states[oldest]!.ms, weight)
    }
  }
  return { messages: messages.spread(), epochs: epochs.spread(), ms: ms.spread() }
}
