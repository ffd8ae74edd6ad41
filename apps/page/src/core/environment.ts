/// <reference lib="dom" />
import type { Environment } from "@copath/lab-core"

/** What the page was built from: the lab's version, its packages' versions, the source's commit. */
export type Built = Pick<Environment, "lab" | "parts" | "commit" | "dirty">

/** What a browser tells of itself in all threads; the memory only where the page comes by HTTPS. */
type Telling = Pick<Navigator, "userAgent" | "hardwareConcurrency"> & { readonly deviceMemory?: number }

/** The browser and its version, by its own account. */
export const browserOf = (userAgent: string): string => {
  for (const [token, name] of [
    ["Edg", "Edge"],
    ["Firefox", "Firefox"],
    ["HeadlessChrome", "Chromium"],
    ["Chrome", "Chromium"],
    ["Version", "Safari"]
  ] as const) {
    const version = new RegExp(`${token}/([\\d.]+)`).exec(userAgent)?.[1]
    if (version !== undefined) return `${name} ${version}`
  }
  return userAgent
}

/** The system and the device, by the browser's own account; Firefox puts its own version there too. */
export const systemOf = (userAgent: string): string =>
  /\((?:X11; )?([^)]*?)(?:; rv:[\d.]+)?\)/.exec(userAgent)?.[1] ?? "a system that the browser does not name"

/** On what and with what a page runs: less is told to pages than to programs. */
export const environment = (built: Built, { deviceMemory = 0, hardwareConcurrency, userAgent }: Telling = navigator): Environment => ({
  ...built,
  runtime: browserOf(userAgent),
  os: systemOf(userAgent),
  cpu: "a processor that browsers do not name",
  cores: hardwareConcurrency,
  memory: deviceMemory * 2 ** 30
})
