import * as Cause from "effect/Cause"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as fc from "fast-check"

/** An input for which something does not hold: the smallest one found, or one that is always tried. */
export class Counterexample extends Data.TaggedError("Counterexample")<{
  /** The input, for a reader. */
  readonly smallest: string
  /** What happened with it. */
  readonly reason: string
  /** Of the search; with `path` it leads to this very input. An input that is always tried has neither. */
  readonly seed?: number | undefined
  /** Where in the search it was. */
  readonly path?: string | undefined
}> {
  /** Input, reason, and how to come here again. */
  override get message(): string {
    const what = `counterexample: ${this.smallest}\nwhat happened: ${this.reason}`
    return this.seed === undefined ? what : `smallest ${what}\nagain: this test with COPATH_LAW=${this.seed}/${this.path ?? ""}`
  }
}

/** How to search. */
export interface Search<A> {
  /** Inputs; what they shrink to is shown, so small ones must be easy to read. */
  readonly of: fc.Arbitrary<A>
  /** An input for a reader; several lines are allowed. */
  readonly show: (input: A) => string
  /** How many inputs. */
  readonly runs: number
  /** Inputs that are tried whatever is drawn: a lot may miss them. They come last, since what was drawn shrinks and these do not. */
  readonly always?: ReadonlyArray<A>
  /** Always the same inputs; left out, new ones each time. */
  readonly seed?: number
}

/** A search to repeat, as a counterexample names it. */
const again = (): { readonly seed?: number; readonly path?: string; readonly endOnFailure?: true } => {
  const [, seed, path] = /^(-?\d+)\/([\d:]*)$/.exec((typeof process === "undefined" ? undefined : process.env["COPATH_LAW"]) ?? "") ?? []
  return seed === undefined || path === undefined ? {} : { seed: Number(seed), ...(path === "" ? {} : { path, endOnFailure: true }) }
}

const settings = <A>({ runs, seed }: Search<A>) => ({ numRuns: runs, ...(seed === undefined ? {} : { seed }), ...again() })

/** What a typed failure holds, where it has no words: its tag, and its fields that fit in a line. */
const typed = (failure: Error): string => {
  const fields = Object.entries(failure).flatMap(([name, value]: readonly [string, unknown]) =>
    ["string", "number", "bigint", "boolean"].includes(typeof value) && !["_tag", "name", "message", "stack"].includes(name)
      ? [`${name} ${String(value)}`]
      : []
  )
  return `it fails with ${failure.name}${fields.length === 0 ? "" : ` (${fields.join(", ")})`}`
}

const written = (value: object): string => JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? `${part}n` : part))

/** What a failure says. */
export const reasonOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return typeof cause === "object" && cause !== null ? `it gives ${written(cause)}` : String(cause)
  return cause.message === "" ? typed(cause) : cause.message
}

const found = <A>({ show }: Search<A>, details: fc.RunDetails<[A]>): Counterexample | undefined =>
  !details.failed || details.counterexample === null
    ? undefined
    : new Counterexample({
        smallest: show(details.counterexample[0]),
        reason: reasonOf(details.errorInstance),
        seed: details.seed,
        path: details.counterexamplePath ?? ""
      })

const missed = <A>({ show }: Search<A>, input: A, cause: unknown): Counterexample =>
  new Counterexample({ smallest: show(input), reason: reasonOf(cause) })

/** Throws the smallest input found for which `check` throws. */
export const forAllNow = <A>(search: Search<A>, check: (input: A) => void): void => {
  const counterexample = found(search, fc.check(fc.property(search.of, check), settings(search)))
  if (counterexample !== undefined) throw counterexample
  for (const input of search.always ?? []) {
    try {
      check(input)
    } catch (cause) {
      throw missed(search, input, cause)
    }
  }
}

/** Fails with the smallest input found for which `check` fails or dies. */
export const forAll = <A, E, R>(
  search: Search<A>,
  check: (input: A) => Effect.Effect<void, E, R>
): Effect.Effect<void, Counterexample, R> =>
  Effect.gen(function* () {
    const context = yield* Effect.context<R>()
    const property = fc.asyncProperty(search.of, async (input) => {
      const exit = await Effect.runPromiseExit(Effect.provideContext(check(input), context))
      if (Exit.isFailure(exit)) throw Cause.squash(exit.cause)
    })
    const counterexample = found(search, yield* Effect.promise(() => fc.check(property, settings(search))))
    if (counterexample !== undefined) return yield* counterexample
    for (const input of search.always ?? []) {
      const exit = yield* Effect.exit(check(input))
      if (Exit.isFailure(exit)) return yield* missed(search, input, Cause.squash(exit.cause))
    }
  })

/** Bytes for a reader: hex, cut when there are many. */
export const shown = (bytes: Uint8Array): string => {
  const hex = Array.from(bytes.subarray(0, 32), (byte) => byte.toString(16).padStart(2, "0")).join("")
  return bytes.length === 0
    ? "no bytes"
    : `0x${hex}${bytes.length > 32 ? "…" : ""} (${bytes.length} ${bytes.length === 1 ? "byte" : "bytes"})`
}

/** Of `length` bytes at most; short ones are tried first when shrinking. */
export const someBytes = (length: number, least = 0): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: least, maxLength: length }).map((bytes) => Uint8Array.from(bytes))
