import type { Trace } from "../trace.ts"

/** How many texts are covered by a signature that convinces others: whoever wrote those cannot deny it. */
export const deniability = (trace: Trace): { readonly texts: number; readonly signed: number } => ({
  texts: trace.messages.length,
  signed: trace.messages.filter(({ signed }) => signed).length
})
