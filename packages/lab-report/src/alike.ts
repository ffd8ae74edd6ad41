import type { Section } from "./section.ts"

/**
 * The section without the columns that read the same in every row: its note tells their values once. `keep` are those shown in any case. If
 * nothing differs and none is to be kept, one row stands for all.
 */
export const withoutAlike = (section: Section, keep: ReadonlyArray<string> = []): Section => {
  const { columns, note, rows } = section
  const [first] = rows
  if (first === undefined || rows.length < 2) return section
  const alike = columns.map((_, c) => rows.every(({ entries }) => entries[c]?.text === first.entries[c]?.text))
  if (!alike.includes(false) && keep.length === 0) return { ...section, rows: [{ ...first, label: `all ${rows.length} alike` }] }
  const told = columns.flatMap((column, c) => (alike[c] === true && !keep.includes(column) ? [c] : []))
  if (told.length === 0) return section
  const values = told.map((c) => `${columns[c]} ${first.entries[c]?.text}`)
  const left = <A>(items: ReadonlyArray<A>): ReadonlyArray<A> => items.filter((_, c) => !told.includes(c))
  return {
    ...section,
    note: `${note} Alike in all: ${values.join("; ")}.`,
    columns: left(columns),
    rows: rows.map(({ label, entries }) => ({ label, entries: left(entries) }))
  }
}
