import { encode } from "@copath/codec"
import { type Header, Secret, type Suite } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import { type LeafIndex, leafIndex } from "@copath/tree-math"
import * as Result from "effect/Result"
import { expect, it } from "vitest"
import { protect, unprotect } from "../src/protect.ts"
import { type Branch, closed, find, put } from "../src/secretTree.ts"
import { type SecretTreeState, start, stateCodec } from "../src/state.ts"
import { defaultWindow } from "../src/window.ts"
import { sealingOver } from "./sealing.ts"

const suite = nobleSuite(1)
const secret = (byte: number) => new Secret(new Uint8Array(32).fill(byte))
const sealing = sealingOver(suite)
const header: Header = { groupId: Uint8Array.of(7), epoch: 1n, contentType: 1, authenticatedData: new Uint8Array(0) }

const counting = () => {
  let count = 0
  const counted: Suite = {
    ...suite,
    kdf: {
      ...suite.kdf,
      expand: (prk, info, length) => {
        count++
        return suite.kdf.expand(prk, info, length)
      }
    }
  }
  return {
    suite: counted,
    since: () => {
      const n = count
      count = 0
      return n
    }
  }
}

const member = (me: number, leafCount: number): SecretTreeState => {
  const epoch = {
    encryption: secret(1),
    senderData: secret(2),
    init: secret(3),
    confirmation: secret(4),
    membership: secret(5),
    exporter: secret(6)
  }
  const tree = { leafCount, occupied: () => true, keyAt: () => undefined, resolution: () => [] }
  return start(epoch, leafIndex(me), tree, { added: [], removed: [], updated: [], committer: leafIndex(0) }, undefined)
}

const message = (from: SecretTreeState) => Result.getOrThrow(protect(sealing, defaultWindow, from, header, new Uint8Array(33)))
const opened = (s: Suite, to: SecretTreeState, body: ReturnType<typeof message>["body"]) =>
  Result.getOrThrow(unprotect(sealingOver(s), defaultWindow, to, header, body))

it("costs log n derivations for a sender's first message and five for each later one", () => {
  const count = counting()
  const leaves = 2 ** 14
  const sender = message(member(9999, leaves))
  const first = opened(count.suite, member(3, leaves), sender.body)
  // Two for each of 14 levels, two ratchets, one step of a ratchet, key and nonce of the sender data.
  expect(count.since()).toBe(2 * 14 + 2 + 3 + 2)
  opened(count.suite, first.state, message(sender.state).body)
  expect(count.since()).toBe(3 + 2)
})

const branches = (b: Branch): ReadonlyArray<Branch> => (b._tag === "opened" ? [b, ...branches(b.left), ...branches(b.right)] : [b])

it("shares every branch beside the sender's way with the state before", () => {
  let to = member(0, 64)
  for (const from of [5, 17, 40, 63]) to = opened(suite, to, message(member(from, 64)).body).state
  const next = opened(suite, to, message(member(33, 64)).body).state
  const before = new Set(branches(to.tree))
  // Between the root and leaf 33: 6 parents and the leaf anew, and the leaves and subtrees that the way newly opened.
  const anew = branches(next.tree).filter((b) => !before.has(b))
  expect(anew.length).toBeLessThanOrEqual(2 * 6 + 1)
})

it("never gives out a tree secret twice, whatever the order of leaves", () => {
  const keys = new Set<string>()
  let tree: Branch = closed(secret(1))
  const leaves: ReadonlyArray<LeafIndex> = [6, 1, 0, 7, 3, 2, 5, 4].map(leafIndex)
  for (const leaf of leaves) {
    const { beside, ratchets, retired } = find(suite, tree, 8, leaf, [])
    expect(retired.length).toBe(1)
    for (const r of [ratchets.handshake, ratchets.application]) keys.add(r.secret.expose().join())
    tree = put(beside, leaf, ratchets)
  }
  expect(keys.size).toBe(16)
  expect(branches(tree).some((b) => b._tag === "closed")).toBe(false)
  expect(find(suite, tree, 8, leafIndex(2), []).retired).toEqual([])
})

it("R031: a stolen state opens exactly the messages whose keys it still holds", () => {
  let from = member(1, 4)
  const sent = Array.from({ length: 8 }, () => {
    const made = message(from)
    from = made.state
    return made.body
  })
  let to = member(0, 4)
  for (const i of [1, 4]) to = opened(suite, to, sent[i] as (typeof sent)[number]).state
  const stolen = to
  const readable = sent.flatMap((body, i) => (Result.isSuccess(unprotect(sealing, defaultWindow, stolen, header, body)) ? [i] : []))
  expect(readable).toEqual([0, 2, 3, 5, 6, 7])
})

it("bounds the skipped keys of all ratchets together (V076)", () => {
  const window = { ...defaultWindow, maxSkippedTotal: 5 }
  let to = member(0, 8)
  for (const leaf of [1, 2, 3]) {
    let from = member(leaf, 8)
    for (let i = 0; i < 4; i++) from = message(from).state
    to = Result.getOrThrow(unprotect(sealing, window, to, header, message(from).body)).state
  }
  expect(to.skipped).toBe(5)
})

it("stays small: an unused tree is one secret, whatever its size", () => {
  const size = (leaves: number) => encode(stateCodec, member(0, leaves)).length
  expect(size(4)).toBeLessThan(90)
  expect(size(2 ** 15)).toBeLessThan(90 + 2 ** 15 / 8)
})

const secretsIn = (b: Branch): ReadonlyArray<Secret> => {
  if (b._tag === "closed") return [b.secret]
  if (b._tag === "opened") return [...secretsIn(b.left), ...secretsIn(b.right)]
  return [b.handshake, b.application].flatMap((r) => [r.secret].concat(r.skipped.flatMap((k) => [k.key, k.nonce])))
}

it("wipes what it derives and does not keep, whether a message opens or not (V079)", () => {
  const derived: Array<Secret> = []
  const watched: Suite = {
    ...suite,
    kdf: {
      ...suite.kdf,
      expand: (prk, info, length) => {
        const made = suite.kdf.expand(prk, info, length)
        derived.push(made)
        return made
      }
    }
  }
  const live = (kept: ReadonlyArray<Secret>) => derived.filter((s) => !kept.includes(s) && s.expose().some((byte) => byte !== 0)).length
  let from = member(5, 16)
  const sent = Array.from({ length: 6 }, () => {
    const made = message(from)
    from = made.state
    return made.body
  })
  let to = member(0, 16)
  for (const i of [3, 1, 5]) {
    const body = sent[i] as (typeof sent)[number]
    const broken = { ...body, ciphertext: body.ciphertext.slice() }
    // Behind the sample, so that the sender data still opens: 33 bytes of text leave room for it.
    broken.ciphertext[broken.ciphertext.length - 1] = (broken.ciphertext[broken.ciphertext.length - 1] as number) ^ 1
    expect(Result.isFailure(unprotect(sealingOver(watched), defaultWindow, to, header, broken))).toBe(true)
    expect(live(secretsIn(to.tree))).toBe(0)
    const next = opened(watched, to, body)
    expect(live([...secretsIn(to.tree), ...secretsIn(next.state.tree)])).toBe(0)
    for (const secret of next.retired) secret.wipe()
    to = next.state
    expect(live(secretsIn(to.tree))).toBe(0)
  }
  const own = Result.getOrThrow(protect(sealingOver(watched), defaultWindow, to, header, Uint8Array.of(1)))
  for (const secret of own.retired) secret.wipe()
  expect(live(secretsIn(own.state.tree))).toBe(0)
})
