import { colour, dash, logTicks } from "../figures/draw.ts"
import { MOST_NAMED } from "../figures/drawPlane.ts"
import type { Figure } from "../figures/figure.ts"
import { lightColours } from "../figures/palette.ts"
import { texText } from "./text.ts"

/** A figure's numbers as pgfplots reads them: a header, columns apart by blanks, `nan` where there is none. */
export const plotData = ({ columns, plot: { kind }, rows, show }: Figure): string => {
  const lines: ReadonlyArray<ReadonlyArray<string | number>> =
    kind === "grid"
      ? [
          ["x", "y", "share", "text"],
          ...rows.flatMap(({ values }, y) =>
            values.map((n, x) => [x, y, shareOf(rows, x, n ?? 0), n === undefined || n === 0 ? "--" : show(n, x)])
          )
        ]
      : kind === "points"
        ? [
            ["x", "y", "front", "label"],
            ...rows
              .toSorted((a, b) => (a.values[0] ?? 0) - (b.values[0] ?? 0))
              .map(({ head, values }) => [...values.map((n) => n ?? "nan"), `{${texText(head)}}`])
          ]
        : [
            [kind === "bars" ? "y" : "x", ...columns.map((_, c) => `c${c}`)],
            ...rows.map(({ raw, values }, y) => [kind === "bars" ? y : (raw ?? y), ...values.map((n) => n ?? "nan")])
          ]
  return lines.map((line) => `${line.join(" ")}\n`).join("")
}

/**
 * A figure as a LaTeX document that compiles alone, with pgfplots. Its numbers are read from a file beside it if one is named, and stand in the
 * document itself otherwise.
 */
export const pgfplots = (figure: Figure, file?: string): string => {
  const data =
    file === undefined
      ? String.raw`\pgfplotstableread{` + `\n${plotData(figure)}` + String.raw`}\numbers`
      : String.raw`\pgfplotstableread{${file}}\numbers`
  return [
    String.raw`\documentclass[border=4pt]{standalone}`,
    String.raw`\usepackage[T1]{fontenc}`,
    String.raw`\usepackage{pgfplots}`,
    String.raw`\usepackage{pgfplotstable}`,
    String.raw`\pgfplotsset{compat=1.16}`,
    ...lightColours.map((hex, i) => String.raw`\definecolor{s${i}}{HTML}{${hex.slice(1).toUpperCase()}}`),
    String.raw`\begin{document}`,
    data,
    String.raw`\begin{tikzpicture}`,
    String.raw`\begin{axis}[${options(figure).join(", ")}]`,
    ...plots[figure.plot.kind](figure),
    String.raw`\end{axis}`,
    String.raw`\end{tikzpicture}`,
    String.raw`\end{document}`,
    ""
  ].join("\n")
}

type Kind = Figure["plot"]["kind"]

const list = (names: ReadonlyArray<string>): string => `{${names.map((name) => `{${texText(name)}}`).join(",")}}`
const indices = (items: ReadonlyArray<unknown>): string => `{${[...items.keys()].join(",")}}`
const paint = (index: number): string => `s${/\d+/.exec(colour(index))?.[0] ?? 0}`
const legendBelow = String.raw`legend style={at={(0.5,-0.18)}, anchor=north, draw=none, font=\footnotesize}, legend cell align=left, legend columns=2`

const options = (figure: Figure): ReadonlyArray<string> => {
  const { plot, rows } = figure
  const { kind, x, y } = plot
  const lines = kind === "lines" || kind === "steps"
  const across = lines ? rows.map(({ raw }) => raw ?? 0) : rows.map(({ values }) => values[0] ?? 0)
  const up = lines ? rows.flatMap(({ values }) => values.flatMap((value) => value ?? [])) : rows.map(({ values }) => values[1] ?? 0)
  return [
    ...(x.label === "" ? [] : [`xlabel={${texText(x.label)}}`]),
    ...(y.label === "" ? [] : [`ylabel={${texText(y.label)}}`]),
    ...(x.log ? [`xmode=log, ${tickList("xtick", lines ? across : logTicks(Math.min(...across), Math.max(...across)))}`] : []),
    ...(y.log ? [`ymode=log, ${tickList("ytick", logTicks(Math.min(...up), Math.max(...up)))}`] : []),
    ...(x.log || y.log ? ["log ticks with fixed point"] : []),
    String.raw`scaled ticks=false, tick label style={/pgf/number format/fixed, /pgf/number format/1000 sep={\,}}`,
    ...byKind[kind](figure)
  ]
}

const tickList = (axis: string, ticks: ReadonlyArray<number>): string => `${axis}={${ticks.join(",")}}`

const rowNames = (rows: Figure["rows"]): string =>
  `y dir=reverse, ytick=${indices(rows)}, yticklabels=${list(rows.map(({ head }) => head))}`

const byKind: Readonly<Record<Kind, (figure: Figure) => ReadonlyArray<string>>> = {
  bars: ({ rows }) => [
    "xbar stacked",
    "xmin=0",
    "bar width=8pt",
    `width=10cm, height=${(2.5 + 0.55 * rows.length).toFixed(1)}cm, scale only axis=false`,
    "enlarge y limits={abs=0.6}",
    rowNames(rows),
    legendBelow
  ],
  lines: () => ["width=12cm, height=7.5cm", "grid=major", "unbounded coords=jump", legendBelow],
  steps: () => ["width=12cm, height=7.5cm", "grid=major", "unbounded coords=jump", legendBelow],
  grid: ({ columns, rows }) => [
    `width=${(1.2 * columns.length).toFixed(1)}cm, height=${(0.6 * rows.length).toFixed(1)}cm, scale only axis`,
    `xmin=-0.5, xmax=${columns.length - 0.5}, ymin=-0.5, ymax=${rows.length - 0.5}, axis on top, point meta min=0, point meta max=1`,
    "colormap={shade}{color=(white) color=(s0!60)}",
    `xtick=${indices(columns)}, xticklabels=${list(columns)}, xticklabel pos=top, x tick label style={rotate=45, anchor=south west}`,
    rowNames(rows)
  ],
  points: () => [
    "width=13cm, height=8.5cm",
    "grid=major",
    "enlarge x limits=0.2, enlarge y limits=0.1",
    "max space between ticks=75, try min ticks=3"
  ]
}

const series = (figure: Figure, draw: (index: number) => string): ReadonlyArray<string> =>
  figure.columns.flatMap((name, i) => [draw(i), String.raw`\addlegendentry{${texText(legendName(figure, name))}}`])

// A legend may say more of a column than its head: the slope of its line.
const legendName = ({ legend }: Figure, column: string): string => legend.find(({ name }) => name.startsWith(`${column}: `))?.name ?? column

const line = (more: string) => (figure: Figure) =>
  series(figure, (i) => {
    const marks = figure.rows.length > 60 ? "no marks" : "mark=*, mark size=1.2pt"
    return String.raw`\addplot[color=${paint(i)}, thick, ${dash(i) === "" ? "" : "dashed, "}${more}${marks}] table[x=x, y=c${i}] {\numbers};`
  })

const plots: Readonly<Record<Kind, (figure: Figure) => ReadonlyArray<string>>> = {
  bars: (figure) =>
    series(figure, (i) => {
      const own = figure.legend.find(({ name }) => name === figure.columns[i])?.colour ?? i
      return String.raw`\addplot[fill=${paint(own)}, draw=none] table[x=c${i}, y=y] {\numbers};`
    }),
  lines: line(""),
  steps: line("const plot, "),
  grid: ({ columns }) => [
    String.raw`\addplot[matrix plot*, mesh/cols=${columns.length}, point meta=explicit] table[x=x, y=y, meta=share] {\numbers};`,
    String.raw`\addplot[only marks, mark=none, ${labelled("anchor=center, font=\\footnotesize")}] table[x=x, y=y, meta=text] {\numbers};`
  ],
  points: ({ rows }) => [
    String.raw`\addplot[const plot, no marks, dashed, gray, ${onFront}] table[x=x, y=y] {\numbers};`,
    String.raw`\addplot[only marks, mark=o, s0] table[x=x, y=y] {\numbers};`,
    String.raw`\addplot[only marks, mark=*, s0, ${onFront}] table[x=x, y=y] {\numbers};`,
    String.raw`\addplot[only marks, mark=none, ${rows.length > MOST_NAMED ? `${onFront}, ` : ""}${labelled("anchor=west, font=\\scriptsize")}] table[x=x, y=y, meta=label] {\numbers};`
  ]
}

const onFront = String.raw`x filter/.expression={\thisrow{front} == 1 ? x : nan}`
const labelled = (style: string): string =>
  `nodes near coords, point meta=explicit symbolic, every node near coord/.append style={${style}, text=black}`

/** A cell's shade: its share of the column's largest; none where all are alike. */
const shareOf = (rows: Figure["rows"], column: number, value: number): string => {
  const all = rows.map(({ values }) => values[column] ?? 0)
  return new Set(all).size === 1 ? "0" : (value / Math.max(...all)).toFixed(4)
}
