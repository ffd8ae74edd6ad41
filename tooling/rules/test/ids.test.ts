import { expect, test } from "vitest"
import { idsIn, patternFor } from "../src/ids.ts"

test("a title names each rule once, in its order", () => {
  expect(idsIn("V041: late messages are read (V040, V041, R012)")).toEqual(["V041", "V040", "R012"])
})

test("a range names all of its rules, whether its end repeats the V or not", () => {
  expect(idsIn("the whole tree (V224-V227)")).toEqual(["V224", "V225", "V226", "V227"])
  expect(idsIn("V009-011: tags")).toEqual(["V009", "V010", "V011"])
})

test("neither other numbers nor parts of a longer word are rules", () => {
  expect(idsIn("S104 of V12, V1234 and AV001")).toEqual([])
})

test("a rule's pattern finds it by itself and inside the ranges that hold it", () => {
  const titles = ["tree (V224-V230)", "other (V001-V003)", "V226: alone"]
  expect(patternFor("V226", titles)).toBe("V226|V224-V230")
  expect(titles.filter((title) => new RegExp(patternFor("V226", titles)).test(title))).toEqual([titles[0], titles[2]])
})

test("requirements are named as rules are", () => {
  expect(idsIn("R028, R131-R133 beside V001")).toEqual(["R028", "R131", "R132", "R133", "V001"])
})
