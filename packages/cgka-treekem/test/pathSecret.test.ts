import { Secret } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import { hex, toHex } from "@copath/vectors"
import { describe, expect, it } from "vitest"
import { nextPathSecret, nodeKeyPair } from "../src/pathSecret.ts"

const suite = nobleSuite(1)

describe("path secrets (RFC 9420, 7.4), chain from 32 bytes 05 in suite 1", () => {
  const path0 = new Secret(new Uint8Array(32).fill(5))
  const path1 = nextPathSecret(suite, path0)

  it("derives each node's key pair through a node secret", () => {
    // The node secrets themselves are c4dfac66… and e983846a…: DeriveKeyPair of them gives these keys.
    expect(toHex(nodeKeyPair(suite, path0).publicKey)).toBe("c4c27d704d5a12fa5cb204c43f5ba6e6c038d5bc5d57e7d1100ba2671e8aa628")
    expect(toHex(nodeKeyPair(suite, path1).publicKey)).toBe("2bfc9a5717eacba9c2c4a929d58be87b638240254727081d44ef4530897c303a")
    const nodeSecret0 = new Secret(hex("c4dfac66e72ae71148e63cc21b3d44e8140dd5ff18fc0c670fbd27d0a0ae71ac"))
    const nodeSecret1 = new Secret(hex("e983846aa2a0a78bc1bd77b306ae120836cc9160b954b23c4b1f1c07492c343e"))
    expect(suite.kem.derive(nodeSecret0)).toEqual(nodeKeyPair(suite, path0))
    expect(suite.kem.derive(nodeSecret1)).toEqual(nodeKeyPair(suite, path1))
  })

  it("ends one step beyond the root in the commit secret", () => {
    expect(toHex(path1.expose())).toBe("f67430dc8d9e9a71dc5a3835809f267a9d2c3e296fdc919c7e2f7135adda26d0")
    expect(toHex(nextPathSecret(suite, path1).expose())).toBe("ad99a95f0b13dcd666c6c5179a44c3a26ff22458cd41a879770f2b86640afdbc")
  })
})
