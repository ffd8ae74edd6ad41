import { type Browser, chromium } from "playwright-core"
import { find } from "./find.ts"

// Containers have neither what its sandbox needs nor much shared memory.
const args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]

/** Starts Chromium without a window. Rejects, and says why, where there is none. */
export const launched = async (): Promise<Browser> => {
  const found = find()
  if ("why" in found) throw new Error(found.why)
  return chromium.launch({ executablePath: found.path, args })
}
