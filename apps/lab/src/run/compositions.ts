import { perhaps } from "@copath/lab-core"
import {
  axes,
  type Catalog,
  combinations,
  compared,
  type Contestant,
  isAxis,
  profiles,
  type Spec,
  UnknownPart,
  type Varied
} from "@copath/profile-lab"
import { Result, Schema } from "effect"
import { type BadInput, badInput, oneLine } from "../badInput.ts"

/** `cgka=treekem,art`: an axis and its parts, by id or alias, as a flag gives them. */
export const parseVary = (catalog: Catalog, text: string, flag = "vary"): Result.Result<Varied, BadInput> => {
  const place = `--${flag} ${text}: `
  const [axis = "", list, ...more] = text.split("=").map((part) => part.trim())
  if (list === undefined || list === "" || more.length > 0) {
    return Result.fail(badInput(`${place}an axis and its parts are expected, such as cgka=treekem,art; the axes are ${axes.join(", ")}`))
  }
  if (!isAxis(axis)) return Result.fail(badInput(place + new UnknownPart({ axis: "axis", name: axis, valid: axes }).message))
  if (list.split(",").some((name) => name.trim() === "")) return Result.fail(badInput(`${place}a part is missing beside a comma`))
  const ids = Result.all(list.split(",").map((name) => Result.map(catalog.find(axis, name.trim()), (part) => part.id)))
  return Result.mapBoth(ids, {
    onSuccess: (ids) => ({ axis, ids: [...new Set(ids)] }),
    onFailure: (error) => badInput(place + error.message)
  })
}

const specFile = Schema.fromJsonString(
  Schema.Union([Schema.Record(Schema.String, Schema.String), Schema.Array(Schema.Record(Schema.String, Schema.String))])
)
const decodeSpec = Schema.decodeUnknownResult(specFile)

/** The compositions of a `--spec` file: one object of parts by axis, or an array of them. */
const parseSpecFile = (place: string, text: string): Result.Result<ReadonlyArray<Spec>, BadInput> =>
  Result.mapBoth(decodeSpec(text), {
    onSuccess: (specs) => (Array.isArray(specs) ? specs : [specs]) as ReadonlyArray<Spec>,
    onFailure: (error) =>
      badInput(`${place}: ${oneLine(error.message)}; expected is {"axis":"part", …} or an array of such, with the axes ${axes.join(", ")}`)
  })

const profileSpecs = (names: ReadonlyArray<string>): Result.Result<ReadonlyArray<Spec>, BadInput> =>
  Result.all(
    names
      .flatMap((text) => text.split(","))
      .map((name) => {
        const found = profiles.find((profile) => profile.name === name.trim())
        const valid = profiles.map((profile) => profile.name)
        return found === undefined
          ? Result.fail(badInput(`--profile ${name}: no such profile${perhaps(valid, name.trim())}; there is: ${valid.join(", ")}`))
          : Result.succeed(found.spec)
      })
  )

/** What a person asked to be compared. */
export interface Wanted {
  readonly vary: ReadonlyArray<string>
  /** `--spec` files, read: their names and what is in them. */
  readonly specs: ReadonlyArray<readonly [place: string, text: string]>
  readonly profiles: ReadonlyArray<string>
  readonly provider: string | undefined
}

/**
 * The compositions of a run, without doubles: each profile and spec given, times every combination of what is varied. With nothing given, the
 * profiles of `lab list`.
 */
export const contestants = (catalog: Catalog, wanted: Wanted): Result.Result<ReadonlyArray<Contestant>, BadInput> =>
  Result.gen(function* () {
    const varied: Array<Varied> = []
    for (const text of wanted.vary) {
      const one = yield* parseVary(catalog, text)
      if (varied.some(({ axis }) => axis === one.axis)) {
        return yield* Result.fail(badInput(`--vary ${text}: ${one.axis} is varied already; name all its parts in one --vary`))
      }
      varied.push(one)
    }
    const files = yield* Result.all(wanted.specs.map(([place, text]) => parseSpecFile(place, text)))
    const named = [...(yield* profileSpecs(wanted.profiles)), ...files.flat()]
    const nothing = named.length === 0 && varied.length === 0
    const bases: ReadonlyArray<Spec> = named.length > 0 ? named : nothing ? compared.map(({ spec }) => spec) : [{}]
    const provider = yield* providerSpec(catalog, wanted.provider)
    return yield* Result.mapError(combinations(catalog, bases, varied, provider), (error) => badInput(error.message))
  })

const providerSpec = (catalog: Catalog, name: string | undefined): Result.Result<Spec, BadInput> =>
  name === undefined
    ? Result.succeed({})
    : Result.mapBoth(catalog.find("provider", name), {
        onSuccess: (part) => ({ provider: part.id }),
        onFailure: (error) => badInput(`--provider ${name}: ${error.message}`)
      })
