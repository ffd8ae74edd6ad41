import { builtinModules } from "node:module"
import { type Plugin, rolldown } from "rolldown"

/** Raised by a module that no browser could load. */
class NotForBrowsers extends Error {
  override readonly name = "NotForBrowsers"
}

const builtin = new Set(builtinModules)

const isNodeModule = (specifier: string): boolean => specifier.startsWith("node:") || builtin.has(specifier)

/** What stands in for modules that a page does not have: their specifiers, and JavaScript. */
const absent: Readonly<Record<string, string>> = {
  // The catalog loads it when its provider is asked for. The page never asks: it names another one.
  "@copath/crypto-node": `throw new Error("node:crypto is not in a browser; take another provider")`
}

const stands = "\0stands-in:"

/**
 * Gives stand-ins, and refuses Node's own modules to whatever module of ours imports one. Others' modules may name one, as long as none is left when
 * what nobody uses is gone; see {@link bundle}.
 */
const withoutNode: Plugin = {
  name: "copath:without-node",
  resolveId(specifier, importer = "the entry") {
    if (Object.hasOwn(absent, specifier)) return stands + specifier
    if (isNodeModule(specifier)) {
      if (!importer.includes("node_modules")) throw new NotForBrowsers(`${importer} imports ${specifier}, which no browser has`)
      return { id: specifier, external: true, moduleSideEffects: false }
    }
    // The same library in a form for threads that have neither Node nor a document.
    if (specifier === "linkedom") return this.resolve("linkedom/worker", importer)
    return null
  },
  load: (id) => (id.startsWith(stands) ? absent[id.slice(stands.length)] : null)
}

/** A module with all that it imports, as one script without imports. */
export const bundle = async (entry: string, define: Readonly<Record<string, string>>): Promise<string> => {
  const build = await rolldown({
    input: entry,
    platform: "browser",
    resolve: { conditionNames: ["copath:source", "import", "default"] },
    transform: { define },
    plugins: [withoutNode],
    onLog: (level, log, report) => {
      if (log.code === "UNRESOLVED_IMPORT") throw new Error(log.message)
      if (log.code !== "EVAL" && log.code !== "PLUGIN_TIMINGS") report(level, log)
    }
  })
  try {
    const made = await build.generate({ format: "iife", minify: true, codeSplitting: false })
    const [chunk, ...more] = made.output
    if (more.length > 0) throw new Error(`${entry}: one script was expected, and ${more.length + 1} came out`)
    const left = [...chunk.imports, ...chunk.dynamicImports].filter(isNodeModule)
    if (left.length > 0) throw new NotForBrowsers(`${entry} is left with imports of ${left.join(", ")}, which no browser has`)
    return chunk.code
  } finally {
    await build.close()
  }
}
