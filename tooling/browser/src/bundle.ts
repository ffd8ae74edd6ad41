import { builtinModules } from "node:module"
import { resolve } from "node:path"
import { type OutputChunk, type OutputOptions, type Plugin, rolldown } from "rolldown"

/** The repository's root. */
export const root = resolve(import.meta.dirname, "../../..")

/** Raised by a module that no browser could load. */
export class NotForBrowsers extends Error {
  override readonly name = "NotForBrowsers"
}

const builtin = new Set(builtinModules)

/** Whether a specifier names one of Node's own modules. */
const isNodeModule = (specifier: string): boolean => specifier.startsWith("node:") || builtin.has(specifier)

/**
 * Refuses Node's own modules to whatever module of ours imports one. Others' modules may name one, as long as none is left when what nobody
 * uses is gone; see {@link bundle}.
 */
const refuseNode: Plugin = {
  name: "copath:no-node",
  resolveId(specifier, importer = "the entry") {
    if (!isNodeModule(specifier)) return null
    if (!importer.includes("node_modules")) throw new NotForBrowsers(`${importer} imports ${specifier}, which no browser has`)
    return { id: specifier, external: true, moduleSideEffects: false }
  }
}

/**
 * Bundles `entry` for a browser, from source, and gives the JavaScript files that come out. That it gives any is the proof that they run
 * without Node: it throws {@link NotForBrowsers} otherwise. `plugins` go first.
 */
export const bundle = async (
  entry: string,
  output: OutputOptions,
  plugins: ReadonlyArray<Plugin> = []
): Promise<ReadonlyArray<OutputChunk>> => {
  const build = await rolldown({
    input: entry,
    platform: "browser",
    resolve: { conditionNames: ["copath:source", "import", "default"] },
    preserveEntrySignatures: "allow-extension",
    plugins: [...plugins, refuseNode],
    onLog: (level, log, report) => {
      if (log.code === "UNRESOLVED_IMPORT") throw new Error(log.message)
      if (log.code !== "EVAL" && log.code !== "PLUGIN_TIMINGS") report(level, log)
    }
  })
  try {
    const made = await build.generate({ format: "esm", ...output })
    const chunks = made.output.filter((file) => file.type === "chunk")
    const left = chunks.flatMap((chunk) => [...chunk.imports, ...chunk.dynamicImports]).filter(isNodeModule)
    if (left.length > 0) throw new NotForBrowsers(`the bundle imports ${left.join(", ")}, which no browser has`)
    return chunks
  } finally {
    await build.close()
  }
}
