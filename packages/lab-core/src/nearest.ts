/** How many letters must be changed to make one name of the other, as far as 3. */
const distance = (a: string, b: string): number => {
  if (Math.abs(a.length - b.length) > 2) return 3
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return Math.min(row[b.length] ?? 3, 3)
}

/** The valid name that somebody may have meant who wrote another: at most two letters apart, or longer by a part after a dot; `undefined` if none is near. */
export const nearest = (valid: ReadonlyArray<string>, name: string): string | undefined => {
  const [near] = valid.map((one) => [one, distance(one, name)] as const).toSorted(([, a], [, b]) => a - b)
  return near !== undefined && near[1] <= 2 ? near[0] : valid.find((one) => one.startsWith(`${name}.`) && name !== "")
}

/** The same as half a sentence for a complaint that lists the valid names after it. */
export const perhaps = (valid: ReadonlyArray<string>, name: string): string => {
  const near = nearest(valid, name)
  return near === undefined ? "" : `; ${near} is one`
}
