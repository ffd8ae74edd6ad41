import type { ValueId, ValueKind } from "./graph.ts"
import type { Trace } from "./trace.ts"

/** Kinds that begin with one member: it drew them, or had them first. What follows from them is often everybody's. */
const owned: ReadonlySet<ValueKind> = new Set(["random", "secretKey", "given"])

/** What a value is called in certificates: `m3's leaf key`, `expand "MLS 1.0 epoch"`. Of a key that several have, the owner is who first had it. */
export const labelOf = (trace: Trace, value: ValueId): string => {
  const info = trace.values[value]
  if (info === undefined) return `value ${value}`
  const what = info.label || info.kind
  const owner = owned.has(info.kind) ? trace.members[info.by]?.name : undefined
  return owner === undefined ? what : `${owner}'s ${what === "random" ? "random value" : what}`
}
