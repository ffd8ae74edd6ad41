import type { MetadataSight } from "@copath/lab-core"
import type { Trace } from "../graph/trace.ts"
import type { SeenUpload } from "./metadata.ts"

/**
 * Whether longer texts make longer messages. The shortest message of each size of text is asked, for a message may carry other things as well. `unjudged`, if all texts
 * are of one size. `shown`: messages of those sizes that are told from the next smaller one.
 */
export const sizesTold = ({ messages }: Trace, own: ReadonlyArray<SeenUpload>): Omit<MetadataSight, "kind" | "field"> => {
  const shortest = new Map<number, { least: number; times: number }>()
  for (const [i, { upload }] of own.entries()) {
    // Texts and their messages go up in the same order.
    const size = messages[i]?.size
    if (size === undefined) continue
    const known = shortest.get(size) ?? { least: Infinity, times: 0 }
    shortest.set(size, { least: Math.min(known.least, upload.message.length), times: known.times + 1 })
  }
  const sizes = [...shortest].toSorted(([a], [b]) => a - b)
  const [first, second] = sizes
  if (first === undefined || second === undefined)
    return { sight: "unjudged", messages: own.length, shown: 0, why: "texts of two sizes at least are needed to tell" }
  const told = sizes.filter(([, { least }], i) => i === 0 || least > (sizes[i - 1]?.[1].least ?? 0))
  const shown = told.reduce((sum, [, { times }]) => sum + times, 0)
  const last = sizes.at(-1) ?? second
  const example = `texts of ${first[0]} and ${last[0]} bytes in messages of ${first[1].least} and ${last[1].least}`
  return told.length === sizes.length
    ? { sight: "readable", messages: own.length, shown, why: example }
    : { sight: "hidden", messages: own.length, shown: 0, why: `not every longer text makes a longer message: ${example}` }
}
