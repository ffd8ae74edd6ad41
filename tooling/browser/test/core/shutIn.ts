import type { Browser, BrowserContext, Route } from "@copath/chromium"
import { readFileSync } from "node:fs"

/** The pages' origin. Nothing listens there: the answers are ours. */
const origin = "http://localhost"

/** What the pages may fetch: a path, and the text or the local file that answers. */
export interface Served {
  readonly script: string
  /** By path. */
  readonly files: ReadonlyMap<string, string>
}

const document = `<!doctype html><meta charset="utf-8"><script type="module" src="/script.js"></script>`

/** A browser's context that is cut off from the network and sees what is served to it, and nothing else. */
export const shutIn = async (browser: Browser, { files, script }: Served): Promise<BrowserContext> => {
  const context = await browser.newContext()
  const answer = (route: Route): Promise<void> => {
    const { origin: from, pathname } = new URL(route.request().url())
    if (from !== origin) return route.abort()
    if (pathname === "/") return route.fulfill({ contentType: "text/html", body: document })
    if (pathname === "/script.js") return route.fulfill({ contentType: "text/javascript", body: script })
    const file = files.get(pathname)
    return file === undefined ? route.abort() : route.fulfill({ contentType: "application/json", body: readFileSync(file) })
  }
  await context.route("**/*", answer)
  return context
}

/** The address of the document whose script is {@link Served.script}. */
export const address = `${origin}/`
