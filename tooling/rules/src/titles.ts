import ts from "typescript"
import { idsIn } from "./ids.ts"

/** A test, as far as its source tells without being run. */
export interface Title {
  /** Path from the repository's root, with `/`. */
  readonly file: string
  /** The line on which the test begins, from 1. */
  readonly line: number
  /** Titles of the blocks around it and its own. What is computed stands as `…`. */
  readonly title: string
  /** Rules that the title names, or the rows that it is repeated for. */
  readonly ids: ReadonlyArray<string>
}

const registers = new Set(["it", "test"])
const blocks = new Set(["describe", "suite"])
const unused = new Set(["skip", "todo", "skipIf"])

/** `it.effect.each(rows)`: its first name, the names after it, and the rows. */
interface Callee {
  readonly root: string
  readonly steps: ReadonlyArray<string>
  readonly rows: ts.Expression | undefined
}

const calleeOf = (node: ts.Expression): Callee | undefined => {
  if (ts.isIdentifier(node)) return { root: node.text, steps: [], rows: undefined }
  if (ts.isPropertyAccessExpression(node)) {
    const before = calleeOf(node.expression)
    return before === undefined ? undefined : { ...before, steps: [...before.steps, node.name.text] }
  }
  if (!ts.isCallExpression(node)) return undefined
  const before = calleeOf(node.expression)
  const last = before?.steps.at(-1)
  return before === undefined || (last !== "each" && last !== "for") ? before : { ...before, rows: node.arguments[0] }
}

/** The text of a title, with `…` where something is computed; `undefined` if it is no text at all. */
const textOf = (node: ts.Expression | undefined): string | undefined => {
  if (node === undefined) return undefined
  if (ts.isStringLiteralLike(node)) return node.text
  if (ts.isTemplateExpression(node)) return node.head.text + node.templateSpans.map((span) => `…${span.literal.text}`).join("")
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined
  return `${textOf(node.left) ?? "…"}${textOf(node.right) ?? "…"}`
}

const bare = (node: ts.Expression): ts.Expression =>
  ts.isAsExpression(node) || ts.isParenthesizedExpression(node) || ts.isSatisfiesExpression(node) ? bare(node.expression) : node

/** The rows of a repeated test, followed to a constant of the same file. */
const rowsOf = (node: ts.Expression | undefined, source: ts.SourceFile): ReadonlyArray<ts.Expression> => {
  if (node === undefined) return []
  const found = bare(node)
  if (ts.isArrayLiteralExpression(found)) return found.elements.map(bare)
  if (!ts.isIdentifier(found)) return []
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue
    const declared = statement.declarationList.declarations.find((d) => ts.isIdentifier(d.name) && d.name.text === found.text)
    if (declared?.initializer !== undefined && bare(declared.initializer) !== found) return rowsOf(declared.initializer, source)
  }
  return []
}

/** What a row puts into its title's first `%s` or into `$name`: the text that a run would show. */
const shown = (row: ts.Expression, title: string): string => {
  if (ts.isArrayLiteralExpression(row)) return textOf(row.elements[0]) ?? ""
  if (!ts.isObjectLiteralExpression(row)) return textOf(row) ?? ""
  return row.properties
    .filter((p) => ts.isPropertyAssignment(p) && ts.isIdentifier(p.name) && title.includes(`$${p.name.text}`))
    .map((p) => textOf((p as ts.PropertyAssignment).initializer) ?? "")
    .join(" ")
}

/** The tests that a file registers by calling `it` or `test`, in any of their forms, outside of skipped blocks. */
export const titlesIn = (file: string, text: string): ReadonlyArray<Title> => {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const found: Array<Title> = []
  const visit = (node: ts.Node, around: ReadonlyArray<string>): void => {
    const callee = ts.isCallExpression(node) ? calleeOf(node.expression) : undefined
    if (!ts.isCallExpression(node) || callee === undefined || !(registers.has(callee.root) || blocks.has(callee.root))) {
      return ts.forEachChild(node, (child) => visit(child, around))
    }
    if (callee.steps.some((step) => unused.has(step))) return
    const own = textOf(node.arguments[0])
    if (own === undefined && registers.has(callee.root)) return
    const rows = /[%$]/.test(own ?? "") ? rowsOf(callee.rows, source).map((row) => shown(row, own ?? "")) : []
    const titles = [...around, [own ?? "…", ...rows.filter((row) => idsIn(row).length > 0)].join(" ")]
    if (blocks.has(callee.root)) return node.arguments.forEach((argument) => visit(argument, titles))
    const title = titles.join(" ")
    const { line } = source.getLineAndCharacterOfPosition(node.getStart())
    found.push({ file, line: line + 1, title, ids: idsIn(title) })
  }
  visit(source, [])
  return found
}

/** The laws that a file of the conformance package states: objects with a `title`. Each package that keeps a law runs it as a test. */
export const lawsIn = (file: string, text: string): ReadonlyArray<Title> => {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const found: Array<Title> = []
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && node.name.getText() === "title") {
      const title = textOf(node.initializer)
      const { line } = source.getLineAndCharacterOfPosition(node.getStart())
      if (title !== undefined) found.push({ file, line: line + 1, title, ids: idsIn(title) })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}
