import * as Plot from "@observablehq/plot"
import { type Axis, colour, drawn, logTicks, type Size, widths } from "./draw.ts"
import { fitted, textWidth } from "./letters.ts"
import type { Symbol } from "./symbol.ts"
import { brief } from "../units.ts"

/** A value with the range of its repeats. */
interface Measured {
  readonly value: number
  readonly lo: number
  readonly hi: number
}

/** A point of a plane of two costs. */
export interface PlanePoint {
  readonly name: string
  readonly colour: number
  readonly symbol: Symbol
  readonly sound: boolean
  readonly front: boolean
  readonly x: Measured
  readonly y: Measured
}

/** An axis, and whether it is logarithmic. */
export type PlaneAxis = Axis & { readonly log: boolean }

const margins = { marginTop: 30, marginRight: 24, marginBottom: 44, marginLeft: 62 }
const heights: Readonly<Record<Size, number>> = { wide: 420, half: 340, narrow: 330 }

/** Points on a plane of two costs; a name at each for which there is room, those on the front first. */
export const drawPlane = (points: ReadonlyArray<PlanePoint>, x: PlaneAxis, y: PlaneAxis, size: Size): string => {
  const scales = {
    x: scaleOf(
      points.map((p) => p.x),
      x,
      margins.marginLeft,
      widths[size] - margins.marginRight
    ),
    y: scaleOf(
      points.map((p) => p.y),
      y,
      heights[size] - margins.marginBottom,
      margins.marginTop
    )
  }
  const front = points.filter((point) => point.front).toSorted((a, b) => a.x.value - b.x.value || b.y.value - a.y.value)
  const dots = points.map((point) => ({
    ...point,
    at: point.x.value,
    up: point.y.value,
    tip: `${point.name}: ${x.show(point.x.value)}, ${y.show(point.y.value)}${point.front ? ", on the front" : ""}`
  }))
  const steps = stairs(front)
  const lines: ReadonlyArray<readonly [Place, Place]> = [
    ...steps.flatMap((place, i) => (i === 0 ? [] : [[steps[i - 1] ?? place, place] as const])),
    ...points.flatMap(({ x: across, y: up }) => [
      [[across.lo, up.value] as const, [across.hi, up.value] as const] as const,
      [[across.value, up.lo] as const, [across.value, up.hi] as const] as const
    ])
  ]
  return drawn(size, {
    ...margins,
    height: heights[size],
    x: {
      ...axisOptions(x, scales.x.domain, size === "wide" ? 7 : 4, size),
      labelAnchor: "center"
    },
    y: axisOptions(y, scales.y.domain, 6, size),
    symbol: { type: "identity" },
    marks: [
      Plot.line(steps, { x: "0", y: "1", stroke: "currentColor", strokeOpacity: 0.55, strokeDasharray: "5 4", strokeWidth: 1.2 }),
      Plot.ruleY(
        points.filter((p) => p.x.lo !== p.x.hi),
        { y: (p) => p.y.value, x1: (p) => p.x.lo, x2: (p) => p.x.hi, stroke: ink, strokeOpacity: 0.5 }
      ),
      Plot.ruleX(
        points.filter((p) => p.y.lo !== p.y.hi),
        { x: (p) => p.x.value, y1: (p) => p.y.lo, y2: (p) => p.y.hi, stroke: ink, strokeOpacity: 0.5 }
      ),
      Plot.dot(dots, {
        x: "at",
        y: "up",
        r: 5.5,
        symbol: "symbol",
        stroke: ink,
        strokeWidth: 1.8,
        fill: (p: PlanePoint) => (p.front ? ink(p) : "var(--bg)"),
        title: "tip"
      }),
      ...labels(dots, lines, scales, size).map(({ anchor, dx, dy, dot, text }) =>
        Plot.text([dot], {
          x: "at",
          y: "up",
          dx,
          dy,
          text: () => text,
          textAnchor: anchor,
          fill: "currentColor",
          stroke: "var(--bg)",
          strokeWidth: 4,
          fontWeight: dot.front ? 650 : 400
        })
      )
    ]
  })
}

const ink = ({ colour: index }: PlanePoint): string => colour(index)

const axisOptions = (axis: PlaneAxis, domain: readonly [number, number], ticks: number, size: Size) => ({
  label: axis.log ? `${axis.label}, ${size === "narrow" ? "log" : "logarithmic"}` : axis.label,
  labelArrow: "none" as const,
  grid: true,
  ticks: axis.log ? logTicks(...domain) : ticks,
  tickFormat: (n: number) => brief(axis.show(n)),
  domain: [...domain],
  ...(axis.log ? { type: "log" as const } : {})
})

interface Scale {
  readonly domain: readonly [number, number]
  /** Where a value lies, in pixels. */
  readonly at: (value: number) => number
}

/** A linear axis starts at zero, unless all values are nearer to one another than to it; either has a little room at its ends. */
const scaleOf = (values: ReadonlyArray<Measured>, { log }: PlaneAxis, from: number, to: number): Scale => {
  const most = Math.max(...values.map(({ hi }) => hi))
  const least = Math.min(...values.map(({ lo }) => lo))
  // So far apart, the round numbers between the ends differ in their first three digits, which is what is shown of them.
  const room = Math.max(0.15 * (most - least), 0.03 * most)
  const domain: readonly [number, number] = log
    ? [least / 1.5, most * 1.5]
    : most === 0
      ? [0, 1]
      : [least > most / 2 ? least - room : 0, most + room]
  const place = log ? Math.log : (value: number): number => value
  return { domain, at: (value) => from + ((to - from) * (place(value) - place(domain[0]))) / (place(domain[1]) - place(domain[0])) }
}

/** A place on the plane. */
type Place = readonly [x: number, y: number]

/** The front as stairs: between two of its points one pays the worse of both. */
const stairs = (front: ReadonlyArray<PlanePoint>): ReadonlyArray<Place> =>
  front.flatMap((point, i) => {
    const before = front[i - 1]
    const own = [point.x.value, point.y.value] as const
    return before === undefined ? [own] : [[point.x.value, before.y.value] as const, own]
  })

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Of more points than these only those on the front are named: the rest would be a matter of luck. */
export const MOST_NAMED = 16
const [LINE, GAP, RADIUS] = [13, 9, 7]
/** Of names on wide pages, in pixels. */
const LONGEST_NAME = 250
/** What a name covers from top to bottom, its halo included. */
const HEIGHT = 17

/**
 * Where each name goes: right, left, above or below its point, whichever is free of points and other names, and better of lines too; nowhere if
 * none is.
 */
const labels = <D extends PlanePoint>(
  dots: ReadonlyArray<D>,
  lines: ReadonlyArray<readonly [Place, Place]>,
  { x, y }: { readonly x: Scale; readonly y: Scale },
  size: Size
) => {
  const taken: Array<Box> = dots.map((dot) => around(x.at(dot.x.value), y.at(dot.y.value), RADIUS))
  const strokes = lines.map(([a, b]): Box => {
    const [ax, ay, bx, by] = [x.at(a[0]), y.at(a[1]), x.at(b[0]), y.at(b[1])]
    return { left: Math.min(ax, bx) - 1, right: Math.max(ax, bx) + 1, top: Math.min(ay, by) - 1, bottom: Math.max(ay, by) + 1 }
  })
  const frame: Box = {
    left: margins.marginLeft,
    right: widths[size] - 2,
    top: margins.marginTop - 6,
    bottom: heights[size] - margins.marginBottom
  }
  return dots
    .filter(({ front }) => front || dots.length <= MOST_NAMED)
    .toSorted((a, b) => Number(b.front) - Number(a.front))
    .flatMap((dot) => {
      const [px, py] = [x.at(dot.x.value), y.at(dot.y.value)]
      const font = { size: 11, bold: dot.front }
      const text = fitted(dot.name, size === "wide" ? LONGEST_NAME : LONGEST_NAME * 0.6, font)
      const width = textWidth(text, font)
      const places = [
        { anchor: "start" as const, dx: GAP, dy: 0, box: box(px + GAP, py, width) },
        { anchor: "end" as const, dx: -GAP, dy: 0, box: box(px - GAP - width, py, width) },
        { anchor: "middle" as const, dx: 0, dy: -LINE - 1, box: box(px - width / 2, py - LINE - 1, width) },
        { anchor: "middle" as const, dx: 0, dy: LINE + 1, box: box(px - width / 2, py + LINE + 1, width) },
        { anchor: "start" as const, dx: GAP, dy: -LINE, box: box(px + GAP, py - LINE, width) },
        { anchor: "start" as const, dx: GAP, dy: LINE, box: box(px + GAP, py + LINE, width) },
        { anchor: "end" as const, dx: -GAP, dy: -LINE, box: box(px - GAP - width, py - LINE, width) },
        { anchor: "end" as const, dx: -GAP, dy: LINE, box: box(px - GAP - width, py + LINE, width) }
      ]
      const own = around(px, py, RADIUS)
      const free = places.filter(({ box: b }) => within(b, frame) && !taken.some((other) => over(b, other) && !same(other, own)))
      const best = free.find(({ box: b }) => !strokes.some((stroke) => over(b, stroke))) ?? free[0]
      if (best === undefined) return []
      taken.push(best.box)
      return [{ ...best, dot, text }]
    })
}

const box = (left: number, middle: number, width: number): Box => ({
  left,
  right: left + width,
  top: middle - HEIGHT / 2,
  bottom: middle + HEIGHT / 2
})
const around = (x: number, y: number, radius: number): Box => ({ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius })
const over = (a: Box, b: Box): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
const same = (a: Box, b: Box): boolean => a.left === b.left && a.top === b.top
const within = (a: Box, b: Box): boolean => a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom
