/** The colours of series on white, in the order of `--s0` and on. */
export const lightColours: ReadonlyArray<string> = [
  "#1f6fb4",
  "#d1600a",
  "#2a8a3e",
  "#c2304a",
  "#7b52c7",
  "#8a5a2b",
  "#c0409a",
  "#4d7a8c",
  "#857f00",
  "#0b8a8a",
  "#4f4fd0",
  "#6b6f76"
]
const darkColours: ReadonlyArray<string> = [
  "#5aa9e6",
  "#f59a4a",
  "#5fc977",
  "#f2708a",
  "#b393f0",
  "#c99a6b",
  "#e884c6",
  "#8fb9ca",
  "#c9c440",
  "#45c9c4",
  "#9898ff",
  "#a5a9b0"
]

/** A colour in its two schemes. */
export interface Colour {
  /** On white. */
  readonly light: string
  /** On near black. */
  readonly dark: string
}

const series: Readonly<Record<string, Colour>> = Object.fromEntries(
  lightColours.map((light, i) => [`s${i}`, { light, dark: darkColours[i] ?? light }])
)

/** What a page and its drawings call their colours, as in `var(--fg)`. */
export const pageColours: Readonly<Record<string, Colour>> = {
  bg: { light: "#fff", dark: "#14171b" },
  fg: { light: "#1b1f24", dark: "#e4e7eb" },
  soft: { light: "#59636e", dark: "#9aa4af" },
  line: { light: "#d8dee4", dark: "#333a42" },
  card: { light: "#f6f8fa", dark: "#1c2026" },
  best: { light: "#d7f0dc", dark: "#1d4428" },
  bad: { light: "#b3261e", dark: "#ff8a80" },
  link: { light: "#0b5cad", dark: "#78b8f5" },
  ...series
}

/** Of heatmaps. Blue and orange are told apart by whoever sees few colours; grey is neither. */
export const heatColours: Readonly<Record<string, Colour>> = {
  "heat-later": { light: "#2a78c2", dark: "#4b9be0" },
  "heat-earlier": { light: "#e07b12", dark: "#f0993e" },
  "heat-safe": { light: "#eef1f4", dark: "#232931" },
  "heat-perhaps": { light: "#a4acb5", dark: "#6d7681" }
}

/** Declarations of these colours, such as `--fg:#1b1f24;--soft:#59636e`. */
export const declared = (colours: Readonly<Record<string, Colour>>, scheme: keyof Colour): string =>
  Object.entries(colours)
    .map(([name, colour]) => `--${name}:${colour[scheme]}`)
    .join(";")
