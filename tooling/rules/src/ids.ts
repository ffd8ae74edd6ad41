const range = /\b([VR])(\d{3})-\1?(\d{3})\b/g
const single = /\b[VR]\d{3}\b/g

const id = (letter: string, n: number): string => `${letter}${String(n).padStart(3, "0")}`

/** The rules (`V041`) and requirements (`R028`) that a title names, in the order of the title; ranges such as `V224-V230` are spelled out. */
export const idsIn = (title: string): ReadonlyArray<string> => {
  const written = title.replace(range, (_, letter: string, first: string, last: string) =>
    Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => id(letter, Number(first) + i)).join(" ")
  )
  return [...new Set(written.match(single))]
}

/** A regular expression for the names of the tests that name `rule` among `titles`: ranges are spelled as they stand there. */
export const patternFor = (rule: string, titles: ReadonlyArray<string>): string => {
  const ranges = titles.flatMap((title) => title.match(range) ?? []).filter((written) => idsIn(written).includes(rule))
  return [...new Set([rule, ...ranges])].join("|")
}
