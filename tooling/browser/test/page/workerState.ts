import type { SerializedConfig } from "vitest"

/** What vitest's runner reads of its configuration. Times in milliseconds, as in the repository's own configuration. */
export const config = {
  root: "",
  setupFiles: [],
  passWithNoTests: false,
  allowOnly: false,
  testTimeout: 60_000,
  hookTimeout: 60_000,
  maxConcurrency: 1,
  retry: 0,
  repeats: 0,
  includeTaskLocation: false,
  tags: [],
  strictTags: false,
  sequence: { hooks: "stack", setupFiles: "list", seed: 0, shuffle: false, concurrent: false },
  snapshotOptions: { expand: false },
  expect: { requireAssertions: false, poll: {} },
  experimental: {}
} as unknown as SerializedConfig

/* vitest looks for its state under this name, from the moment its modules are loaded. */
Object.assign(globalThis, { __vitest_worker__: { config, filepath: "", ctx: { pool: "browser" }, environment: { name: "browser" } } })
