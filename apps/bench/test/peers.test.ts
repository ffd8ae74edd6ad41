import { describe, expect, test } from "vitest"
import { blankGroup, filledBefore, filledGroup, type Pair } from "../src/groups.ts"
import { copath } from "../src/peers/copath.ts"
import type { Peer } from "../src/peers/peer.ts"
import { tsMls } from "../src/peers/tsMls.ts"

const peers: ReadonlyArray<readonly [string, () => Promise<Peer>]> = [
  ["ts-mls", tsMls],
  ["Copath", async () => copath()]
]
const hello = new TextEncoder().encode("hello")

/** The pair talks, the first one commits, and they talk on. */
const talks = async ({ first, second }: Pair): Promise<ReadonlyArray<string>> => {
  const heard: Array<string> = []
  const sent = await first.send(hello)
  heard.push(new TextDecoder().decode((await second.receive(sent.message)).data))
  const { after, message } = await first.commit()
  const answer = await (await second.process(message)).send(hello)
  heard.push(new TextDecoder().decode((await after.receive(answer.message)).data))
  return heard
}

describe.each(peers)("the adapter of %s", (_, make) => {
  test("makes pairs that understand each other, in blank and filled groups of any size", async () => {
    const peer = await make()
    for (const n of [2, 4, 10]) {
      expect(await talks(await blankGroup(peer, peer, n))).toEqual(["hello", "hello"])
      expect(await talks(await filledGroup(peer, await filledBefore(peer, n, () => undefined)))).toEqual(["hello", "hello"])
    }
  })

  test("gives values: the same member can do the same thing again", async () => {
    const peer = await make()
    const pair = await blankGroup(peer, peer, 2)
    expect(await talks(pair)).toEqual(["hello", "hello"])
    expect(await talks(pair)).toEqual(["hello", "hello"])
    expect((await pair.first.persist()).length).toBeGreaterThan(500)
  })
})

test("a pair of ts-mls joins groups that Copath built, and one of each understands the other", async () => {
  const [builder, peer] = [copath(), await tsMls()]
  expect(await talks(await blankGroup(builder, peer, 10))).toEqual(["hello", "hello"])
  expect(await talks(await filledGroup(peer, await filledBefore(builder, 10, () => undefined)))).toEqual(["hello", "hello"])

  const joiner = await builder.newcomer("joiner")
  const { first } = await blankGroup(builder, peer, 4)
  const { after, welcome } = await first.add([joiner.keyPackage])
  expect(await talks({ first: after, second: await joiner.join(welcome), far: after })).toEqual(["hello", "hello"])
})
