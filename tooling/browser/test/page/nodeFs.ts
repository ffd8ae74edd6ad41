import { Buffer, type NodeBytes } from "./nodeBuffer.ts"
import { NotInAPage } from "./notInAPage.ts"

/*
 * As much of `node:fs` as the loader of the official vectors uses. The page fetches the files before the first test, for reading is synchronous.
 */

const files = new Map<string, NodeBytes>()

/** Puts a file where the loader will look for it. */
export const place = (path: string, content: Uint8Array): void => {
  files.set(path, Buffer.from(content))
}

export const existsSync = (path: string): boolean => files.has(path)

export const readFileSync = (path: string): NodeBytes => {
  const content = files.get(path)
  if (content === undefined) throw new NotInAPage(`the file ${path}`)
  return content
}
