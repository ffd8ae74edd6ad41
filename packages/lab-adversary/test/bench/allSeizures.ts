import { seizures, type Trace } from "../../src/index.ts"
import { ToyTree } from "../toys/toyTree.ts"

/** By default 128 members, 1,000 messages and 100 rekeys: 28,579 values, 37,250 edges. Each message costs some derivations more than it needs. */
export const bigTrace = (members = 128, messages = 1000): Trace => {
  const group = new ToyTree({ members, chained: true, detours: 20 })
  for (let message = 0; message < messages; message++) {
    group.say((message * 37) % members)
    if (message % 10 === 9) group.rekey((message * 13) % members)
  }
  return group.run.trace()
}

/** Seizes everybody at every time, and says how long it took. */
export const timeAllSeizures = (
  trace: Trace
): { readonly values: number; readonly edges: number; readonly seizures: number; readonly ms: number } => {
  const start = performance.now()
  const { pairs } = seizures(trace)
  return { values: trace.graph.values, edges: trace.graph.edges, seizures: pairs, ms: performance.now() - start }
}
