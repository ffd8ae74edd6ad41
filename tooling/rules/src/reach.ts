import { existsSync, readFileSync } from "node:fs"
import { dirname, join, posix } from "node:path"
import ts from "typescript"
import type { Title } from "./titles.ts"

const laws = "packages/conformance/src/"
const index = `${laws}index.ts`

/** A file's imports and re-exports: the module's name, and the names taken from it. */
const importsOf = (text: string): ReadonlyArray<{ readonly from: string; readonly names: ReadonlyArray<string> }> =>
  ts.createSourceFile("x.ts", text, ts.ScriptTarget.Latest).statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return []
    if (statement.moduleSpecifier === undefined || !ts.isStringLiteral(statement.moduleSpecifier)) return []
    const named = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : statement.exportClause
    const names = named !== undefined && (ts.isNamedImports(named) || ts.isNamedExports(named)) ? named.elements : []
    return [{ from: statement.moduleSpecifier.text, names: names.map(({ name }) => name.text) }]
  })

/** Which files of the conformance package a test file brings with it: those of the laws that it names, and what these import. */
export class LawReach {
  readonly #root: string
  readonly #imports = new Map<string, ReturnType<typeof importsOf>>()

  constructor(root: string) {
    this.#root = root
  }

  #of(file: string): ReturnType<typeof importsOf> {
    const known = this.#imports.get(file)
    if (known !== undefined) return known
    const path = join(this.#root, file)
    const found = existsSync(path) ? importsOf(readFileSync(path, "utf8")) : []
    this.#imports.set(file, found)
    return found
  }

  /** The law files among all that `file` imports by relative paths or from the conformance package. */
  from(file: string): ReadonlySet<string> {
    const seen = new Set<string>()
    const visit = (at: string): void => {
      for (const { from, names } of this.#of(at)) {
        if (from === "@copath/conformance") {
          for (const each of this.#of(index)) {
            if (each.names.some((name) => names.includes(name))) enter(posix.join(posix.dirname(index), each.from))
          }
        } else if (from.startsWith(".")) enter(posix.join(dirname(at).replaceAll("\\", "/"), from))
      }
    }
    const enter = (next: string): void => {
      if (seen.has(next)) return
      seen.add(next)
      visit(next)
    }
    visit(file)
    return new Set([...seen].filter((each) => each.startsWith(laws)))
  }
}

/** The test files to run for a rule: those whose titles bear it, and those that keep a law that does. */
export const filesFor = (tests: ReadonlyArray<Title>, testFiles: ReadonlyArray<string>, reach: LawReach): ReadonlyArray<string> => {
  const lawFiles = tests.map(({ file }) => file).filter((file) => file.startsWith(laws))
  const keepers = lawFiles.length === 0 ? [] : testFiles.filter((file) => lawFiles.some((law) => reach.from(file).has(law)))
  return [...new Set([...tests.map(({ file }) => file).filter((file) => file.endsWith(".test.ts")), ...keepers])].toSorted()
}
