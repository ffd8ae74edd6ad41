import { Console, Data, Effect } from "effect"
import { Argument, CliOutput, Command, Flag } from "effect/cli"
import { availableParallelism } from "node:os"
import { join, relative } from "node:path"
import type { Figure, MeasureError } from "./figure.ts"
import type { FileTrouble } from "./files.ts"
import { gallery } from "./gallery.ts"
import { make, redraw, stale } from "./make.ts"
import type { NoPlace } from "./page.ts"
import type { NotATable } from "./table.ts"

/** Where the documents are. */
const docs = join(import.meta.dirname, "../../../docs")

const shown = (file: string): string => relative(process.cwd(), file)
const tell = (line: string): void => void process.stderr.write(`${line}\n`)

/** The program did what it was asked and the outcome is not good, one line for each reason: exit code 1. */
class Failed extends Data.TaggedError("Failed")<{ readonly lines: ReadonlyArray<string> }> {}

type Trouble = MeasureError | FileTrouble | NotATable | NoPlace

const ids = gallery.map(({ id }) => id)

const figureNamed = (id: string): Figure => {
  const found = gallery.find((one) => one.id === id)
  if (found === undefined) throw new Error(`"${id}" is no figure; there is: ${ids.join(", ")}`)
  return found
}

const flags = {
  figures: Argument.String("figure").pipe(
    Argument.withDescription(`Which figures; all unless it is said: ${ids.join(", ")}`),
    Argument.mapTryCatch(figureNamed, (error) => (error instanceof Error ? error.message : String(error))),
    Argument.variadic()
  ),
  drawOnly: Flag.Boolean("draw-only").pipe(
    Flag.withDescription("Draw again what the committed tables say; nothing is measured"),
    Flag.withDefault(false)
  ),
  check: Flag.Boolean("check").pipe(
    Flag.withDescription("Write nothing; fail if drawings or numbers are not what the committed tables say"),
    Flag.withDefault(false)
  )
}

const checked = Effect.fnUntraced(function* (figures: ReadonlyArray<Figure>) {
  const found: Array<string> = []
  for (const figure of figures) found.push(...(yield* stale(figure, docs)))
  if (found.length === 0) return
  const lines = [...new Set(found)].map((file) => `${shown(file)} is not what its table says; pnpm gallery --draw-only makes it anew`)
  return yield* new Failed({ lines })
})

const made = Effect.fnUntraced(function* (figures: ReadonlyArray<Figure>, drawOnly: boolean) {
  for (const figure of figures) {
    const began = performance.now()
    tell(`${figure.id}: ${figure.title}`)
    const files = yield* drawOnly
      ? redraw(figure, docs)
      : make(figure, docs, { progress: (line) => tell(`${figure.id}: ${line}`), jobs: availableParallelism() })
    tell(`${figure.id}: ${files.map(shown).join(", ")}; ${((performance.now() - began) / 1000).toFixed(1)} s`)
  }
})

const command = Command.make("gallery", flags, ({ check, drawOnly, figures }) => {
  const wanted = figures.length === 0 ? gallery : figures
  const work: Effect.Effect<void, Failed | Trouble> = check ? checked(wanted) : made(wanted, drawOnly)
  return Effect.mapError(work, (error) => (error instanceof Failed ? error : new Failed({ lines: [error.message] })))
}).pipe(Command.withDescription("Makes the figures of docs/gallery and docs/reproductions from their committed configurations"))

/** Wrong arguments are answered with one line instead of the whole help. */
const oneLine = CliOutput.layerPresenter({
  present: (event) =>
    event._tag === "InvalidInvocation"
      ? Console.error(`gallery: ${event.errors.map(({ message }) => message.split("\n")[0]).join("; ")} (gallery --help tells more)`)
      : CliOutput.defaultPresenter.present(event)
})

/** The program with these arguments, as its exit code: 0 all well, 1 an outcome that is not, 2 wrong arguments. */
export const cli = (args: ReadonlyArray<string>) =>
  Command.runWith(command, { version: "0.0.0" })(args).pipe(
    Effect.as(0),
    Effect.catch((error) =>
      Effect.sync(() => {
        if (error instanceof Failed) for (const line of error.lines) tell(`gallery: ${line}`)
        return error instanceof Failed ? 1 : error._tag === "ShowHelp" && error.errors.length === 0 ? 0 : 2
      })
    ),
    Effect.provide(oneLine)
  )
