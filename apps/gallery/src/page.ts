import { Data, Result } from "effect"
import type { KeyNumbers } from "./figure.ts"

/** A page without a place for a figure's numbers. */
export class NoPlace extends Data.TaggedError("NoPlace")<{
  /** The page's file. */
  readonly file: string
  /** The figure's id. */
  readonly id: string
}> {
  /** What to write there. */
  override get message(): string {
    return `${this.file}: no place for the numbers of ${this.id}; it is between the lines ${begin(this.id)} and ${end}`
  }
}

const begin = (id: string): string => `<!-- numbers of ${id}, written by pnpm gallery -->`
const end = "<!-- end of numbers -->"

/** Key numbers as a table in Markdown: the first column is text, the others stand to the right. */
export const markdown = ({ columns, rows }: KeyNumbers): string =>
  [columns, columns.map((_, i) => (i === 0 ? "---" : "---:")), ...rows].map((line) => `| ${line.join(" | ")} |`).join("\n")

/** The page with a figure's numbers in their place. */
export const placed = (file: string, page: string, id: string, numbers: KeyNumbers): Result.Result<string, NoPlace> => {
  const from = page.indexOf(begin(id))
  const to = page.indexOf(end, from)
  if (from < 0 || to < 0) return Result.fail(new NoPlace({ file, id }))
  return Result.succeed(`${page.slice(0, from)}${begin(id)}\n\n${markdown(numbers)}\n\n${page.slice(to)}`)
}
