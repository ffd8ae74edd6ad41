import { layer as credentials } from "@copath/credential-basic"
import { cipherSuite, entropy } from "@copath/crypto-noble"
import { layer as delivery } from "@copath/delivery-memory"
import { layer as storage } from "@copath/storage-memory"
import { assert, it } from "vitest"
import { Mls } from "../src/index.ts"

const parts = { crypto: [cipherSuite(1), entropy], credentials, delivery, storage } as const

it("the README's lines: create, invite, join, send, receive, update, remove, leave with promises", async () => {
  const alice = await Mls.client({ identity: "alice", ...parts })
  const bob = await Mls.client({ identity: "bob", ...parts })
  const kitchen = await alice.create()
  await kitchen.invite("bob")
  const bobs = await bob.join()
  await kitchen.send("dinner is ready")
  const heard = await bobs.receive()
  assert.deepStrictEqual([heard.from.name, heard.text], ["alice", "dinner is ready"])
  await bobs.update()
  await bobs.leave()
  const seen: Array<string> = []
  for await (const event of kitchen.events) {
    seen.push(event._tag)
    if (event._tag === "changed" && event.removed.length > 0) break
  }
  assert.deepStrictEqual(seen, ["joined", "changed", "changed", "proposed", "changed"])
  assert.deepStrictEqual(
    (await kitchen.members()).map(({ name }) => name),
    ["alice"]
  )
  const gone = await bobs.send("anybody there?").catch((error: unknown) => error)
  assert.include({ ...(gone as object) }, { _tag: "Closed", reason: "Left", section: "12.1.3" })
  await alice.close()
  await bob.close()
})

it("a commit is a value with a life", async () => {
  const alice = await Mls.client({ identity: "alice", ...parts })
  const bob = await Mls.client({ identity: "bob", ...parts })
  const group = await alice.create({ invite: ["bob"] })
  const commit = await group.commit({ update: true })
  const { epoch } = await commit.confirmed
  assert.strictEqual(epoch, 2n)
  const life: Array<string> = []
  for await (const status of commit.changes) life.push(status._tag)
  assert.deepStrictEqual(life, ["pending", "sent", "confirmed"])
  await Promise.all([alice.close(), bob.close()])
})
