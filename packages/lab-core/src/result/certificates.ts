/**
 * Why each cell of a heatmap fell, in a form that is small enough for a page: the derivations of all rows share one table of operations, and a row says which of
 * them are its own.
 *
 * ```
 *   edges    0: key, ciphertext → secret    1: secret → chain    2: chain → text of message 0    …
 *   row r    edges 0 to 2 and 7             what of these leads to a message is its certificate;
 *                                           what they take and do not give was held by the seized member
 * ```
 */
import * as Schema from "effect/Schema"
import { type Derived, derivationLines, readLine } from "./certificateText.ts"
import { count } from "../numbers.ts"
import { indicesOf } from "./runLengths.ts"
import type { Heatmap } from "./security.ts"

/**
 * `labels` and `verbs` are what values and operations are called. A value is an index of `values`, which says its label; what everybody knows is none.
 * `texts` has for each message the value that is its text, or -1 where everybody can read it. Edge i makes `edges.out[i]` of the values `edges.from[i]` by
 * `verbs[edges.verb[i]]`; edges are in the order of time. `rows` has for each row of the heatmap which edges derive what falls in it, so many not, so many, and
 * so on; each value is made by one of a row's edges at most.
 */
export const Certificates = Schema.Struct({
  labels: Schema.Array(Schema.String),
  verbs: Schema.Array(Schema.String),
  values: Schema.Array(count),
  texts: Schema.Array(Schema.Int),
  edges: Schema.Struct({ out: Schema.Array(count), verb: Schema.Array(count), from: Schema.Array(Schema.Array(count)) }),
  rows: Schema.Array(Schema.Array(count))
})
/** See the schema of the same name. */
export type Certificates = typeof Certificates.Type

/**
 * Why a message falls to whoever seizes a heatmap's row at one of its states: a line for each thing held and for each operation, then the message. `undefined`
 * if it does not fall for certain.
 *
 * @param names of members by index
 * @param row of `heatmap.rows`; `state` is within it
 */
export const certificateLines = (
  { edges, labels, rows, texts, values, verbs }: Certificates,
  heatmap: Pick<Heatmap, "messages" | "rows">,
  names: ReadonlyArray<string>,
  row: number,
  state: number,
  message: number
): ReadonlyArray<string> | undefined => {
  const seized = heatmap.rows[row]
  const own = rows[row]
  const text = texts[message]
  if (seized === undefined || own === undefined || text === undefined || !indicesOf(seized.runs).includes(message)) return undefined
  const last = readLine(
    message,
    names[heatmap.messages.by[message] ?? -1] ?? "nobody",
    heatmap.messages.state[message] ?? 0,
    heatmap.messages.epoch[message] ?? 0
  )
  if (text < 0) return ["1  the wire: everybody can read it", last]
  const label = (value: number): string => labels[values[value] ?? -1] ?? ""
  const by = new Map(indicesOf(own).map((edge) => [edges.out[edge] ?? -1, edge]))
  const order = inOrder(by, edges.from, text)
  const begins = [...new Set([...order.flatMap((edge) => edges.from[edge] ?? []), text])].filter((value) => !by.has(value))
  return [
    ...derivationLines(
      begins.map((value) => ({ value, text: `${label(value)}, held by ${names[seized.member] ?? "nobody"} at state ${state}` })),
      order.map((edge): Derived => {
        const out = edges.out[edge] ?? -1
        return { out, from: edges.from[edge] ?? [], text: `${label(out)}: ${verbs[edges.verb[edge] ?? -1] ?? ""}` }
      })
    ),
    last
  ]
}

/** The edges that lead to a value, depth first, each after those that give its inputs. */
const inOrder = (by: ReadonlyMap<number, number>, from: ReadonlyArray<ReadonlyArray<number>>, target: number): ReadonlyArray<number> => {
  const order: Array<number> = []
  const entered = new Set<number>()
  const stack: Array<{ readonly value: number; readonly left: boolean }> = [{ value: target, left: false }]
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const edge = by.get(top.value)
    if (edge === undefined) continue
    if (top.left) order.push(edge)
    if (top.left || entered.has(top.value)) continue
    entered.add(top.value)
    stack.push({ value: top.value, left: true })
    for (const value of (from[edge] ?? []).toReversed()) stack.push({ value, left: false })
  }
  return order
}
