import { globSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { defineConfig } from "vitest/config"

// Tests run from source: the private condition wins over the built files.
const conditions = ["copath:source"]
const projects = globSync("{packages,apps,examples,tooling}/*/package.json", { cwd: import.meta.dirname })
  .map(dirname)
  .map((dir) => ({
    extends: true as const,
    test: {
      name: basename(dir),
      root: join(import.meta.dirname, dir),
      include: ["test/**/*.test.ts"],
      testTimeout: 60_000
    }
  }))

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // Every processor: by default one of two would stand still.
    maxWorkers: "100%",
    projects,
    coverage: { provider: "v8", include: ["packages/*/src/**/*.ts", "apps/*/src/**/*.ts"], reporter: ["text", "json-summary", "lcov"] }
  }
})
