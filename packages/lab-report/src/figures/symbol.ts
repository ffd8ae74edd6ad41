/** Shapes that are told apart at a glance, in the order in which they are given out. */
const symbols = ["circle", "square", "triangle", "diamond", "star"] as const
/** One of `symbols`. */
export type Symbol = (typeof symbols)[number]

/** The shape of a series; beyond the last they repeat. */
export const symbol = (index: number): Symbol => symbols[index % symbols.length] ?? "circle"

/** The outline of a shape in a square of 12 pixels, for a legend. */
export const outline: Readonly<Record<Symbol, string>> = {
  circle: "M6 1.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0 -9z",
  square: "M2 2h8v8h-8z",
  triangle: "M6 1l5 9h-10z",
  diamond: "M6 .5l4 5.5l-4 5.5l-4 -5.5z",
  star: "M6 .5l1.5 3.4l3.7.4l-2.8 2.5l.8 3.7l-3.2-1.9l-3.2 1.9l.8-3.7l-2.8-2.5l3.7-.4z"
}
