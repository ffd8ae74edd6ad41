import type { Fault } from "./fault.ts"
import { type Edit, edited, type Site, sitesIn, syntaxErrors } from "./removal.ts"

/** The sources without a rule's check, or with a fault in its place. */
export interface Mutant {
  /** Such as `V092`. */
  readonly rule: string
  /** What was done, for people. */
  readonly name: string
  /** The changed files, whole, by path from the repository's root. */
  readonly files: ReadonlyMap<string, string>
}

/** The mutants of the rules, and what is wrong with the table of faults. */
export interface Mutants {
  /** In the order of the rules. */
  readonly mutants: ReadonlyArray<Mutant>
  /** Faults whose text is not found once, or whose result is no program. */
  readonly problems: ReadonlyArray<string>
}

const placed = ({ file, line }: Site): string => `${file}:${line}`

const mutantOf = (rule: string, name: string, edits: ReadonlyArray<Edit>, sources: ReadonlyMap<string, string>): Mutant => {
  const files = new Map<string, string>()
  for (const { file } of edits) {
    const mine = edits.filter((edit) => edit.file === file)
    files.set(file, edited(sources.get(file) as string, mine))
  }
  return { rule, name, files }
}

const escaped = (word: string): string => word.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)

/** The one place of a fault's text, however its lines are broken. */
const editOf = ({ file, find, replace }: Fault, sources: ReadonlyMap<string, string>): Edit | string => {
  const text = sources.get(file)
  if (text === undefined) return "there is no such file"
  const words = find
    .trim()
    .split(/\s+/)
    .map((word) => escaped(word))
  const [first, second] = [...text.matchAll(new RegExp(words.join("\\s+"), "g"))]
  if (first === undefined) return "the text to find is not there"
  if (second !== undefined) return "the text to find is there more than once"
  return { file, start: first.index, end: first.index + first[0].length, text: replace }
}

/**
 * One mutant for each rule: all of its checks taken away together. With `apart`, one for each check. And one for each fault that the table has
 * for it. `sources`: files by path from the repository's root.
 */
export const mutantsOf = (
  rules: ReadonlyArray<string>,
  sources: ReadonlyMap<string, string>,
  faults: ReadonlyArray<Fault>,
  apart: boolean
): Mutants => {
  // Applications name rules when they explain a refusal, and check none.
  const sites = [...sources].flatMap(([file, text]) => (file.startsWith("apps/") ? [] : sitesIn(file, text)))
  const problems: Array<string> = []
  const mutants = rules.flatMap((rule): ReadonlyArray<Mutant> => {
    const planted = faults
      .filter((fault) => fault.rule === rule)
      .flatMap((fault) => {
        const edit = editOf(fault, sources)
        if (typeof edit !== "string") return mutantOf(rule, fault.name, [edit], sources)
        problems.push(`${rule}, ${fault.name}: ${edit} (${fault.file})`)
        return []
      })
    const checks = sites.filter((site) => site.rule === rule && site.edit !== undefined)
    const cuts = checks.flatMap(({ edit }) => edit ?? [])
    if (cuts.length === 0) return planted
    if (!apart) return [mutantOf(rule, `without ${checks.map(placed).join(", ")}`, cuts, sources), ...planted]
    return [...checks.map((site) => mutantOf(rule, `without ${placed(site)}`, [site.edit as Edit], sources)), ...planted]
  })
  for (const { files, name, rule } of mutants) {
    for (const [file, text] of files) for (const error of syntaxErrors(file, text)) problems.push(`${rule}, ${name}: ${error}`)
  }
  return { mutants, problems }
}
