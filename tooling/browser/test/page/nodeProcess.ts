import { partial } from "./notInAPage.ts"

/** Where the vectors are, as the page sees it. */
export const vectorsAt = "/vectors"

/** As much of Node's `process` as the tests use. A page is not told its processor time, so the clock on the wall stands in: it is never less. */
export const process = partial("process", {
  env: { COPATH_VECTORS: vectorsAt },
  cpuUsage: () => ({ user: performance.now() * 1000 })
})
