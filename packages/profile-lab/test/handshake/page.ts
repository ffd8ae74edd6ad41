import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Passed } from "./scenario.ts"
import { fieldsOf, type Kind, structures, visibleFields, type Why } from "./visibleFields.ts"

/*
 * The parts of docs/options/handshake.md that follow from data, between `<!-- name -->` and `<!-- end name -->`.
 */

const page = join(import.meta.dirname, "../../../../docs/options/handshake.md")

/** What stands in the page between the marks of this name. */
export const told = (name: string): string => {
  const text = readFileSync(page, "utf8")
  return text.split(`<!-- ${name} -->\n`)[1]?.split(`\n<!-- end ${name} -->`)[0] ?? `nothing between the marks ${name}`
}

const row = (cells: ReadonlyArray<string>): string => `| ${cells.join(" | ")} |`

/** Lengths of the same messages by column, in bytes: a row for each message. */
export const sizes = (
  columns: ReadonlyArray<ReadonlyArray<Passed>>
): ReadonlyArray<{ readonly what: string; readonly lengths: ReadonlyArray<number> }> => {
  const first = columns[0] ?? []
  return first
    .map(({ what }, i) => ({ what, lengths: columns.map((passed) => passed[i]?.bytes.length ?? 0) }))
    .filter(({ what }, i) => first.findIndex((m) => m.what === what) === i)
}

/** The rows of the page's table of lengths. */
export const sizesTold = (): ReturnType<typeof sizes> =>
  told("sizes")
    .split("\n")
    .slice(2)
    .map((line) => {
      const [what = "", ...lengths] = line
        .split("|")
        .map((cell) => cell.trim())
        .slice(1, -1)
      return { what, lengths: lengths.map((cell) => Number(cell.replaceAll(",", ""))) }
    })

/** The kinds of messages, in the order of the page. */
export const kinds: ReadonlyArray<Kind> = ["application", "handshake", "from outside", "welcome", "group info", "key package"]

const table = (why: Why): string =>
  [
    row(["field", "why it is in clear"]),
    row(["---", "---"]),
    ...fieldsOf(why, (inner) => (structures.has(inner) ? `see ${structures.get(inner)}` : undefined)).map(([field, reason]) =>
      row([`\`${field}\``, reason])
    )
  ].join("\n")

/** Options by what they show of one kind of message. */
const alike = (kind: Kind): ReadonlyArray<readonly [options: string, why: Why]> => {
  const groups = new Map<string, { readonly options: Array<string>; readonly why: Why }>()
  for (const [option, byKind] of Object.entries(visibleFields)) {
    const key = JSON.stringify(byKind[kind])
    const group = groups.get(key) ?? { options: [], why: byKind[kind] }
    group.options.push(`\`${option}\``)
    groups.set(key, group)
  }
  return [...groups.values()].map(({ options, why }) => [options.join(", "), why])
}

/** Every visible field with its reason; options that show the same stand together, and structures that stand in several places come last. */
export const fields = (): string => {
  // The same structure is made with more or fewer arms: the fullest is told.
  const fullest = new Map<string, Why>()
  for (const [why, name] of structures) {
    const before = fullest.get(name)
    if (before === undefined || fieldsOf(why).length > fieldsOf(before).length) fullest.set(name, why)
  }
  return [
    ...kinds.flatMap((kind) => alike(kind).map(([options, why]) => `### ${kind}: ${options}\n\n${table(why)}`)),
    ...[...fullest].map(([name, why]) => `### ${name}\n\n${table(why)}`)
  ].join("\n\n")
}
