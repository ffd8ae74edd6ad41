import { MOST_ERROR, type ScaleFigure, scaleFigures, type ScaleResult, type ScaleResultCell } from "@copath/lab-core"
import { grouped } from "../comparison.ts"
import { type Scaling, scaling } from "../statistics/scaling.ts"
import { capital, percent } from "../units.ts"

/** A file of counted cells, and what the reader knows it by: empty where there is only one. */
export interface Scale {
  /** A file's name. */
  readonly name: string
  /** What is in it. */
  readonly result: ScaleResult
}

/** One composition's cells in the order of size. */
export interface Series {
  /** What the report calls it. */
  readonly name: string
  /** One for each size; `figures` are always the same ones. */
  readonly sizes: ReadonlyArray<{ readonly size: number; readonly cell: ScaleResultCell; readonly figures: ReadonlyArray<ScaleFigure> }>
}

/** Counted cells of one workload, from all files: what costs are plotted against its sizes. */
export interface Growth {
  /** Of a chapter. */
  readonly id: string
  /** The workload's. */
  readonly name: string
  /** All sizes that occur, ascending. */
  readonly sizes: ReadonlyArray<number>
  /** One for each composition of each file. */
  readonly series: ReadonlyArray<Series>
  /** What stands beside it: on what times were told, what was not counted, what was refused. */
  readonly notices: ReadonlyArray<string>
}

/** The files' cells by workload. A composition that two files counted is named after each. */
export const growths = (scales: ReadonlyArray<Scale>): ReadonlyArray<Growth> =>
  grouped(scales, ({ name, result }) => result.workload ?? name).map((files, i): Growth => {
    const all = files.flatMap(({ name, result }) =>
      grouped(result.cells, ({ composition, founded }) => JSON.stringify([composition.id, founded])).map((cells) => ({ name, cells }))
    )
    const called = all.map(({ cells }) => cells[0]?.composition.name ?? "")
    const founded = new Set(all.map(({ cells }) => cells[0]?.founded)).size > 1
    const series = all.map(({ cells, name }, s): Series => {
      const own = called[s] ?? ""
      const twice = called.filter((one) => one === own).length > 1
      const marks = [...(founded ? [cells[0]?.founded ?? ""] : []), ...(twice && name !== "" ? [name] : [])]
      return {
        name: marks.length === 0 ? own : `${own} (${marks.join(", ")})`,
        sizes: cells.map((cell) => ({ size: cell.members[0], cell, figures: scaleFigures(cell) })).toSorted((a, b) => a.size - b.size)
      }
    })
    const sizes = [...new Set(series.flatMap((one) => one.sizes.map(({ size }) => size)))].toSorted((a, b) => a - b)
    const name = files[0]?.result.workload ?? files[0]?.name ?? ""
    return { id: `scale-${i + 1}`, name: name === "" ? "counted groups" : name, sizes, series, notices: noticesOf(files) }
  })

const noticesOf = (files: ReadonlyArray<Scale>): ReadonlyArray<string> => [
  ...new Set(
    files.flatMap(({ name, result: { calibration, cells, refused } }) => {
      const of = name === "" ? "" : `${name}: `
      const told = cells.some(({ foretold }) => foretold !== undefined)
      const from =
        calibration === undefined ? "" : `Times are foretold for ${calibration.device}, ${calibration.suite} by ${calibration.provider}.`
      return [
        ...(told && from !== "" ? [of + from] : []),
        ...warnings(cells).map((warning) => of + warning),
        ...cells.flatMap(({ notices }) => notices.map((notice) => `${of}${capital(notice)}.`)),
        ...refused.map((reason) => `${of}Refused: ${reason}`)
      ]
    })
  )
]

/** Of which roles predictions were far off, or were never checked. */
const warnings = (cells: ReadonlyArray<ScaleResultCell>): ReadonlyArray<string> => {
  const errors = new Map(cells.flatMap(({ foretold = {} }) => Object.entries(foretold).map(([role, time]) => [role, time?.error] as const)))
  const unchecked = [...errors].filter(([, error]) => error === undefined).map(([role]) => role)
  return [
    ...[...errors].flatMap(([role, error]) =>
      error !== undefined && error > MOST_ERROR
        ? [
            `Warning: what a ${role} does was foretold with a mean error of ${percent(error)}, above ${percent(MOST_ERROR)}: its times are left out.`
          ]
        : []
    ),
    ...(unchecked.length === 0 ? [] : [`Warning: predictions for ${unchecked.join(", ")} were never checked (lab calibrate --check).`])
  ]
}

/** A figure's points over the sizes of a series; nothing where it never happened or is 0. */
export const pointsOf = ({ sizes }: Series, index: number): ReadonlyArray<readonly [size: number, value: number]> =>
  sizes.flatMap(({ figures, size }) => {
    const value = figures[index]?.value
    return value === undefined || value <= 0 ? [] : [[size, value] as const]
  })

/** How a figure grows with the size of the group; nothing for fewer than two sizes. */
export const growthOf = (series: Series, index: number): Scaling | undefined => scaling(pointsOf(series, index), `${series.name} ${index}`)
