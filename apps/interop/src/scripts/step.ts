/** A script: what is done, one step after another. Steps refer to earlier ones by position. */
export type Script = ReadonlyArray<Step>

/**
 * One step of a script, as JSON. Field names are compared without case and underscores: the files spell one field in several ways
 * (`changeCiphersuite`, `changeCipherSuite`; `force_path`, `forcePath`).
 */
export class Step {
  private readonly fields: ReadonlyMap<string, unknown>
  /** The JSON of the step, for reports. */
  readonly source: string

  constructor(json: object) {
    this.fields = new Map(Object.entries(json).map(([name, value]) => [plain(name), value]))
    this.source = JSON.stringify(json)
  }

  private field<A>(name: string, is: (value: unknown) => value is A, absent: A): A {
    const value = this.fields.get(plain(name))
    if (value === undefined) return absent
    if (is(value)) return value
    throw new TypeError(`${name} is not what it should be in ${this.source}`)
  }

  /** A text; empty when it is absent. */
  text(name: string): string {
    return this.field(name, (v) => typeof v === "string", "")
  }

  /** A number; 0 when it is absent. */
  number(name: string): number {
    return this.field(name, (v) => typeof v === "number", 0)
  }

  /** Whether something is wanted; `false` when it is absent. */
  flag(name: string): boolean {
    return this.field(name, (v) => typeof v === "boolean", false)
  }

  /** A list of names. */
  texts(name: string): ReadonlyArray<string> {
    return this.field(name, (v): v is ReadonlyArray<string> => Array.isArray(v) && v.every((x) => typeof x === "string"), [])
  }

  /** A list of positions of steps. */
  numbers(name: string): ReadonlyArray<number> {
    return this.field(name, (v): v is ReadonlyArray<number> => Array.isArray(v) && v.every((x) => typeof x === "number"), [])
  }

  /** A list of objects, each read as a step is. */
  steps(name: string): ReadonlyArray<Step> {
    return stepsIn(this.field(name, (v): v is ReadonlyArray<unknown> => Array.isArray(v), []))
  }

  /** An object, read as a step is. */
  step(name: string): Step {
    return new Step(this.field(name, isObject, {}))
  }

  /** Group extensions, with their data in base64. */
  extensions(name: string): ReadonlyArray<{ readonly extensionType: number; readonly extensionData: Uint8Array }> {
    return this.steps(name).map((extension) => ({
      extensionType: extension.number("extension_type"),
      extensionData: Buffer.from(extension.text("extension_data"), "base64")
    }))
  }

  /** What is done. */
  get action(): string {
    return this.text("action")
  }

  /** Who does it. */
  get actor(): string {
    return this.text("actor")
  }
}

const plain = (name: string): string => name.replaceAll("_", "").toLowerCase()
const isObject = (value: unknown): value is object => typeof value === "object" && value !== null

/** The steps in a JSON array. */
export const stepsIn = (json: unknown): Script => {
  if (!Array.isArray(json) || !json.every(isObject)) throw new TypeError("a script is a list of steps")
  return json.map((step) => new Step(step))
}

/** Everybody who has a part in a script, in the order of appearance. */
export const actorsOf = (script: Script): ReadonlyArray<string> => {
  const names = script.flatMap((step) => [
    step.actor,
    ...step.texts("members"),
    ...step.texts("joiners"),
    ...["joiner", "signer", "proposer", "committer", "welcomer"].map((role) => step.text(role))
  ])
  return [...new Set(names.filter((name) => name !== ""))]
}
