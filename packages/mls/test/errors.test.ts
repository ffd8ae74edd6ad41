import * as codec from "@copath/codec"
import * as contracts from "@copath/contracts"
import * as engine from "@copath/group"
import * as membership from "@copath/membership"
import { assert, describe, expect, it } from "vitest"
import { told } from "../src/errors.ts"
import { adviceFor, catalogue, type EngineError, type ErrorTag, MlsError } from "../src/index.ts"

/** Failures that are told when a cipher suite is put together, before there is a client. */
const early: ReadonlySet<string> = new Set(["SignatureTooLong"])

/** Tags of the error classes that a package exports. */
const tagsOf = (module: object): ReadonlyArray<string> =>
  Object.entries(module).flatMap(([name, value]) =>
    typeof value === "function" && value.prototype instanceof Error && name !== "DecodeFault" && !early.has(name) ? [name] : []
  )

describe("the catalogue of failures", () => {
  it("holds every error tag that the packages below export", () => {
    const tags = [codec, contracts, engine, membership].flatMap(tagsOf)
    assert.isAbove(tags.length, 15)
    for (const tag of tags) assert.property(catalogue, tag)
  })
  it("says for each reason where the RFC speaks of it and what to do next", () => {
    for (const [tag, reasons] of Object.entries(catalogue)) {
      for (const [reason, { advice, section }] of Object.entries(reasons)) {
        assert.match(section, /^(\d+(\.\d+)*|RFC 9750)$/, `${tag}/${reason}`)
        assert.match(advice, /\.$/, `${tag}/${reason}`)
        assert.isAbove(advice.length, 25, `${tag}/${reason}`)
      }
    }
  })
  it("tells an engine's error by tag, reason, rule and advice, and keeps it as the cause", () => {
    const error: EngineError = new engine.SendRejected({ reason: "NeedsUpdate", rule: "V293", detail: "restored" })
    const seen = told(error)
    assert.instanceOf(seen, MlsError)
    expect(seen).toMatchObject({ _tag: "SendRejected", reason: "NeedsUpdate", rule: "V293", section: "9.1", again: true })
    assert.strictEqual(seen.cause, error)
    assert.include(seen.message, "call `update` first")
    assert.strictEqual(told(seen), seen)
  })
  it("falls back to what is general for a rule without advice of its own, and knows no other tag", () => {
    assert.strictEqual(adviceFor("Invalid", "V103").section, "12.2")
    assert.strictEqual(adviceFor("Invalid", "V162").again, true)
    assert.throws(() => adviceFor("Nonsense" as ErrorTag, "x"), TypeError)
  })
})
