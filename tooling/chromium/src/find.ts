import { existsSync } from "node:fs"

/** Where the packages of systems put Chromium, and what is built of it. */
const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/snap/bin/chromium",
  "/usr/bin/google-chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
]

/** Chromium is there. */
export interface Found {
  /** The program. */
  readonly path: string
}

/** Chromium is not there. */
export interface Missing {
  /** Why, and what to do, for whoever reads that tests were skipped. */
  readonly why: string
}

/**
 * Looks for Chromium: what `CHROMIUM_PATH` names and nothing else, or the first of the usual places.
 *
 * @param named what `CHROMIUM_PATH` says
 * @param exists whether there is a file
 */
export const find = (named = process.env["CHROMIUM_PATH"], exists: (path: string) => boolean = existsSync): Found | Missing => {
  if (named !== undefined && named !== "") {
    return exists(named) ? { path: named } : { why: `CHROMIUM_PATH is ${named}, where there is no file` }
  }
  const path = places.find(exists)
  return path === undefined ? { why: `there is no Chromium at ${places.join(", ")}; install one, or name it in CHROMIUM_PATH` } : { path }
}
