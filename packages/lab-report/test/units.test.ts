import { describe, expect, it } from "vitest"
import { brief, bytes, count, milliseconds, plural, ratio, shortened, span } from "../src/units.ts"

describe("units", () => {
  it("keep three significant digits", () => {
    expect([0, 1, 999, 999.6, 1000, 12_345, 123_456, 999_600, 5e9].map(bytes)).toEqual([
      "0 B",
      "1 B",
      "999 B",
      "1.00 kB",
      "1.00 kB",
      "12.3 kB",
      "123 kB",
      "1.00 MB",
      "5.00 GB"
    ])
    expect([0.0034, 0.12, 3e15, 4.5e18].map(bytes)).toEqual(["0.0034 B", "0.12 B", "3.00 PB", "4.50 EB"])
    expect([7, 8400, 2.5].map(count)).toEqual(["7", "8.40k", "2.50"])
  })

  it("give times the unit that fits", () => {
    expect([0, 0.0456, 0.45, 2, 32.94, 1500, 600_000].map(milliseconds)).toEqual([
      "0 ms",
      "45.6 µs",
      "450 µs",
      "2.00 ms",
      "32.9 ms",
      "1.50 s",
      "10.0 min"
    ])
    expect([1e-9, 1e-6, 0.000_456, 0.9997, 999.7, 7.2e6, 3.6e8, 1e10, 1e12, 1e14].map(milliseconds)).toEqual([
      "0.001 ns",
      "1.00 ns",
      "456 ns",
      "1.00 ms",
      "1.00 s",
      "2.00 h",
      "4.17 d",
      "116 d",
      "31.7 yr",
      "3.17k yr"
    ])
    expect([28 * 86_400_000, 90_000, 500].map(span)).toEqual(["28 days", "90 seconds", "500 ms"])
  })

  it("show ratios with one digit until ten", () => {
    expect([1, 1.04, 9.949, 9.96, 250, 2500].map(ratio)).toEqual(["1.0×", "1.0×", "9.9×", "9.96×", "250×", "2.50k×"])
  })

  it("drop zeros from ticks but never from whole numbers", () => {
    expect(["1.50 kB", "10.0 kB", "100 kB", "2.00 s", "200", "0 B", "0.05 ms"].map(brief)).toEqual([
      "1.5 kB",
      "10 kB",
      "100 kB",
      "2 s",
      "200",
      "0 B",
      "0.05 ms"
    ])
  })

  it("shorten names in the middle", () => {
    expect(shortened("abcdefghij", 10)).toBe("abcdefghij")
    expect(shortened("abcdefghijk", 7)).toBe("abc…ijk")
    expect(plural(1, "member") + plural(1200, "member")).toBe("1 member1,200 members")
  })
})
