import { pageColours } from "@copath/lab-report"
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { bundle } from "./bundle.ts"
import { reportScripts } from "./reportScripts.ts"
import { built } from "./source.ts"

const source = join(import.meta.dirname, "..")
const read = (name: string): string => readFileSync(join(source, "page", name), "utf8")

/** Colours beside those of reports: edges of controls, which must be seen, and what works. */
const own = { edge: { light: "#8c959f", dark: "#6b7580" }, good: { light: "#1a7f37", dark: "#56d364" } }

/** Style sheets by concept; the last takes back what wide pages have room for. */
const sheets = ["base", "fields", "outcome", "layout"].map((name) => read(`style/${name}.css`)).join("\n")

/** The colours of reports, as the reader's system says. */
const colours = (scheme: "light" | "dark"): string =>
  Object.entries({ ...pageColours, ...own })
    .map(([name, colour]) => `--${name}:${colour[scheme]}`)
    .join(";")

const style = (): string =>
  `:root{color-scheme:light dark;scrollbar-color:var(--soft) var(--card);${colours("light")}}\n@media (prefers-color-scheme:dark){:root{${colours("dark")}}}\n${sheets}`

const hashOf = (script: string): string => `'sha256-${createHash("sha256").update(script).digest("base64")}'`

/** A script as it may stand in a page: no text in it ends the element, or begins a comment there. */
const embedded = (script: string): string => script.replaceAll(/<(?=\/script|!--)/gi, String.raw`\x3c`)

/**
 * What the page may do: its own script and those of reports, threads from its own text, and no request whatsoever. Styles are written into reports and drawings
 * themselves.
 */
const policyOf = (script: string, reports: ReadonlyArray<string>): string =>
  [
    "default-src 'none'",
    `script-src ${[hashOf(script), ...reports].join(" ")}`,
    "style-src 'unsafe-inline'",
    "worker-src blob:",
    "base-uri 'none'",
    "form-action 'none'"
  ].join("; ")

/** The parts of the page that weigh something, in characters, and the page. */
export interface MadePage {
  readonly html: string
  /** What computes. */
  readonly thread: string
  /** What shows. */
  readonly script: string
}

/** The whole page as one text that needs nothing else. */
export const page = async (): Promise<MadePage> => {
  const from = built()
  const thread = embedded(await bundle(join(source, "core/worker.ts"), { COPATH_BUILT: JSON.stringify(from) }))
  const script = embedded(await bundle(join(source, "page/main.ts"), {}))
  const made = `Copath lab ${from.lab}${from.commit === undefined ? "" : `, commit ${from.commit.slice(0, 10)}${from.dirty === true ? " with changes" : ""}`}`
  const put: Readonly<Record<string, string>> = { policy: policyOf(script, await reportScripts()), style: style(), made, thread, script }
  return { thread, script, html: read("page.html").replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => put[name] ?? "") }
}
