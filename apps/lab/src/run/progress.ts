/** How far a run has come, for whoever waits; on standard error. */
export interface Progress {
  /** `done` of `total` steps of the cell with this index. */
  readonly update: (index: number, done: number, total: number) => void
  readonly finish: (index: number, refused: boolean) => void
  /** The cell with this index need not be run: its outcome was kept. */
  readonly skip: (index: number) => void
  /** Leaves the screen as it should be. */
  readonly close: () => void
}

export const progressKinds = ["auto", "json", "none"] as const
export type ProgressKind = (typeof progressKinds)[number]

/** Where the lines go, and what time it is; given, so that it can be tested. */
export interface Screen {
  readonly write: (text: string) => void
  /** Milliseconds. */
  readonly now: () => number
  /** Lines can be drawn over. */
  readonly interactive: boolean
  readonly columns: number
}

const standardError = (): Screen => ({
  write: (text) => void process.stderr.write(text),
  now: () => performance.now(),
  interactive: process.stderr.isTTY,
  // A terminal that does not know how wide it is says 0.
  columns: process.stderr.columns > 0 ? process.stderr.columns : 80
})

/** A cell as it is planned. */
export interface Planned {
  readonly name: string
  /** About how much it will take, in any unit that all cells of the run have in common. */
  readonly work: number
}

interface Cell extends Planned {
  began: number | undefined
  took: number | undefined
  done: number
  total: number
  kept: boolean
}

/** Columns of a bar: as many as there are, up to the first; a bar of fewer than the second is left out. */
const BAR = 16
const LEAST_BAR = 4
/** Milliseconds between two drawings, or two JSON lines of one cell. */
const PAUSE = 200

const seconds = (ms: number): string => {
  const s = Math.round(ms / 1000)
  if (s < 60) return `${s} s`
  return s < 3600 ? `${Math.floor(s / 60)} min ${s % 60} s` : `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`
}

const share = ({ done, took, total }: Cell): number => (took !== undefined ? 1 : total === 0 ? 0 : done / total)

/** A bar of so many columns; too few show nothing. */
const bar = (part: number, width: number): string => {
  if (width < LEAST_BAR) return ""
  const full = Math.round(part * width)
  return ` ${"█".repeat(full)}${"░".repeat(width - full)}`
}

/** A running cell in one line. Where it is narrow the bar shrinks first, then the rate and the time left go, and last the end of the name. */
const barLine = (head: string, part: number, rate: string, left: string, columns: number): string => {
  const room = columns - 1
  const percent = ` ${String(Math.floor(part * 100)).padStart(3)} %`
  const rest = left === "" ? "" : ` ${left} left`
  const tails = [`${percent} ${rate}${rest === "" ? "" : `,${rest}`}`, percent + rest, percent]
  const tail = tails.find((one) => head.length + one.length <= room) ?? percent
  if (tail !== tails[0]) return head.slice(0, Math.max(8, room - tail.length)) + tail
  return head + bar(part, Math.min(BAR, room - head.length - tail.length - 1)) + tail
}

/** The cells of one run as they are planned. What is left is told from what they were expected to take, by what those took that are done. */
export const makeProgress = (kind: ProgressKind, planned: ReadonlyArray<Planned>, screen: Screen = standardError()): Progress => {
  const cells: ReadonlyArray<Cell> = planned.map((one) => ({ ...one, began: undefined, took: undefined, done: 0, total: 0, kept: false }))
  if (kind === "none") return { update: () => {}, finish: () => {}, skip: () => {}, close: () => {} }
  const began = screen.now()
  const follow = (index: number, done: number, total: number): Cell | undefined => {
    const cell = cells[index]
    if (cell === undefined) return undefined
    cell.began ??= screen.now()
    cell.done = done
    cell.total = total
    return cell
  }
  const remaining = (): string => {
    // What was kept took no time, and tells nothing of the rest.
    const run = cells.filter((cell) => !cell.kept)
    const all = run.reduce((sum, { work }) => sum + work, 0)
    const part = run.reduce((sum, cell) => sum + share(cell) * cell.work, 0) / Math.max(1, all)
    const passed = screen.now() - began
    // A few steps say nothing about the rest; and after the last there is no rest.
    return part < 0.01 || part === 1 || passed < 500 ? "" : seconds((passed / part) * (1 - part))
  }
  const ended = (index: number): Cell | undefined => {
    const cell = cells[index]
    if (cell === undefined) return undefined
    cell.took = screen.now() - (cell.began ?? began)
    cell.done = cell.total
    return cell
  }
  const skipped = (index: number): Cell | undefined => {
    const cell = ended(index)
    if (cell !== undefined) cell.kept = true
    return cell
  }
  const place = (index: number): string => `[${String(index + 1).padStart(String(cells.length).length)}/${cells.length}]`
  if (kind === "json") return jsonProgress(cells, screen, { follow, ended, skipped })
  return screen.interactive
    ? drawnProgress(cells, screen, { follow, ended, skipped, place, remaining })
    : loggedProgress(screen, { follow, ended, skipped, place, remaining })
}

interface Book {
  readonly follow: (index: number, done: number, total: number) => Cell | undefined
  readonly ended: (index: number) => Cell | undefined
  readonly skipped: (index: number) => Cell | undefined
  readonly place: (index: number) => string
  readonly remaining: () => string
}

const finished = ({ place, remaining }: Book, index: number, cell: Cell, refused: boolean, all: boolean): string => {
  if (refused) return `${place(index)} ${cell.name}: refused\n`
  const left = all ? "" : remaining()
  return `${place(index)} ${cell.name}: ${cell.total.toLocaleString("en-US")} steps in ${seconds(cell.took ?? 0)}${left === "" ? "" : `; ${left} left`}\n`
}

const keptLine = ({ place }: Book, index: number, cell: Cell): string => `${place(index)} ${cell.name}: kept from before\n`

/** One line for each cell when it is done: for logs and pipes. */
const loggedProgress = (screen: Screen, book: Book): Progress => ({
  update: (index, done, total) => void book.follow(index, done, total),
  finish: (index, refused) => {
    const cell = book.ended(index)
    if (cell !== undefined) screen.write(finished(book, index, cell, refused, false))
  },
  skip: (index) => {
    const cell = book.skipped(index)
    if (cell !== undefined) screen.write(keptLine(book, index, cell))
  },
  close: () => {}
})

/** A bar for each cell that is running, drawn over and over; a line for each that is done. */
const drawnProgress = (cells: ReadonlyArray<Cell>, screen: Screen, book: Book): Progress => {
  let drawn = 0
  let last = -Infinity
  const clear = (): string => "\u001B[1A\u001B[2K".repeat(drawn)
  const running = (): ReadonlyArray<string> =>
    cells.flatMap((cell, index) => {
      if (cell.began === undefined || cell.took !== undefined) return []
      const rate = cell.done / Math.max(0.001, (screen.now() - cell.began) / 1000)
      return [barLine(`${book.place(index)} ${cell.name}`, share(cell), `${rate.toFixed(0)} steps/s`, book.remaining(), screen.columns)]
    })
  const draw = (above = ""): void => {
    const lines = running()
    screen.write(`${clear()}${above}${lines.map((line) => `${line}\n`).join("")}`)
    drawn = lines.length
    last = screen.now()
  }
  return {
    update: (index, done, total) => {
      book.follow(index, done, total)
      if (screen.now() - last >= PAUSE) draw()
    },
    finish: (index, refused) => {
      const cell = book.ended(index)
      if (cell !== undefined) draw(finished(book, index, cell, refused, true))
    },
    skip: (index) => {
      const cell = book.skipped(index)
      if (cell !== undefined) draw(keptLine(book, index, cell))
    },
    close: () => {
      if (drawn > 0) screen.write(clear())
      drawn = 0
    }
  }
}

/** A JSON object a line: `{"cell","of","name","done","total","ms"}`, and `"finished":true,"refused"` in a cell's last; `"kept":true` if it was not run. */
const jsonProgress = (
  cells: ReadonlyArray<Cell>,
  screen: Screen,
  { ended, follow, skipped }: Pick<Book, "follow" | "ended" | "skipped">
): Progress => {
  const last = new Map<number, number>()
  const line = (index: number, cell: Cell, more: object): void => {
    const ms = Math.round(cell.took ?? screen.now() - (cell.began ?? screen.now()))
    screen.write(
      `${JSON.stringify({ cell: index + 1, of: cells.length, name: cell.name, done: cell.done, total: cell.total, ms, ...more })}\n`
    )
  }
  return {
    update: (index, done, total) => {
      const cell = follow(index, done, total)
      if (cell === undefined || screen.now() - (last.get(index) ?? -Infinity) < PAUSE) return
      last.set(index, screen.now())
      line(index, cell, {})
    },
    finish: (index, refused) => {
      const cell = ended(index)
      if (cell !== undefined) line(index, cell, { finished: true, refused })
    },
    skip: (index) => {
      const cell = skipped(index)
      if (cell !== undefined) line(index, cell, { finished: true, kept: true })
    },
    close: () => {}
  }
}
