/// <reference lib="dom" />
import * as Plot from "@observablehq/plot"
import { parseHTML } from "linkedom"

/** A part of a sheet: what stands in it, and how much room it takes, in pixels. */
export interface Panel {
  /** Stands above it. */
  readonly title?: string
  /** From its left edge to its right. */
  readonly width: number
  /** From its upper edge to its lower, the title not counted. */
  readonly height: number
  /** Elements of SVG whose origin is its upper left corner. */
  readonly content: string
}

/** A plot as a panel: colours by the names of `lab-report`'s palette, such as `var(--s0)`. */
export const plot = (options: Plot.PlotOptions & { readonly width: number; readonly height: number }, title?: string): Panel => {
  const { document } = parseHTML("<!doctype html><html><body></body></html>")
  const svg = Plot.plot({ ...options, document })
  // Its rules are for a page; those that matter are the sheet's.
  svg.querySelector("style")?.remove()
  const { height, width } = options
  return { ...(title === undefined ? {} : { title }), width, height, content: svg.innerHTML }
}
