import { Data, Effect, Schema, SchemaIssue } from "effect"

/** A configuration that is none: which file, where in it, and what is allowed there. */
export class BadConfiguration extends Data.TaggedError("BadConfiguration")<{
  /** As it was named. */
  readonly file: string
  /** Such as `compositions[2].spec`; empty for the file as a whole. */
  readonly field: string
  /** What is wrong, and what would be right. */
  readonly detail: string
}> {
  /** In one line. */
  override get message(): string {
    return `${this.file}: ${this.field === "" ? "" : `${this.field}: `}${this.detail.replaceAll(/\s*\n\s*/g, " ")}`
  }
}

const fieldOf = (path: ReadonlyArray<unknown>): string =>
  path.map((key, i) => (typeof key === "number" ? `[${key}]` : `${i === 0 ? "" : "."}${String(key)}`)).join("")

const issues = SchemaIssue.makeFormatterStandardSchemaV1()

/** A configuration from the text of its file. Fields that nobody asked for are refused: they would be taken for settings. */
export const readConfiguration = <A>(schema: Schema.Codec<A, unknown>, file: string, text: string): Effect.Effect<A, BadConfiguration> =>
  Effect.try({
    try: (): unknown => JSON.parse(text),
    catch: (cause) =>
      new BadConfiguration({ file, field: "", detail: `no JSON: ${cause instanceof Error ? cause.message : String(cause)}` })
  }).pipe(
    Effect.flatMap((raw) =>
      Schema.decodeUnknownEffect(schema)(raw, { onExcessProperty: "error" }).pipe(
        Effect.mapError((error) => {
          const [first] = issues(error.issue).issues
          const path = (first?.path ?? []).map((key) => (typeof key === "object" ? key.key : key))
          return new BadConfiguration({ file, field: fieldOf(path), detail: first?.message ?? error.message })
        })
      )
    )
  )
