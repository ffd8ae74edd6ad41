import Table from "cli-table3"
import type { Bytes } from "./operations.ts"
import type { Report } from "./report.ts"
import type { Figure, Line } from "./run.ts"

/** A figure in u: three digits where there are fewer, and thousands apart. */
const inUnits = (units: number): string => (units < 100 ? units.toPrecision(3) : Math.round(units).toLocaleString("en-US"))

const inBytes = (bytes: Bytes): string =>
  Object.entries(bytes)
    .map(([what, count]) => `${what === "keyPackage" ? "key package" : what} ${count.toLocaleString("en-US")}`)
    .join(", ")

/** How many times cheaper the second peer is than the first. */
const ratio = ([first, second]: ReadonlyArray<Figure>): string => {
  if (first === undefined || second === undefined) return ""
  const times = first.units / second.units
  return `${times < 10 ? times.toFixed(1) : Math.round(times)}×`
}

const plain = { head: [], border: [] }
// Rows are one line each: no rules between them.
const chars = { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" }

const tableOf = (n: number, peers: ReadonlyArray<string>, lines: ReadonlyArray<Line>): string => {
  const compared = peers.length > 1 ? ["ratio"] : []
  const head = [`n = ${n}`, "tree", ...peers.map((name) => `${name}\nCPU in u`), ...compared, ...peers.map((name) => `${name}\nbytes`)]
  const colAligns = head.map((title) => (title.endsWith("u") || title === "ratio" ? ("right" as const) : ("left" as const)))
  const table = new Table({ head, colAligns, style: plain, chars })
  for (const { figures, operation, tree } of lines) {
    table.push([
      operation,
      tree === "none" ? "" : tree,
      ...figures.map(({ units }) => inUnits(units)),
      ...(compared.length > 0 ? [ratio(figures)] : []),
      ...figures.map(({ bytes }) => inBytes(bytes))
    ])
  }
  return table.toString()
}

/** The report for reading: one table for each size, and what the figures mean. */
export const render = ({ environment, lines, peers, unit }: Report): string => {
  const sizes = [...new Set(lines.map(({ n }) => n))]
  const tables = sizes.map((n) =>
    tableOf(
      n,
      peers.map(({ name }) => name),
      lines.filter((line) => line.n === n)
    )
  )
  const compared = peers.length > 1 ? [`ratio: how many times more CPU ${peers[0]?.name} takes than ${peers[1]?.name}.`] : []
  return [
    ...tables,
    `u: ${unit}; ${environment.unitMicroseconds.toFixed(1)} µs at the end of this run. Medians.`,
    ...compared,
    "blank: one commit added everybody. filled: every second member has committed a path.",
    `Node ${environment.node}, OpenSSL ${environment.openssl}, ${environment.platform}, ${environment.cores} × ${environment.cpu}.`,
    ...peers.map(({ crypto, name }) => `${name}: ${crypto}.`)
  ].join("\n")
}
