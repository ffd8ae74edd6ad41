import { Schema } from "effect"
import { assert, describe, expect, it } from "vitest"
import * as lab from "../../src/index.ts"

/** Whatever schema the package exports goes by its name; kinds of events by theirs; what else occurs often, by one of its own. */
const names: ReadonlyMap<unknown, string> = new Map(
  Object.entries({ ...lab, header: lab.WorkloadHeader, ...lab.eventSchemas }).flatMap(([name, value]) =>
    Schema.isSchema(value) ? [[value.ast, name] as const] : []
  )
)

/** The text of a JSON Schema (draft 2020-12). */
const published = (schema: Schema.Constraint, title: string, description: string): string => {
  const { definitions, schema: root } = Schema.toJsonSchemaDocument(schema, {
    referencePolicy: ({ ast, identifier, occurrences }) =>
      identifier ?? names.get(ast) ?? (ast._tag === "Objects" && occurrences > 1 ? "Shared" : undefined)
  })
  const document = { $schema: "https://json-schema.org/draft/2020-12/schema", title, description, ...root, $defs: definitions }
  return `${JSON.stringify(document, null, 2).replaceAll(listOfScalars, inLine)}\n`
}

const scalar = String.raw`(?:"[^"\n]*"|-?[\d.]+|true|false)`
const listOfScalars = new RegExp(String.raw`^(.*)\[\s*(${scalar}(?:,\s*${scalar})*)\s*\](,?)$`, "gm")
/** Short lists stand in one line, as the formatter has them. */
const inLine = (whole: string, before: string, items: string, after: string): string => {
  const line = `${before}[${items.replaceAll(/\s*\n\s*/g, " ")}]${after}`
  return line.length <= 140 ? line : whole
}

const workload = published(
  Schema.Union([lab.WorkloadHeader, ...Object.values(lab.eventSchemas)]),
  "workload/1",
  "One line of a workload file (JSON Lines): the header, which is the first, or an event. Unknown fields are kept. Beyond this, events stand in the order of time, and actors are members when they act."
)
const result = published(lab.LabResult, lab.resultVersion, "What one run of the lab found. Unknown fields are ignored.")

const scale = published(lab.ScaleResult, lab.scaleVersion, "What lab scale counted. Unknown fields are ignored.")

// After a change of the schemas: vitest run --project lab-core schema -u
describe("the published JSON Schemas", () => {
  it("are what the schemas of the package give: workload/1", async () => {
    await expect(workload).toMatchFileSnapshot("../../schema/workload-1.json")
  })
  it("are what the schemas of the package give: result/1", async () => {
    await expect(result).toMatchFileSnapshot("../../schema/result-1.json")
  })
  it("are what the schemas of the package give: scale/1", async () => {
    await expect(scale).toMatchFileSnapshot("../../schema/scale-1.json")
  })
  it("name and describe every kind of event, and leave fields open", () => {
    const { $defs } = JSON.parse(workload) as { readonly $defs: Readonly<Record<string, Readonly<Record<string, unknown>>>> }
    assert.deepStrictEqual(Object.keys($defs), ["header", ...Object.keys(lab.eventSchemas)])
    for (const kind of Object.keys(lab.eventSchemas)) {
      assert.isString($defs[kind]?.["description"], kind)
      assert.notStrictEqual($defs[kind]?.["additionalProperties"], false, kind)
    }
  })
})
