const range = /\bV(\d{3})-V?(\d{3})\b/g
const single = /\bV\d{3}\b/g

const id = (n: number): string => `V${String(n).padStart(3, "0")}`

/** The rules that a title names, in the order of the title: `V041`, or all of `V224-V230`. */
export const idsIn = (title: string): ReadonlyArray<string> => {
  const written = title.replace(range, (_, first: string, last: string) =>
    Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => id(Number(first) + i)).join(" ")
  )
  return [...new Set(written.match(single))]
}

/** A regular expression for the names of the tests that name `rule` among `titles`: ranges are spelled as they stand there. */
export const patternFor = (rule: string, titles: ReadonlyArray<string>): string => {
  const ranges = titles.flatMap((title) => title.match(range) ?? []).filter((written) => idsIn(written).includes(rule))
  return [...new Set([rule, ...ranges])].join("|")
}
