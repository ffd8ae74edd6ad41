import { receive, restore } from "@copath/group"
import { readFileSync } from "node:fs"
import { strict } from "./strict.ts"

/*
 * A fresh process: restores a small state and takes in a commit, so that the code is there; then does so with a large one, and tells after each step by
 * how many bytes heap and buffers have grown.
 *
 *   node --expose-gc memory.ts <small state> <its commit> <state> <its commit>
 */
const [small, smallCommit, large, largeCommit] = process.argv.slice(2) as [string, string, string, string]
const run = strict("one")
const collect = globalThis.gc
if (collect === undefined) throw new Error("run me with --expose-gc")

const used = async (): Promise<number> => {
  // What finalizers let go is freed a turn later.
  for (let i = 0; i < 4; i++) {
    collect()
    await new Promise((resolve) => void setTimeout(resolve, 20))
  }
  const { arrayBuffers, heapUsed } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const read = (file: string): Uint8Array => new Uint8Array(readFileSync(file))

for (let i = 0; i < 20; i++) await run(receive(await run(restore(read(small))), read(smallCommit)))
const start = await used()
const state = await run(restore(read(large)))
const restored = (await used()) - start
const received = await run(receive(state, read(largeCommit)))
const processed = (await used()) - start
// Both are alive until here.
if (!("state" in received) || received.state.me !== state.me) throw new Error("a member takes in a commit")
process.stdout.write(JSON.stringify({ restored, processed }))
