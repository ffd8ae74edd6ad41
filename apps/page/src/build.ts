import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { page } from "./build/page.ts"

/*
 * `pnpm page`: writes the lab as one file that a browser opens, and prints what it weighs.
 */
const folder = join(import.meta.dirname, "../dist")
const file = join(folder, "lab.html")
const { html, script, thread } = await page()
mkdirSync(folder, { recursive: true })
writeFileSync(file, html)

const weight = (text: string): string =>
  `${Math.round(Buffer.byteLength(text) / 1000)} kB, ${Math.round(gzipSync(text).length / 1000)} kB gzip`
console.log(`${file}: ${weight(html)}\n  what computes: ${weight(thread)}\n  what shows: ${weight(script)}`)
