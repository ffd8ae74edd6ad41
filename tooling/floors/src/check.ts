import { packageOf } from "./imports.ts"
import { appsMay, everyTestMay, matches, rowOf, type Row } from "./table.ts"
import type { Package } from "./workspace.ts"

/** Where an arrow points that it must not, and why. `where` is `file:line`, or a package.json. */
export interface Violation {
  readonly where: string
  readonly message: string
}

const scope = "@copath/"
const short = (name: string): string => name.slice(scope.length)
const isOurs = (name: string): boolean => name.startsWith(scope)
const anyMatches = (name: string, patterns: ReadonlyArray<string>): boolean => patterns.some((pattern) => matches(name, pattern))

/** Why `src` of `from` may not import `to`; `undefined` when it may. Both are names without the scope. */
const refusal = (from: string, row: Row, to: string): string | undefined => {
  const target = rowOf(to)
  if (target === undefined) return `${to} is in no row of the floors table`
  if (row.floor === "tooling") return target.floor === "tooling" ? undefined : `tooling imports no package of the tower: ${to}`
  if (target.floor === "tooling") {
    return row.floor === 7 && appsMay.includes(to) ? undefined : `${to} is tooling, for development only`
  }
  if (target.floor === 7) return `${to} is an application; nobody imports one`
  if (target.floor === "beside") return `${to} stands beside the tower and is for tests only`
  if (row.variant === true && target.variant === true) return `a variant must not know another variant: ${to}`
  if (row.may !== undefined) {
    return anyMatches(to, row.may)
      ? undefined
      : `${from} may import ${row.may.length === 0 ? "no workspace package" : row.may.join(", ")}; not ${to}`
  }
  return target.floor < (row.floor as number)
    ? undefined
    : `the arrow to ${to} points ${target.floor === row.floor ? "sideways" : "up"} (floor ${row.floor} to ${target.floor})`
}

const testRefusal = (from: string, row: Row, to: string): string | undefined =>
  anyMatches(to, everyTestMay) || anyMatches(to, row.tests ?? []) ? undefined : refusal(from, row, to)

/** What a module from outside the workspace is refused for. */
const externalRefusal = (from: string, row: Row, name: string, specifier: string): string | undefined => {
  if (name.startsWith("node:")) return row.node === true ? undefined : `${from} must also run in a browser: ${name}`
  if (row.external !== undefined && !row.external.includes(name)) return `${from} may use ${row.external.join(", ")}; not ${name}`
  if (name !== "effect" || row.floor === 7 || row.floor === "tooling") return undefined
  const module = specifier.split("/")[1]
  if (module === undefined) return `Effect is imported by deep path in packages ("effect/Effect"), not from the barrel`
  if (row.effect !== undefined && !row.effect.includes(module))
    return `${from} is pure: of Effect it may import ${row.effect.join(", ")}; not ${module}`
  return undefined
}

const checkPackage = (pkg: Package): ReadonlyArray<Violation> => {
  const name = short(pkg.name)
  const manifest = `${pkg.folder}/package.json`
  const row = rowOf(name)
  if (row === undefined) return [{ where: manifest, message: `${name} is in no row of the floors table` }]
  const found: Array<Violation> = []
  const add = (where: string, message: string | undefined): void => {
    if (message !== undefined) found.push({ where, message })
  }
  const declared = new Set([...pkg.dependencies, ...pkg.peerDependencies])
  for (const dependency of declared) if (isOurs(dependency)) add(manifest, refusal(name, row, short(dependency)))
  for (const dependency of pkg.devDependencies) if (isOurs(dependency)) add(manifest, testRefusal(name, row, short(dependency)))

  for (const { file, line, specifier } of pkg.src) {
    const target = packageOf(specifier)
    if (target === undefined || target === pkg.name) continue
    const where = `${file}:${line}`
    add(where, isOurs(target) ? refusal(name, row, short(target)) : externalRefusal(name, row, target, specifier))
    if (!target.startsWith("node:") && !declared.has(target)) add(where, `${target} is not among the dependencies of ${manifest}`)
  }
  const declaredForTests = new Set([...declared, ...pkg.devDependencies])
  for (const { file, line, specifier } of pkg.test) {
    const target = packageOf(specifier)
    if (target === undefined || target === pkg.name || target.startsWith("node:")) continue
    const where = `${file}:${line}`
    if (isOurs(target)) add(where, testRefusal(name, row, short(target)))
    if (!declaredForTests.has(target)) add(where, `${target} is not among the dependencies or devDependencies of ${manifest}`)
  }
  return found
}

/** A circle over all declared dependencies, the development ones included: no build order would exist. */
const findCircle = (packages: ReadonlyArray<Package>): ReadonlyArray<string> | undefined => {
  const arrows = new Map(packages.map((pkg) => [pkg.name, [...pkg.dependencies, ...pkg.devDependencies]]))
  const done = new Set<string>()
  const visit = (name: string, path: ReadonlyArray<string>): ReadonlyArray<string> | undefined => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name]
    if (done.has(name)) return undefined
    for (const next of arrows.get(name) ?? []) {
      const circle = arrows.has(next) ? visit(next, [...path, name]) : undefined
      if (circle !== undefined) return circle
    }
    done.add(name)
    return undefined
  }
  for (const name of arrows.keys()) {
    const circle = visit(name, [])
    if (circle !== undefined) return circle
  }
  return undefined
}

/** All arrows of a workspace that point where they must not. */
export const checkFloors = (packages: ReadonlyArray<Package>): ReadonlyArray<Violation> => {
  const circle = findCircle(packages)
  return [
    ...packages.flatMap(checkPackage),
    ...(circle === undefined ? [] : [{ where: "package.json files", message: `the dependencies go in a circle: ${circle.join(" -> ")}` }])
  ]
}
