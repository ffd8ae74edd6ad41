import { type Certificates, runLengths } from "@copath/lab-core"
import { setColumns } from "../closure/bitMatrix.ts"
import { verbs } from "./certificate.ts"
import { type Carried, derivations, Search } from "../closure/derivation.ts"
import { everybody } from "../closure/focus.ts"
import { operations, type ValueId } from "../graph/graph.ts"
import { taken } from "../attacker/knowledge.ts"
import { labelOf } from "../graph/labels.ts"
import type { Seizures } from "../attacker/seizures.ts"

/** How much may be told, and how long it may take. */
export interface ExplainOptions {
  /** As JSON, in bytes. */
  readonly certificateCap: number
  /** Rows × edges that may be looked at. */
  readonly certificateWork: number
}

/** One megabyte; some five seconds. */
export const defaultExplain: ExplainOptions = { certificateCap: 1_000_000, certificateWork: 2e7 }

/** Certificates, or a sentence that says why there are none. */
export type Explained = { readonly certificates: Certificates } | { readonly certificatesLeftOut: string }

/** Why each message of these rows falls for certain: the smallest derivations, in one table. `shown` are indices of rows. */
export const explained = (all: Seizures, shown: ReadonlyArray<number>, { certificateCap, certificateWork }: ExplainOptions): Explained => {
  const { focus, trace } = all.lower.field
  const work = shown.length * focus.graph.edges
  if (work > certificateWork) {
    return {
      certificatesLeftOut: `They would take a search over ${grouped(shown.length)} rows times ${grouped(focus.graph.edges)} derivations; the limit is ${grouped(certificateWork)} in all.`
    }
  }
  const table = new EdgeTable()
  const search = new Search(focus.graph, focus.consumers)
  const rows = shown.map((index) => {
    const { member, from } = all.rows[index]!
    const held = taken(trace, { as: "seize", who: member, at: from, takes: all.options.takes }, all.options.deletion)
    const known = held.flatMap((value) => (focus.place[value]! >= 0 ? [focus.place[value]!] : []))
    const targets = setColumns(all.lower.read, index).map((message) => focus.place[trace.messages[message]!.text]!)
    const wanted = targets.filter((place) => place >= 0)
    return derivations(search, known, wanted).map((carried) => table.index(carried, focus.graph.threshold[carried.edge]! !== 0))
  })
  const certificates = written(all, table.entries, rows)
  const size = JSON.stringify(certificates).length
  return size > certificateCap
    ? { certificatesLeftOut: `They would take ${grouped(size)} bytes; the limit is ${grouped(certificateCap)}.` }
    : { certificates }
}

/** Edges that are carried out in some row, each once. */
class EdgeTable {
  readonly entries: Array<Carried> = []
  private readonly places = new Map<string | number, number>()

  /** With a threshold, an edge can be carried out with these inputs in one row and with those in another. */
  index(carried: Carried, chosen: boolean): number {
    const key = chosen ? `${carried.edge} ${carried.from.join()}` : carried.edge
    const place = this.places.get(key) ?? this.entries.length
    if (place === this.entries.length) {
      this.places.set(key, place)
      this.entries.push(carried)
    }
    return place
  }
}

const written = (all: Seizures, entries: ReadonlyArray<Carried>, rows: ReadonlyArray<ReadonlyArray<number>>): Certificates => {
  const { focus, trace } = all.lower.field
  const { graph } = focus
  const original = new Map<number, ValueId>()
  for (const [value, place] of focus.place.entries()) if (place >= 0) original.set(place, value)
  const [labels, values] = [new Numbered<string>(), new Numbered<number>()]
  // Rows name edges as they were found; in the order of time neighbours stand together, and runs are few.
  const order = [...entries.keys()].toSorted((a, b) => entries[a]!.edge - entries[b]!.edge || a - b)
  const place = new Map(order.map((entry, i) => [entry, i]))
  const from = order.map((entry) => entries[entry]!.from.map((value) => values.of(value)))
  const out = order.map((entry) => values.of(graph.out[entries[entry]!.edge]!))
  const texts = trace.messages.map(({ text }) => {
    const at = focus.place[text]!
    return at === everybody ? -1 : values.of(at)
  })
  return {
    verbs: operations.map((operation) => verbs[operation]),
    texts,
    edges: { out, verb: order.map((entry) => graph.operation[entries[entry]!.edge]!), from },
    rows: rows.map((own) => runLengths(own.map((entry) => place.get(entry)!).toSorted((a, b) => a - b))),
    values: values.all.map((value) => labels.of(labelOf(trace, original.get(value)!))),
    labels: labels.all
  }
}

/** Numbers things from 0 in the order in which they are asked for. */
class Numbered<A> {
  readonly all: Array<A> = []
  private readonly places = new Map<A, number>()

  of(item: A): number {
    const place = this.places.get(item) ?? this.all.length
    if (place === this.all.length) {
      this.places.set(item, place)
      this.all.push(item)
    }
    return place
  }
}

const grouped = (n: number): string => n.toLocaleString("en-US")
