import { globSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { inClone, installed, isInstalled } from "./workspace.ts"

/** What `lab new` can make: the axis of each kind's part, what to compare it with, and what it promises where that is less than the best. */
export const kinds = {
  signature: { axis: "signature", vary: ["signature=static"], about: "a signature scheme: who signs with which key for how long" },
  algorithm: { axis: "algorithm", vary: ["algorithm=suite"], about: "a signature algorithm, in plain functions" },
  cgka: { axis: "cgka", vary: ["cgka=treekem"], about: "a key agreement: how members come to share a secret" },
  protection: {
    axis: "protection",
    vary: ["protection=secret-tree", "aead=aes-gcm-siv"],
    promises: "--beside aead=aes-gcm-siv --forward-secrecy epoch",
    about: "a message protection"
  },
  delivery: { axis: "delivery", vary: ["delivery=total-order"], about: "a delivery service" }
} as const

/** One of them. */
export type NewKind = keyof typeof kinds

/** What the templates are called. */
const placeholder = "my-scheme"

const folderOf = (kind: NewKind): string => resolve(import.meta.dirname, "../../templates", kind)

/** The packages that TypeScript files import. */
const imported = (files: ReadonlyArray<readonly [path: string, text: string]>): ReadonlyArray<string> => {
  const found = files.flatMap(([, text]) => [...text.matchAll(/ from "((?:@[^/"]+\/)?[^./"][^/"]*)/g)].map(([, name = ""]) => name))
  return [...new Set(found)].toSorted()
}

/** What most parts come to need. */
const usual = ["@copath/codec", "@copath/contracts", "effect"]
/** What tests and types need beside what is imported. */
const tools = ["@copath/tsconfig", "@effect/vitest", "vitest"]
/** What a package of the workspace finds at its root; Node.js as well, of a version that reads TypeScript. */
const ofTheRoot = ["@types/node", "node", "typescript"]

/** A list of packages with where to take them from. */
const listed = (names: Iterable<string>, from: (name: string) => string): Readonly<Record<string, string>> =>
  Object.fromEntries([...new Set(names)].toSorted().map((name) => [name, from(name)]))

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** Tests and types read the sources of Copath's packages: what is built of them may be older, or nothing. */
const vitestConfig = `import { defineConfig } from "vitest/config"

const conditions = ["copath:source"]
export default defineConfig({ resolve: { conditions }, ssr: { resolve: { conditions } }, test: { testTimeout: 60_000 } })
`

/**
 * The files of a new package that will stand at `folder`, by path. In the workspace it depends on its packages as they do on each other; elsewhere on
 * links into the clone, since none of them is on npm yet.
 */
export const packageFiles = (kind: NewKind, name: string, folder: string, member: boolean): ReadonlyMap<string, string> => {
  const template = folderOf(kind)
  const files = globSync("**/*.{ts,md}", { cwd: template }).map(
    (path) => [path, readFileSync(join(template, path), "utf8").replaceAll(placeholder, name)] as const
  )
  const from = (dependency: string): string =>
    !member ? `link:${installed(dependency, folder)}` : dependency.startsWith("@copath/") ? "workspace:^" : "catalog:"
  const run = imported(files.filter(([path]) => path.endsWith(".ts") && !path.startsWith("test/")))
  const tests = imported(files.filter(([path]) => path.startsWith("test/"))).filter((one) => !run.includes(one))
  const manifest = {
    name: `copath-${name}`,
    version: "0.0.0",
    private: true,
    description: `An experiment with ${kinds[kind].about.replace(/[:,].*/, "")}`,
    type: "module",
    exports: { ".": "./src/index.ts" },
    scripts: {
      lab: `node --conditions=copath:source ${inClone("apps/lab/src/main.ts", folder)}`,
      test: member ? `vitest run --root ../.. --project ${name}` : "vitest run",
      typecheck: "tsc --noEmit -p tsconfig.json"
    },
    dependencies: listed([...run, ...usual], from),
    devDependencies: listed([...tests, ...tools, ...(member ? [] : ofTheRoot.filter(isInstalled))], from)
  }
  const tsconfig = {
    extends: "@copath/tsconfig/base.json",
    compilerOptions: { noEmit: true, rootDir: "." },
    include: ["src", "test", "lab.config.ts"]
  }
  return new Map([
    ...files,
    ["package.json", json(manifest)],
    ["tsconfig.json", json(tsconfig)],
    ...(member ? [] : ([["vitest.config.ts", vitestConfig]] as const))
  ])
}
