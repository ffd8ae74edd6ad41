/** Numbers as people read them: three significant digits and a unit. Decimal units, so that 1 kB is 1,000 bytes. */

/** `1.23 kB`. */
export const bytes = (n: number): string => scaled(n, [" B", " kB", " MB", " GB", " TB", " PB", " EB"])

/** `12.3k`. */
export const count = (n: number): string => scaled(n, ["", "k", "M", "G", "T", "P", "E"])

/** Milliseconds as `5.00 ns`, `120 µs`, `34.0 ms`, `1.20 s`, `5.00 min`, and on to hours, days and years. */
export const milliseconds = (ms: number): string => {
  if (ms === 0) return "0 ms"
  const [size, name] = timeUnits.find(([, , until]) => ms < until) ?? year
  const value = ms / size
  return `${value < 999.5 ? significant(value) : count(value)} ${name}`
}

/** A span of virtual time in the largest unit that leaves at least two of it. */
export const span = (ms: number): string => {
  const { size, name } = spanUnit(ms)
  return `${brief(significant(ms / size))} ${name}`
}

/** The unit in which a span is plotted. */
export const spanUnit = (ms: number): { readonly size: number; readonly name: string } =>
  spanUnits.find(({ size }) => ms >= 2 * size) ?? { size: 1, name: "ms" }

/** `1.0×`, the ratio to the cheapest. */
export const ratio = (r: number): string => (r < 9.95 ? `${r.toFixed(1)}×` : `${count(r)}×`)

/** Without trailing zeros, for the ticks of an axis: `1.50 kB` is `1.5 kB`. */
export const brief = (text: string): string => text.replace(/\.0+(?=\D|$)|(?<=\.\d*[1-9])0+(?=\D|$)/, "")

/** The text, or its two ends if it has more than `length` characters: names of compositions tend to differ at both. */
export const shortened = (text: string, length: number): string => {
  if (text.length <= length) return text
  const head = Math.ceil((length - 1) / 2)
  return `${text.slice(0, head)}…${text.slice(text.length - (length - 1 - head))}`
}

/** A share without digits: `12 %`. */
export const percent = (share: number): string => `${Math.round(share * 100)} %`

/** The text as a sentence begins. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** `1 member`, `2 members`. */
export const plural = (n: number, noun: string): string => `${n.toLocaleString("en-US")} ${noun}${n === 1 ? "" : "s"}`

const year = [31_557_600_000, "yr"] as const
/** In milliseconds: a unit, and where the next one begins. */
const timeUnits: ReadonlyArray<readonly [size: number, name: string, until: number]> = [
  [1e-6, "ns", 0.000_999_5],
  [1e-3, "µs", 0.9995],
  [1, "ms", 999.5],
  [1000, "s", 120_000],
  [60_000, "min", 7_200_000],
  [3_600_000, "h", 172_800_000],
  [86_400_000, "d", 2 * year[0]]
]
const spanUnits = [
  { size: 86_400_000, name: "days" },
  { size: 3_600_000, name: "hours" },
  { size: 60_000, name: "minutes" },
  { size: 1000, name: "seconds" }
]

const scaled = (n: number, units: ReadonlyArray<string>): string => {
  let power = 0
  // 999.5 would print as 1000 of the smaller unit.
  while (Math.abs(n) / 1000 ** power >= 999.5 && power < units.length - 1) power += 1
  return `${power === 0 && Number.isInteger(n) ? n : significant(n / 1000 ** power)}${units[power] ?? ""}`
}

const significant = (n: number): string => {
  const size = Math.abs(n)
  if (size >= 99.95) return n.toFixed(0)
  if (size < 0.0995 && size > 0) return String(Number(n.toPrecision(3)))
  return size >= 9.995 ? n.toFixed(1) : n.toFixed(2)
}
