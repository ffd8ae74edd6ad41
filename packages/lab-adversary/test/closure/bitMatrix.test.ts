import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { bitAt, bitMatrix, columnBefore, countRow, nextColumn, runsOf, setBlock, setColumns } from "../../src/closure/bitMatrix.ts"

describe("bit matrix", () => {
  it("takes 32 rows at a time from words that hold one column each", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 70 }), fc.nat(), (rows, columns, seed) => {
        const bit = (row: number, column: number) => (Math.imul(row * 71 + column + seed, 0x9e3779b1) >>> 30) & 1
        const matrix = bitMatrix(rows, columns)
        for (let row = 0; row < rows; row += 32) {
          for (let block = 0; block < matrix.stride; block++) {
            setBlock(matrix, row, block, (column) =>
              Array.from({ length: 32 }, (_, r) => bit(row + r, column) << r).reduce((a, b) => a | b, 0)
            )
          }
        }
        for (let row = 0; row < rows; row++) {
          const set = Array.from({ length: columns }, (_, c) => c).filter((column) => bit(row, column) === 1)
          expect(setColumns(matrix, row)).toEqual(set)
          expect(countRow(matrix, row)).toBe(set.length)
          for (let column = 0; column <= columns; column++) {
            expect(nextColumn(matrix, row, column)).toBe(set.find((one) => one >= column) ?? -1)
            expect(columnBefore(matrix, row, column)).toBe(set.findLast((one) => one < column) ?? -1)
          }
          expect(set.every((column) => bitAt(matrix, row, column))).toBe(true)
        }
      }),
      { numRuns: 30 }
    )
  })

  it("tells a row as lengths of what is not set and what is, in turn", () => {
    const row = (columns: ReadonlyArray<number>) => {
      const matrix = bitMatrix(1, 40)
      setBlock(matrix, 0, 0, (column) => (columns.includes(column) ? 1 : 0))
      setBlock(matrix, 0, 1, (column) => (columns.includes(column) ? 1 : 0))
      return runsOf(matrix, 0)
    }
    expect(row([])).toEqual([])
    expect(row([0, 1, 2])).toEqual([0, 3])
    expect(row([3, 4, 31, 32, 39])).toEqual([3, 2, 26, 2, 6, 1])
  })
})
