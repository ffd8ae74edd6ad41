import { describe, expect, test } from "vitest"
import { edited, sitesIn, syntaxErrors } from "../src/removal.ts"

/** The source without the checks of all rules that it names. */
const without = (text: string): string => {
  const result = edited(
    text,
    sitesIn("a.ts", text).flatMap(({ edit }) => edit ?? [])
  )
  expect(syntaxErrors("a.ts", result)).toEqual([])
  return result
}

describe("a check is taken away where it is", () => {
  test("a branch of a conditional: the other branch stays", () => {
    expect(without('const f = (a) => a.ok ? undefined : invalid("V110", a)')).toBe("const f = (a) => undefined")
    expect(without('const f = (a) => a.bad ? invalid("V110", a) : next(a)')).toBe("const f = (a) => next(a)")
    expect(without('return_(fail(late ? refuse("X", "V041") : wrong))')).toBe("return_(fail(wrong))")
  })

  test("a choice of names: the check is around it", () => {
    expect(without('const f = (a) => a.bad ? invalid(a.e ? "V184" : "V101", a) : undefined')).toBe("const f = (a) => undefined")
  })

  test("where a name stands for the rule, there", () => {
    expect(without('const f = () => { const rule = a ? "V156" : "V008"; if (b) return invalid(rule, 1) }')).toBe(
      'const f = () => { const rule = a ? "V156" : "V008"; {} }'
    )
  })

  test("a statement under a condition, in braces or not, with what prepares it", () => {
    expect(without('function f() { if (a) return fail("V043"); return 1 }')).toBe("function f() { {} return 1 }")
    expect(without('function* f() { if (a) { const d = 1; return yield* new Refused({ rule: "V084", d }) } }')).toBe("function* f() { {} }")
    expect(without('function f() { if (a) return fail("V043"); else g() }')).toBe("function f() { g() }")
  })

  test("the last word of a function or of a longer block", () => {
    expect(without('const f = () => { if (ok) return undefined; return invalid("V224") }')).toBe(
      "const f = () => { if (ok) return undefined; return undefined }"
    )
    expect(without('const f = () => { if (a) { if (b) return 1; return invalid("V224") } }')).toBe(
      "const f = () => { if (a) { if (b) return 1; return undefined } }"
    )
    expect(without('function* f() { switch (a) { default: return yield* refuse("V012") } }')).toBe(
      "function* f() { switch (a) { default: return undefined } }"
    )
  })

  test("one side of `??` or `&&`", () => {
    expect(without('const f = () => first() ?? invalid("V001")')).toBe("const f = () => first() ?? undefined")
    expect(without('const f = () => { return bad && invalid("V001") }')).toBe("const f = () => { return bad && undefined }")
  })

  test("a rule made by a function", () => {
    expect(without('export const noOwnUpdate = none("V164", "is own", ({ p }) => p === 1)')).toBe(
      "export const noOwnUpdate = () => undefined"
    )
  })

  test("an element of a list, or what is pushed onto one", () => {
    expect(without('list.push(a, key(b, "V124"))')).toBe("list.push(a, ...[])")
    expect(without('const all = [a, { kind: "key", rule: "V027" }, key(b, "V124")]')).toBe("const all = [a, ...[], ...[]]")
  })
})

test("a literal in a type, a comparison or a case is no check", () => {
  expect(sitesIn("a.ts", 'type A = "V001"; if (r === "V002") f(); switch (r) { case "V003": g() }')).toEqual([])
})

test("a place without a general way is shown all the same", () => {
  const text = 'const table = { external: "V047" }\nconst f = (r = "V026") => mapError(d, (e) => rejected("V244", e))'
  expect(sitesIn("a.ts", text).map(({ edit, line, rule }) => [rule, line, edit])).toEqual([
    ["V047", 1, undefined],
    ["V026", 2, undefined],
    ["V244", 2, undefined]
  ])
})

test("edits inside another are left out, and the same edit twice is one", () => {
  const edit = (start: number, end: number, text: string) => ({ file: "a.ts", start, end, text })
  expect(edited("0123456789", [edit(2, 3, "x"), edit(1, 5, "y"), edit(1, 5, "y"), edit(7, 8, "z")])).toBe("0y56z89")
})
