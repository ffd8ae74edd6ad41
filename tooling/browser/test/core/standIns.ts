import { readFileSync } from "node:fs"
import { join, relative, sep } from "node:path"
import type { Plugin } from "rolldown"
import { root } from "../../src/bundle.ts"

/** A file that is for the page. */
const inPage = (file: string): string => join(root, "tooling/browser/test/page", file)

/** Browser code in the place of what tests, and tests alone, take from Node. What a file does not export is absent, and says so when it is used. */
const standIns: Readonly<Record<string, string>> = {
  "node:crypto": "nodeCrypto.ts",
  "node:fs": "nodeFs.ts",
  "node:path": "nodePath.ts"
}
/** The provider that needs Node. */
const cryptoNode = "@copath/crypto-node"
/** Globals of Node's that tests use, by the file that exports them under their own name. */
const globals: Readonly<Record<string, string>> = { Buffer: "nodeBuffer.ts", process: "nodeProcess.ts" }

const standIn = "copath:stand-in/"

/** The names that a stand-in's file exports. */
const exported = (file: string): ReadonlySet<string> =>
  new Set(Array.from(readFileSync(inPage(file), "utf8").matchAll(/^export const (\w+)/gm), ([, name]) => name ?? ""))

/** Whether a module is test code: only that may see a stand-in. What ships must do without. */
export const isTestCode = (id: string): boolean => {
  const [top, name, folder, inner] = relative(root, id).split(sep)
  if (top === "tooling") return name === "vectors" || (name === "browser" && folder === "test" && inner === "fixtures")
  return top === "packages" && (folder === "test" || name === "conformance")
}

/**
 * Lets the test files run unchanged in a page. Their imports of Node's modules, and Node's globals, go to stand-ins; `vitest` is one and
 * the same for all of them, the one whose runner drives the page. For a module that is not test code nothing stands in.
 */
export const standingIn: Plugin = {
  name: "copath:stand-ins",
  async resolveId(specifier, importer, options) {
    if (specifier === "vitest" || specifier.startsWith("vitest/")) {
      const from = inPage("run.ts")
      return importer === from ? null : await this.resolve(specifier, from, { ...options, skipSelf: true })
    }
    if (importer === undefined || !isTestCode(importer)) return null
    if (specifier === cryptoNode) return inPage("cryptoNode.ts")
    return specifier.startsWith("node:") ? `${standIn}${specifier}` : null
  },
  async load(id) {
    if (!id.startsWith(standIn)) return null
    const specifier = id.slice(standIn.length)
    const file = standIns[specifier]
    const names = Object.keys((await import(specifier)) as object).filter((name) => name !== "default")
    return [
      `import { absent } from ${JSON.stringify(inPage("notInAPage.ts"))}`,
      ...names
        .filter((name) => !(file !== undefined && exported(file).has(name)))
        .map((name) => `export const ${name} = absent("${specifier}'s ${name}")`),
      ...(file === undefined ? [] : [`export * from ${JSON.stringify(inPage(file))}`])
    ].join("\n")
  },
  transform(code, id) {
    if (!isTestCode(id)) return null
    const used = Object.entries(globals).filter(([name]) => new RegExp(`(?<![./\\w])${name}\\.\\w`).test(code))
    if (used.length === 0) return null
    // All on the first line, so that lines keep their numbers.
    const imports = used.map(([name, file]) => `import { ${name} } from ${JSON.stringify(inPage(file))};`).join("")
    return { code: imports + code, map: null }
  }
}

/** The page's program: the runner, and each test file as something to import when its turn comes. */
export const pageEntry = (files: ReadonlyArray<string>): Plugin => {
  const entry = "copath:page"
  return {
    name: "copath:page-entry",
    resolveId: (specifier) => (specifier === entry ? entry : null),
    load(id) {
      if (id !== entry) return null
      const table = files.map((file) => `${JSON.stringify(file)}: () => import(${JSON.stringify(join(root, file))})`)
      return `import { serve } from ${JSON.stringify(inPage("run.ts"))}\nserve({ ${table.join(",\n")} })\n`
    }
  }
}
