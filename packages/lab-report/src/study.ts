import { canonicalJson, type Cell, type LabResult, type ScaleResult, withoutTimes } from "@copath/lab-core"
import type { Scale } from "./scale/growths.ts"

/** Where some of a study's cells come from. `name` is empty where there is only one source. */
export interface Source {
  /** What the reader knows it by: a file's name. */
  readonly name: string
  /** The result's hash of its inputs. */
  readonly id: string
  /** When, from which seed and by which command it was made. */
  readonly made: LabResult["made"]
  /** On what machine, with which versions. */
  readonly environment: LabResult["environment"]
  /** The cipher suites of its cells, by number; empty where it does not say. */
  readonly suites: ReadonlyArray<number>
}

/** What a report is about: the cells of one result or of several. */
export interface Study {
  /** The results, in the order given. */
  readonly sources: ReadonlyArray<Source>
  /** Their cells, result by result. */
  readonly cells: ReadonlyArray<Cell>
  /** What any of them refused, once. */
  readonly refused: LabResult["refused"]
  /** Files of groups that were counted and not run, with what the reader knows them by. */
  readonly scales?: ReadonlyArray<Scale>
}

/** One result is a study of its own. */
export const studyOf = (result: LabResult | Study): Study =>
  "sources" in result ? result : { sources: [source("", result)], cells: result.cells, refused: result.refused }

/**
 * Several results as one. Cells of one workload stand side by side, whichever result they are from. What would be mistaken for another is named
 * after its result too: a workload of the same name and another content, a composition of the same name and other parts, and a composition that both
 * results ran, unless it came to exactly the same: then it is there once, with the first one's times. `scales`: files of groups that were counted, which have chapters of their own.
 */
export const study = (
  results: ReadonlyArray<readonly [name: string, result: LabResult]>,
  scales: ReadonlyArray<readonly [name: string, result: ScaleResult]> = []
): Study => {
  const cells: Array<Cell> = []
  const refused = new Map<string, LabResult["refused"][number]>()
  const workloads = new Map<string, string>()
  const taken = new Map<string, Cell>()
  const compositions = new Map<string, string>()
  for (const [name, result] of results) {
    for (const one of result.refused) refused.set(canonicalJson(one), one)
    const strangers = new Set(
      result.cells.filter((cell) => (workloads.get(workloadKey(cell)) ?? cell.workload.hash) !== cell.workload.hash).map(nameOf)
    )
    for (const own of result.cells) {
      const cell = strangers.has(nameOf(own)) ? withWorkload(own, `${own.workload.name} (${name})`) : own
      const twin = taken.get(cellKey(cell))
      if (twin !== undefined && sameFacts(result, twin, cell)) continue
      const { base, composition } = cell
      const isStranger = (compositions.get(`${base} ${composition.name}`) ?? composition.id) !== composition.id
      const shown = twin === undefined && !isStranger ? cell : withComposition(cell, name)
      compositions.set(`${base} ${shown.composition.name}`, shown.composition.id)
      workloads.set(workloadKey(shown), shown.workload.hash)
      taken.set(cellKey(shown), shown)
      cells.push(shown)
    }
  }
  const named = results.length + scales.length > 1
  return {
    sources: results.map(([name, result]) => source(named ? name : "", result)),
    cells,
    refused: [...refused.values()],
    ...(scales.length === 0 ? {} : { scales: scales.map(([name, scale]) => ({ name: named ? name : "", result: scale })) })
  }
}

const source = (name: string, { cells, environment, id, made }: LabResult): Source => ({
  name,
  id,
  made,
  environment,
  suites: suitesOf(cells)
})

/** The cipher suites that cells say they computed with, each once. */
export const suitesOf = (cells: ReadonlyArray<Cell>): ReadonlyArray<number> => [
  ...new Set(cells.flatMap(({ composition: { suite } }) => suite ?? []))
]

const nameOf = (cell: Cell): string => cell.workload.name
const workloadKey = (cell: Cell): string => canonicalJson([nameOf(cell), cell.repeat])
const cellKey = (cell: Cell): string => canonicalJson([nameOf(cell), cell.repeat, cell.policy, cell.composition.id])

const sameFacts = (result: LabResult, a: Cell, b: Cell): boolean => {
  const [one, other] = withoutTimes({ ...result, cells: [a, b] }).cells
  return canonicalJson(one) === canonicalJson(other)
}

const withWorkload = (cell: Cell, name: string): Cell => ({ ...cell, workload: { ...cell.workload, name } })

const withComposition = (cell: Cell, mark: string): Cell => {
  const { composition } = cell
  return { ...cell, composition: { ...composition, id: `${composition.id} (${mark})`, name: `${composition.name} (${mark})` } }
}
