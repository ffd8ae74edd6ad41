const special = new Map([
  ["\\", String.raw`\textbackslash{}`],
  ["{", String.raw`\{`],
  ["}", String.raw`\}`],
  ["$", String.raw`\$`],
  ["&", String.raw`\&`],
  ["#", String.raw`\#`],
  ["%", String.raw`\%`],
  ["_", String.raw`\_`],
  ["^", String.raw`\textasciicircum{}`],
  ["~", String.raw`\textasciitilde{}`],
  ["<", String.raw`\textless{}`],
  [">", String.raw`\textgreater{}`],
  ["|", String.raw`\textbar{}`],
  ['"', String.raw`\textquotedbl{}`],
  ["×", String.raw`$\times$`],
  ["·", String.raw`$\cdot$`],
  ["−", "$-$"],
  ["≈", String.raw`$\approx$`],
  ["–", "--"],
  ["…", String.raw`\dots{}`],
  ["µ", String.raw`\textmu{}`]
])

/**
 * A text as LaTeX sets it: nothing in it is a command. Letters beyond those of western and central Europe become a question mark, since
 * pdfLaTeX has none; blanks and control characters a space.
 */
export const texText = (text: string): string =>
  text
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    // Two hyphens would become a dash.
    .replaceAll(/-(?=-)|[^A-Za-z0-9 ]/gu, (c, at: number, whole: string) =>
      c === "-" && whole[at + 1] === "-" ? "-{}" : (special.get(c) ?? (/^[ -~\u00C0-\u017F]$/.test(c) ? c : "?"))
    )
