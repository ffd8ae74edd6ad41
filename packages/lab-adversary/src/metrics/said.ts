import type { Trace } from "../graph/trace.ts"

/** By state, how many messages were said up to it, itself included: those from this index on are later than a seizure at that state. */
export const saidBy = (trace: Trace): Uint32Array => {
  const said = new Uint32Array(trace.states.length)
  let message = 0
  for (let state = 0; state < said.length; state++) {
    while (message < trace.messages.length && trace.messages[message]!.state <= state) message++
    said[state] = message
  }
  return said
}
