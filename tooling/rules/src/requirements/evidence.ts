import type { Title } from "../titles.ts"
import { later as waiting, type Requirement } from "./list.ts"

/** A page of the documentation that names a requirement. */
export interface Page {
  /** Path from the repository's root, with `/`. */
  readonly file: string
  /** The line that names it, from 1. */
  readonly line: number
  /** The requirements of that line. */
  readonly ids: ReadonlyArray<string>
}

/** A requirement with what answers it. */
export interface Answered extends Requirement {
  /** Tests and laws whose titles name it. */
  readonly tests: ReadonlyArray<Title>
  /** Pages that name it. */
  readonly pages: ReadonlyArray<Page>
  /** What it waits for, if neither answers it yet. */
  readonly waits: string | undefined
}

/** All requirements with their evidence, and what does not fit together. */
export interface Evidence {
  /** In order. */
  readonly requirements: ReadonlyArray<Answered>
  /** Neither test nor page, and not waiting. */
  readonly missing: ReadonlyArray<Answered>
  /** Ids named somewhere that are none. */
  readonly strays: ReadonlyArray<string>
}

/** Each requirement beside the tests and the pages that name it. */
export const evidence = (
  list: ReadonlyArray<Requirement>,
  titles: ReadonlyArray<Title>,
  pages: ReadonlyArray<Page>,
  later: ReadonlyMap<string, string> = waiting
): Evidence => {
  const requirements = list.map((row): Answered => {
    const tests = titles.filter(({ ids }) => ids.includes(row.id))
    const own = pages.filter(({ ids }) => ids.includes(row.id))
    return { ...row, tests, pages: own, waits: tests.length + own.length === 0 ? later.get(row.id) : undefined }
  })
  const known = new Set(list.map(({ id }) => id))
  const named = [...titles, ...pages].flatMap(({ ids }) => ids).filter((id) => id.startsWith("R"))
  return {
    requirements,
    missing: requirements.filter((r) => r.tests.length + r.pages.length === 0 && r.waits === undefined),
    strays: [...new Set(named.filter((id) => !known.has(id)))].toSorted()
  }
}

const lines = (row: Answered): ReadonlyArray<string> => {
  const answer =
    row.tests.length + row.pages.length > 0 ? "" : row.waits === undefined ? ": NEITHER TEST NOR PAGE" : `: waits for ${row.waits}`
  return [
    `${row.id}  ${row.topic}: ${row.does}${answer}`,
    ...row.tests.map(({ file, line, title }) => `       ${file}:${line}  ${title}`),
    ...row.pages.map(({ file, line }) => `       ${file}:${line}`)
  ]
}

/** The list as text, or with `missingOnly` the rows without an answer; the last lines count. */
export const requirementReport = ({ missing, requirements, strays }: Evidence, missingOnly: boolean): string => {
  const waits = requirements.filter((r) => r.waits !== undefined)
  const tested = requirements.filter((r) => r.tests.length > 0).length
  const paged = requirements.length - tested - waits.length - missing.length
  return [
    ...(missingOnly ? missing : requirements).flatMap(lines),
    ...(strays.length === 0 ? [] : [`named, and no requirement: ${strays.join(" ")}`]),
    `${requirements.length} requirements: ${tested} with a test, ${paged} with a page alone, ${waits.length} waiting, ${missing.length} missing`,
    ...(missing.length === 0 ? [] : [`missing: ${missing.map(({ id }) => id).join(" ")}`])
  ].join("\n")
}
