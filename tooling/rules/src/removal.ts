import ts from "typescript"

/** A piece of a file and what stands there instead. */
export interface Edit {
  /** Path from the repository's root. */
  readonly file: string
  /** First character of the piece, counted in UTF-16 units. */
  readonly start: number
  /** The character after it. */
  readonly end: number
  /** Its replacement. */
  readonly text: string
}

/** A place where a source names a rule, with the edit that takes the check away; without one, no general way is known. */
export interface Site {
  /** Such as `V092`. */
  readonly rule: string
  /** Path from the repository's root. */
  readonly file: string
  /** From 1. */
  readonly line: number
  /** `undefined`: a planted fault has to do it. */
  readonly edit: Edit | undefined
}

const isRuleId = (node: ts.Node): node is ts.StringLiteral => ts.isStringLiteral(node) && /^V\d{3}$/.test(node.text)

const comparisons = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken
])

/** Whether a literal is a type or one side of a comparison: it names a rule and checks nothing. */
const isMention = ({ parent }: ts.Node): boolean =>
  ts.isLiteralTypeNode(parent) || ts.isCaseClause(parent) || (ts.isBinaryExpression(parent) && comparisons.has(parent.operatorToken.kind))

/** Whether all that a block does beside `last` is to name values: then the block is the refusal. */
const onlyPrepares = (block: ts.Block, last: ts.Node): boolean =>
  block.statements.every((statement) => statement === last || ts.isVariableStatement(statement))

/** `list.push(…)`. */
const isPush = (node: ts.Node): boolean =>
  ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === "push"

type Cut = readonly [node: ts.Node, text: string]

/** What to do at `parent`, with `child` the side that holds the rule; `undefined` to look further out, `"stop"` where nothing is known. */
const cutAt = (parent: ts.Node, child: ts.Node, from: ts.Node, refuses: ts.ReturnStatement | undefined): Cut | "stop" | undefined => {
  if (ts.isConditionalExpression(parent)) {
    // `external ? "V184" : "V101"` chooses a name; the check is further out.
    if (child === from || child === parent.condition) return undefined
    return [parent, (child === parent.whenTrue ? parent.whenFalse : parent.whenTrue).getText()]
  }
  if (ts.isBinaryExpression(parent)) return [child, "undefined"]
  if (ts.isIfStatement(parent)) {
    if (child === parent.expression) return "stop"
    if (child === parent.elseStatement) return [child, "{}"]
    const alone = refuses === undefined || !ts.isBlock(child) || refuses.parent !== child || onlyPrepares(child, refuses)
    return alone ? [parent, parent.elseStatement?.getText() ?? "{}"] : [refuses, "return undefined"]
  }
  // What is put on a list of things to be shown, or of rules: nothing is put there instead.
  if (ts.isArrayLiteralExpression(parent) || (child !== from && isPush(parent))) return [child, "...[]"]
  if (ts.isVariableDeclaration(parent)) {
    // `const noOwnUpdate = none("V164", …)`: a rule made by a function, replaced by one that never objects.
    const makes = child === parent.initializer && ts.isCallExpression(child) && child.arguments.includes(from as ts.Expression)
    return makes ? [child, "() => undefined"] : "stop"
  }
  if (ts.isFunctionLike(parent) || ts.isSourceFile(parent)) return refuses === undefined ? "stop" : [refuses, "return undefined"]
  return undefined
}

/** Where a name that stands for a rule is used: `const rule = inside ? "V156" : "V008"`, and then `return invalid(rule, …)`. */
const useOf = ({ name, parent }: ts.VariableDeclaration): ts.Node | undefined => {
  const statement = parent.parent
  if (!ts.isIdentifier(name) || !ts.isVariableStatement(statement) || !ts.isBlock(statement.parent)) return undefined
  const find = (node: ts.Node): ts.Node | undefined =>
    ts.isIdentifier(node) && node.text === name.text && node !== name ? node : ts.forEachChild(node, find)
  return find(statement.parent)
}

const cutFor = (literal: ts.Node): Cut | undefined => {
  let refuses: ts.ReturnStatement | undefined
  for (let child = literal; ; child = child.parent) {
    if (refuses === undefined && ts.isReturnStatement(child)) refuses = child
    const { parent } = child
    const cut = cutAt(parent, child, literal, refuses)
    if (cut === undefined) continue
    if (cut !== "stop") return cut
    const use =
      ts.isVariableDeclaration(parent) && child === parent.initializer && !ts.isObjectLiteralExpression(child) ? useOf(parent) : undefined
    return use === undefined ? undefined : cutFor(use)
  }
}

/** Every place where a source file names a rule in quotes, outside of types and comparisons. */
export const sitesIn = (file: string, text: string): ReadonlyArray<Site> => {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const found: Array<Site> = []
  const visit = (node: ts.Node): void => {
    if (isRuleId(node) && !isMention(node)) {
      const cut = cutFor(node)
      const edit = cut === undefined ? undefined : { file, start: cut[0].getStart(), end: cut[0].getEnd(), text: cut[1] }
      found.push({ rule: node.text, file, line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1, edit })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** The text with all edits made, those inside another left out. Edits of the same piece are one. */
export const edited = (text: string, edits: ReadonlyArray<Edit>): string => {
  const outer = edits.filter(
    (edit, i) =>
      !edits.some(
        (other, j) =>
          i !== j && other.start <= edit.start && edit.end <= other.end && (j < i || other.end - other.start > edit.end - edit.start)
      )
  )
  return outer
    .toSorted((a, b) => b.start - a.start)
    .reduce((before, { end, start, text: replacement }) => before.slice(0, start) + replacement + before.slice(end), text)
}

/** What the parser has against a source; types are not looked at. */
export const syntaxErrors = (file: string, text: string): ReadonlyArray<string> => {
  // Every source file has them; only a whole program gives them out by name.
  const parsed = ts.createSourceFile(file, text, ts.ScriptTarget.Latest) as unknown as {
    readonly parseDiagnostics: ReadonlyArray<ts.Diagnostic>
  }
  return parsed.parseDiagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "))
}
