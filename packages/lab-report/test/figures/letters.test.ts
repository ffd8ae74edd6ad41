import { describe, expect, it } from "vitest"
import { fitted, textWidth } from "../../src/figures/letters.ts"

const font = { size: 10 }

describe("letters", () => {
  it("are as wide as they are, bold ones wider", () => {
    expect(textWidth("ill", font)).toBeLessThan(textWidth("mmm", font) / 3)
    expect(textWidth("mmm", { size: 20 })).toBeCloseTo(2 * textWidth("mmm", font))
    expect(textWidth("mmm", { size: 10, bold: true })).toBeGreaterThan(textWidth("mmm", font))
    expect(textWidth("", font)).toBe(0)
  })

  it("of scripts that are not known count as high as they are wide", () => {
    expect(textWidth("木木", font)).toBeGreaterThanOrEqual(20)
  })
})

describe("a text that is fitted", () => {
  it("is left alone where it goes in", () => {
    expect(fitted("treekem", textWidth("treekem", font), font)).toBe("treekem")
  })

  it("keeps both of its ends, and never takes more than it is given", () => {
    expect(fitted("abcdefghij", 45, font)).toMatch(/^ab.*….*j$/)
    for (const text of ["i".repeat(120), "W".repeat(120), "木".repeat(60), "cgka=treekem, protection=secret-tree"]) {
      for (const pixels of [12, 40, 150, 270]) expect(textWidth(fitted(text, pixels, font), font)).toBeLessThanOrEqual(pixels)
    }
  })

  it("is cut between what readers take for letters", () => {
    expect(fitted("👩‍🚀".repeat(9), 60, font)).toMatch(/^(👩‍🚀)+…(👩‍🚀)+$/u)
  })
})
