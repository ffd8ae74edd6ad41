import { cpus } from "node:os"
import { unit } from "../measure.ts"
import type { Size } from "./measureScale.ts"

const thousands = (n: number): string => (n < 100 ? n.toPrecision(3) : Math.round(n).toLocaleString("en-US"))
const seconds = (milliseconds: number): string =>
  milliseconds < 1000 ? `${milliseconds.toPrecision(3)} ms` : `${(milliseconds / 1000).toPrecision(3)} s`

const table = (title: string, sizes: ReadonlyArray<Size>, rows: ReadonlyArray<readonly [string, (size: Size) => string]>): string =>
  [
    `| ${title} | ${sizes.map(({ n }) => `n = ${n.toLocaleString("en-US")}`).join(" | ")} |`,
    `|---|${sizes.map(() => "---:|").join("")}`,
    ...rows.map(([name, cell]) => `| ${name} | ${sizes.map(cell).join(" | ")} |`)
  ].join("\n")

/** Names in the order of their first appearance. */
const names = (sizes: ReadonlyArray<Size>, of: "costs" | "bytes"): ReadonlyArray<string> => [
  ...new Set(sizes.flatMap((size) => Object.keys(size[of])))
]

/** The page for the documentation. */
export const scalePage = (sizes: ReadonlyArray<Size>, minutes: number): string => {
  const operations = names(sizes, "costs")
  const perMember = (what: string) => (size: Size) => thousands((size.bytes[what] ?? 0) / size.n)
  return `# What groups cost, by their size

Made by \`pnpm bench:scale --docs\`. The strict composition, suite 1 on \`node:crypto\`, basic credentials of 16 bytes, handshakes as private messages. *blank*: one
commit added everybody. *filled*: every second member has committed a path. *process* is by the committer's neighbour, who has the most keys to derive.

u is the CPU time of one X25519 exchange by \`node:crypto\`, measured beside each sample, ${unit().toFixed(1)} µs at the end of this run; CPU time of the whole process,
medians. Node ${process.versions.node}, OpenSSL ${process.versions.openssl}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? "an unknown processor"}; the run took ${minutes.toFixed(1)} minutes.

${table(
  "CPU time in u",
  sizes,
  operations.map((name) => [name, ({ costs }) => thousands(costs[name]?.units ?? Number.NaN).replace("NaN", "–")])
)}

${table(
  "on the clock",
  sizes,
  operations.map((name) => [name, ({ costs }) => (costs[name] === undefined ? "–" : seconds(costs[name].milliseconds))])
)}

${table("bytes of a message", sizes, [
  ["Welcome, blank", ({ bytes }) => thousands(bytes["Welcome, blank"] ?? 0)],
  ["commit, blank", ({ bytes }) => thousands(bytes["commit, blank"] ?? 0)],
  ["commit, filled", ({ bytes }) => thousands(bytes["commit, filled"] ?? 0)]
])}

One member's state of a filled group. Written: by \`persist\`. In memory: restored in a fresh process, by how much heap and buffers have grown after garbage
collection; then once more after a commit, when the state, the next one and the indexes of its tree are there.

${table("bytes of state for each member of the group", sizes, [
  ["written", perMember("state, written")],
  ["in memory, restored", perMember("state, in memory")],
  ["in memory, after a commit", perMember("after a commit, in memory")]
])}
`
}
