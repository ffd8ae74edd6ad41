/**
 * How wide texts are, for drawings are made where nothing measures them. The letters of DejaVu Sans, which is wider than what most systems take for theirs; so
 * what is fitted here fits there, with room to spare.
 */

const segmenter = new Intl.Segmenter("en")
/** What a reader takes for letters. */
const letters = (text: string): ReadonlyArray<string> => Array.from(segmenter.segment(text), ({ segment }) => segment)

/** Widths by letter, in hundredths of the font's size. */
const groups: ReadonlyArray<readonly [letters: string, width: number]> = [
  ["ijl'", 28],
  [" .,:;|I", 34],
  ["ft-()[]/!J", 40],
  ["r*", 45],
  ["csz–", 55],
  ["kvxyLF", 60],
  ["m", 98],
  ["w+=<>×≈≤≥~", 84],
  ["Q", 79],
  ["GHNOUD", 78],
  ["M&", 87],
  ["W%@…—", 100]
]
const widths = new Map(groups.flatMap(([some, width]) => letters(some).map((letter) => [letter, width] as const)))

const [LATIN, WIDE, FIRST_WIDE] = [69, 105, 0x11_00]

// Scripts beyond those of a few dozen letters, and pictures, are as wide as they are high.
const widthOf = (letter: string): number => widths.get(letter) ?? ((letter.codePointAt(0) ?? 0) < FIRST_WIDE ? LATIN : WIDE)

/** How much wider bold letters are. */
const BOLD = 1.15

/** How a text is drawn. */
export interface Font {
  /** Of the font, in pixels. */
  readonly size: number
  readonly bold?: boolean
}

/** At most how many pixels a text takes on its line. */
export const textWidth = (text: string, { bold = false, size }: Font): number =>
  (letters(text).reduce((sum, letter) => sum + widthOf(letter), 0) / 100) * size * (bold ? BOLD : 1)

/** The text, or as much of its two ends as goes into so many pixels: names of compositions tend to differ at both. */
export const fitted = (text: string, pixels: number, font: Font): string => {
  if (textWidth(text, font) <= pixels) return text
  const all = letters(text)
  let [head, tail] = [0, 0]
  const joined = (h: number, t: number): string => `${all.slice(0, h).join("")}…${all.slice(all.length - t).join("")}`
  // A letter at each end in turn, the head first.
  while (head + tail < all.length) {
    const [h, t] = head <= tail ? [head + 1, tail] : [head, tail + 1]
    if (textWidth(joined(h, t), font) > pixels) break
    ;[head, tail] = [h, t]
  }
  return joined(head, tail)
}
