import { runLengths } from "@copath/lab-core"

/** Rows of bits, such as one for each seizure with a bit for each message: bit `c & 31` of `words[r * stride + (c >> 5)]`. */
export interface BitMatrix {
  /** How many rows. */
  readonly rows: number
  /** How many columns. */
  readonly columns: number
  /** Words for each row. */
  readonly stride: number
  /** The bits, row by row. */
  readonly words: Uint32Array
}

/** All zero. */
export const bitMatrix = (rows: number, columns: number): BitMatrix => {
  const stride = (columns + 31) >>> 5
  return { rows, columns, stride, words: new Uint32Array(rows * stride) }
}

/** Whether the bit at this row and column is set. */
export const bitAt = (matrix: BitMatrix, row: number, column: number): boolean =>
  ((matrix.words[row * matrix.stride + (column >>> 5)]! >>> (column & 31)) & 1) === 1

/** Whether two matrices of one size hold the same bits. */
export const sameBits = (a: BitMatrix, b: BitMatrix): boolean => a === b || a.words.every((word, i) => word === b.words[i])

/** The columns that are set in a row, ascending. */
export const setColumns = (matrix: BitMatrix, row: number): ReadonlyArray<number> => {
  const columns: Array<number> = []
  for (let w = 0; w < matrix.stride; w++) {
    for (let word = matrix.words[row * matrix.stride + w]!; word !== 0; word &= word - 1) {
      columns.push(w * 32 + 31 - Math.clz32(word & -word))
    }
  }
  return columns
}

/** The first column from this one on that is set in a row; -1 if there is none. */
export const nextColumn = ({ columns, stride, words }: BitMatrix, row: number, from: number): number => {
  if (from >= columns) return -1
  let word = words[row * stride + (from >>> 5)]! & (~0 << (from & 31))
  for (let w = from >>> 5; ;) {
    if (word !== 0) return w * 32 + 31 - Math.clz32(word & -word)
    if (++w === stride) return -1
    word = words[row * stride + w]!
  }
}

/** The last column before this one that is set in a row; -1 if there is none. */
export const columnBefore = ({ columns, stride, words }: BitMatrix, row: number, end: number): number => {
  if (end <= 0) return -1
  const from = Math.min(end, columns) - 1
  let word = words[row * stride + (from >>> 5)]! & (~0 >>> (31 - (from & 31)))
  for (let w = from >>> 5; ;) {
    if (word !== 0) return w * 32 + 31 - Math.clz32(word)
    if (w-- === 0) return -1
    word = words[row * stride + w]!
  }
}

/** How many bits are set in a row. */
export const countRow = (matrix: BitMatrix, row: number): number => {
  let count = 0
  for (let w = 0; w < matrix.stride; w++) count += ones(matrix.words[row * matrix.stride + w]!)
  return count
}

/** The columns that are set in a row, as run lengths. */
export const runsOf = (matrix: BitMatrix, row: number): ReadonlyArray<number> => runLengths(setColumns(matrix, row))

/**
 * Turns 32 columns of a matrix from knowledge's way round: `column(c)` is the word of 32 rows' bits for column c of the block. Those rows begin at `row`, and
 * rows that do not exist are dropped.
 */
export const setBlock = (matrix: BitMatrix, row: number, block: number, column: (index: number) => number): void => {
  const square = new Uint32Array(32)
  const columns = Math.min(32, matrix.columns - block * 32)
  for (let c = 0; c < columns; c++) square[c] = column(block * 32 + c)
  transpose(square)
  const rows = Math.min(32, matrix.rows - row)
  for (let r = 0; r < rows; r++) matrix.words[(row + r) * matrix.stride + block] = square[r]!
}

/** How many bits of a word are set. */
const ones = (word: number): number => {
  let x = word - ((word >>> 1) & 0x55555555)
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333)
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** Bit c of word r becomes bit r of word c: halves, quarters, eighths and so on of the square change places across the diagonal. */
const transpose = (square: Uint32Array): void => {
  for (let half = 16, mask = 0x0000ffff; half !== 0; half >>>= 1, mask ^= mask << half) {
    for (let k = 0; k < 32; k = (k + half + 1) & ~half) {
      const moved = ((square[k]! >>> half) ^ square[k + half]!) & mask
      square[k] = square[k]! ^ (moved << half)
      square[k + half] = square[k + half]! ^ moved
    }
  }
}
