import { budget, type Sizes, type Weight } from "./sizes.ts"

const kB = (bytes: number): string => (bytes / 1000).toFixed(1)

const row = (name: string, { gzip, minified }: Weight, note = ""): ReadonlyArray<string> => [name, kB(minified), kB(gzip), note]

const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const widths = head.map((title, i) => Math.max(...[title, ...rows.map((cells) => cells[i] ?? "")].map((cell) => cell.length), 3))
  const numeric = (i: number): boolean => i === 1 || i === 2
  const pad = (cell: string, i: number): string => (numeric(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0))
  const line = (cells: ReadonlyArray<string>): string => `| ${head.map((_, i) => pad(cells[i] ?? "", i)).join(" | ")} |`
  const rule = `| ${widths.map((width, i) => (numeric(i) ? `${"-".repeat(width - 1)}:` : "-".repeat(width))).join(" | ")} |`
  return [line(head), rule, ...rows.map(line)].join("\n")
}

/** The sizes as two tables of markdown, in kB of 1,000 bytes. */
export const sizeTables = ({ effect, noble, nobleByParts, own, packages, total }: Sizes): string => {
  const whole = table(
    ["strict stack, suite 1", "minified kB", "gzip kB", ""],
    [
      row("our own code", own, `budget ${kB(budget)}`),
      row("noble's primitives", noble, "suite by its number"),
      row("or of them", nobleByParts, "suite by its parts"),
      row("effect", effect),
      row("all, as one file", total, "suite by its number")
    ]
  )
  const parts = table(
    ["of our own", "minified kB", "gzip kB"],
    packages.map(([name, weight]) => row(name, weight).slice(0, 3))
  )
  return `${whole}\n\n${parts}`
}

const [begin, end] = ["<!-- sizes: written by `pnpm browser:size --markdown docs/browser.md` -->", "<!-- end of sizes -->"] as const

/** The document with its tables replaced. It must hold the two comments between which they stand. */
export const withTables = (document: string, tables: string): string => {
  const [from, to] = [document.indexOf(begin), document.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`the document lacks the lines ${begin} and ${end}`)
  return `${document.slice(0, from + begin.length)}\n\n${tables}\n\n${document.slice(to)}`
}
