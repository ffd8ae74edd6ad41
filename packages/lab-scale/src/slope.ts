/** The exponent with which values grow over sizes: the slope of the least-squares line through their logarithms. `undefined` for fewer than two sizes, or a value of 0. */
export const slopeOf = (points: ReadonlyArray<readonly [size: number, value: number]>): number | undefined => {
  if (points.length < 2 || points.some(([size, value]) => size <= 0 || value <= 0)) return undefined
  const logs = points.map(([size, value]) => [Math.log(size), Math.log(value)] as const)
  const mean = (of: (point: readonly [number, number]) => number): number => logs.reduce((sum, point) => sum + of(point), 0) / logs.length
  const [x0, y0] = [mean(([x]) => x), mean(([, y]) => y)]
  const spread = logs.reduce((sum, [x]) => sum + (x - x0) ** 2, 0)
  return spread === 0 ? undefined : logs.reduce((sum, [x, y]) => sum + (x - x0) * (y - y0), 0) / spread
}
