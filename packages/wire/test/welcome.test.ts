import { encode } from "@copath/codec"
import { groupSecrets, pathSecret, preSharedKeyId, pskLabel, rfc9420Wire, welcome } from "@copath/wire"
import { expect, test } from "vitest"
import { accepted, bytes, commitSample, counting, patched, reason } from "./samples.ts"

const codec = groupSecrets(pathSecret)
const external = { _tag: "external", pskId: bytes("01"), pskNonce: bytes("02") } as const
const resumption = { _tag: "resumption", usage: 3, pskGroupId: bytes("6730"), pskEpoch: 2n ** 64n - 1n, pskNonce: bytes("02") } as const

test("group secrets come back, with a path secret and without", () => {
  for (const path of [undefined, { pathSecret: counting(1, 32) }]) {
    const value = { joinerSecret: counting(9, 32), pathSecret: path, psks: [external, resumption] }
    expect(accepted(codec, encode(codec, value))).toEqual(value)
  }
})

test("V001: a path secret and a commit's path are there or not", () => {
  const secrets = encode(codec, { joinerSecret: bytes("aa"), pathSecret: undefined, psks: [] })
  const commit = encode(rfc9420Wire.commit, { proposals: [], path: commitSample.path })
  for (const octet of [2, 7, 255]) {
    expect(reason(codec, patched(secrets, 2, octet))).toBe("BadPresence")
    expect(reason(rfc9420Wire.commit, patched(commit, 1, octet))).toBe("BadPresence")
  }
})

test("a pre-shared key's label is its id, index and count", () => {
  expect(encode(pskLabel, { id: external, index: 1, count: 2 })).toEqual(bytes("01 0101 0102 0001 0002"))
  expect(encode(preSharedKeyId, resumption)).toEqual(bytes("02 03 02 6730 ffffffffffffffff 01 02"))
})

test("a Welcome comes back", () => {
  const value = {
    cipherSuite: 0x0a0a,
    secrets: [{ newMember: counting(1, 32), encryptedGroupSecrets: { kemOutput: counting(2, 32), ciphertext: counting(3, 80) } }],
    encryptedGroupInfo: counting(4, 200)
  }
  expect(accepted(welcome, encode(welcome, value))).toEqual(value)
})
