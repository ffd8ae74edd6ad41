import { KeyTree } from "@copath/conformance"
import { type Change, PathSealing, Secret } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import { unmergedPolicy } from "@copath/double-join"
import { blankInitFill } from "@copath/tree-fill"
import { leafIndex } from "@copath/tree-math"
import { hex, toHex } from "@copath/vectors"
import { describe, expect, it } from "vitest"
import { stage } from "../src/commit.ts"
import type { Derivation } from "../src/derivation.ts"
import { hashedPair } from "../src/keyPair.ts"
import { derivation2018 } from "../src/treekem18.ts"
import { rfc9420Derivation } from "../src/treekem9420.ts"
import { derivationD05 } from "../src/treekemD05.ts"

/*
 * Four members, X25519 and SHA-256. Whoever commits draws 32 equal bytes.
 *
 *        3
 *      /   \
 *     1     5
 *    / \   / \
 *   0   2 4   6        A, B, C, D
 */
const suite = nobleSuite(1)
const repeated = (byte: number): Secret => new Secret(new Uint8Array(32).fill(byte))
const blank = unmergedPolicy

/** What a member's own commit makes of what it draws. */
const committed = (derivation: Derivation, leaf: number, byte: number) => {
  const sealing = PathSealing.defaultValue()
  const family = { suite, random: () => repeated(byte), sealing, derivation, policy: blank, fill: blankInitFill }
  const change: Change = { added: [], removed: [], updated: [], committer: leafIndex(leaf) }
  const before = { me: change.committer, leaf: hashedPair(suite, repeated(9)), path: [] }
  const { edits, leafKey, staged } = stage(family, before, blank.emptyBook, KeyTree.full(4), change)
  return {
    leafKey: toHex(leafKey),
    secrets: staged.steps.map(({ secret }) => toHex(secret.expose())),
    keys: edits.map(({ key }) => toHex(key as Uint8Array)),
    commitSecret: toHex(staged.commitSecret.expose())
  }
}

describe("treekem18's known answers (R018)", () => {
  it("hashes B's leaf up to AB, and D's to CD and the root", () => {
    const b = committed(derivation2018, 1, 2)
    expect(b.leafKey).toBe("6f79a4e17869fe358541b51b26de54a342c7b46326e0b9ce00631270b3186f65")
    expect(b.secrets[0]).toBe("75877bb41d393b5fb8455ce60ecd8dda001d06316496b14dfa7f895656eeca4a")
    expect(b.keys[0]).toBe("b606ca2118742fa29dc16a92f92998ff80290fb6a3e2aaa01b8f9363f9d8ec70")
    const d = committed(derivation2018, 3, 4)
    expect(d.leafKey).toBe("2c82e981f74f3386b7d16c4175a0eaa57b848ca2034ec91350a3873ca424a40e")
    expect(d.secrets).toEqual([
      "9f4fb68f3e1dac82202f9aa581ce0bbf1f765df0e9ac3c8c57e20f685abab8ed",
      "dd7d672fd9b45a8398cc7500aa119b9be8d0216adbf85c7fca919773aee4ccea"
    ])
    // The root's secret is the commit secret as it stands.
    expect(d.commitSecret).toBe(d.secrets[1])
  })

  it("begins with leaves whose private key is the secret's hash", () => {
    expect([1, 3].map((byte) => committed(derivation2018, 0, byte).leafKey)).toEqual([
      "621fe29e21042a1849a5118d5cfad40ac7ee003aacdf6b6b1e875c9daef6f90b",
      "3fab289af003d2b0a32321cc8ca874372062271ae7bf0c256dd4b6dd9a4ffa5e"
    ])
  })
})

describe("treekem-d05's known answers (R018)", () => {
  it("chains path secrets from the leaf, and takes the commit secret from beyond the root", () => {
    const { commitSecret, keys, leafKey, secrets } = committed(derivationD05, 0, 5)
    expect(leafKey).toBe("1e64b65f31caf9d8fcabb0960c3bfa113dbcafbd9b93a0b83b813d6cf8e80328")
    expect(secrets).toEqual([
      "e57355e302206d54872403ecdfc8e64e25839d6de41c98ac8cde9917dee7905f",
      "74e7d761f275f35ab3df14e67359057fd4321e2169adc9f02da420472fe8abc8"
    ])
    expect(keys).toEqual([
      "7d35bb386b6c95e2fd1b7b800aaecd6f3f0f7f69a35a6b9de12a3ae9030ef775",
      "1190326ed0ed1954bb91c33e74e33c473b34b5fa55c62d0b7455c3e9f8090470"
    ])
    expect(commitSecret).toBe("e89efadd05f0be75f74cb363c0896889aa92088dc85d425a5ea12ae3c45e6e6a")
  })

  it("makes key pairs from the hashes of node secrets", () => {
    const nodeSecrets = [
      ["05".repeat(32), "e000ebf36386a23f1d5844e1db51afea3967ea7a45f98b77cf2976925fe4ff03"],
      [
        "e57355e302206d54872403ecdfc8e64e25839d6de41c98ac8cde9917dee7905f",
        "fa5f6e68102da8fd9ac78a68d5cb8ff2fdadcf9ca4e1600635030af5f4391bc5"
      ],
      [
        "74e7d761f275f35ab3df14e67359057fd4321e2169adc9f02da420472fe8abc8",
        "23e50f24085a0bed9bd7d077c6688dc035b5fd93373b084537037b6ed693564c"
      ]
    ] as const
    for (const [path, node] of nodeSecrets)
      expect(derivationD05.pair(suite, new Secret(hex(path)))).toEqual(hashedPair(suite, new Secret(hex(node))))
  })
})

describe("treekem9420's known answers (R018)", () => {
  it("chains path secrets from the lowest parent, and takes the commit secret from beyond the root", () => {
    const { commitSecret, keys, secrets } = committed(rfc9420Derivation, 0, 5)
    expect(secrets).toEqual(["05".repeat(32), "f67430dc8d9e9a71dc5a3835809f267a9d2c3e296fdc919c7e2f7135adda26d0"])
    expect(keys).toEqual([
      "c4c27d704d5a12fa5cb204c43f5ba6e6c038d5bc5d57e7d1100ba2671e8aa628",
      "2bfc9a5717eacba9c2c4a929d58be87b638240254727081d44ef4530897c303a"
    ])
    expect(commitSecret).toBe("ad99a95f0b13dcd666c6c5179a44c3a26ff22458cd41a879770f2b86640afdbc")
  })
})
