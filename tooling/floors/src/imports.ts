/** One import of a source file: `line` counts from 1. */
export interface Import {
  readonly file: string
  readonly line: number
  readonly specifier: string
}

// `import … from`, `export … from` and `import "…"` start a line in formatted code, so a line of a comment (` * import …`) never matches.
const statement = /^[ \t]*(?:import|export)\b(?:[^"'`;=]*?\bfrom\b)?[ \t]*["']([^"']+)["']/gm
const expression = /\bimport\(\s*["']([^"']+)["']/g
const commentLine = /^\s*(?:\/\/|\/?\*)/

/** The specifiers that a TypeScript file imports, types included, in order of appearance. */
export const importsOf = (file: string, text: string): ReadonlyArray<Import> => {
  const found: Array<Import & { readonly at: number }> = []
  for (const pattern of [statement, expression]) {
    for (const match of text.matchAll(pattern)) {
      const lineStart = text.lastIndexOf("\n", match.index - 1) + 1
      if (pattern === expression && commentLine.test(text.slice(lineStart, match.index + 1))) continue
      const at = match.index + match[0].length
      found.push({ file, line: text.slice(0, at).split("\n").length, specifier: match[1] ?? "", at })
    }
  }
  return found.toSorted((a, b) => a.at - b.at).map(({ file: from, line, specifier }) => ({ file: from, line, specifier }))
}

/** `@scope/name/deep` and `name/deep` without the path inside the package; `undefined` for a relative import. */
export const packageOf = (specifier: string): string | undefined => {
  if (specifier.startsWith(".") || specifier.startsWith("/")) return undefined
  if (specifier.startsWith("node:")) return specifier
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/")
}
