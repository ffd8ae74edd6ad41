/** Ascending indices as run lengths: how many are not among them, how many are, how many are not, and so on; what is not at the end is left out. */
export const runLengths = (indices: ReadonlyArray<number>): ReadonlyArray<number> => {
  const lengths: Array<number> = []
  let end = 0
  for (const index of indices) {
    if (index === end && lengths.length > 0) lengths[lengths.length - 1] = lengths[lengths.length - 1]! + 1
    else lengths.push(index - end, 1)
    end = index + 1
  }
  return lengths
}

/** The indices that `runLengths` wrote. */
export const indicesOf = (lengths: ReadonlyArray<number>): ReadonlyArray<number> => {
  const indices: Array<number> = []
  let at = 0
  for (const [i, length] of lengths.entries()) {
    if (i % 2 === 1) for (let k = 0; k < length; k++) indices.push(at + k)
    at += length
  }
  return indices
}
