import { treekem9420 } from "@copath/cgka-treekem"
import {
  Cgka,
  type CipherSuite,
  Composition,
  type Entropy,
  KeySchedule,
  MessageProtection,
  SignatureScheme,
  TreeIntegrity
} from "@copath/contracts"
import { cipherSuite, entropy } from "@copath/crypto-node"
import { unmerged } from "@copath/double-join"
import type { Protocol } from "@copath/group"
import { layer as schedule } from "@copath/schedule-rfc9420"
import { layer as staticKeys } from "@copath/signature-static"
import { blankInit } from "@copath/tree-fill"
import { parentHash } from "@copath/tree-integrity"
import { it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { describe, expect } from "vitest"
import { composition, rfc9420 } from "../src/index.ts"

const treeKem = Layer.provide(treekem9420, [unmerged, blankInit])
type Profile = Layer.Layer<Protocol, never, CipherSuite | Entropy>

// @ts-expect-error a profile without message protection does not type-check
const incomplete: Profile = Layer.mergeAll(treeKem, schedule, staticKeys, parentHash, composition)

describe("the strict profile", () => {
  it.effect("is RFC 9420's parts under RFC 9420's numbers, and leaves no mark", () =>
    Effect.gen(function* () {
      const mark = yield* Composition
      expect(mark).toMatchObject({
        id: "rfc9420",
        mark: [],
        wireFormats: { publicMessage: 1, privateMessage: 2, welcome: 3, groupInfo: 4, keyPackage: 5 }
      })
      expect([1, 7].map(mark.cipherSuite)).toEqual([1, 7])
      const parts = [yield* Cgka, yield* KeySchedule, yield* MessageProtection, yield* SignatureScheme, yield* TreeIntegrity]
      expect(parts.map((p) => p.id)).toEqual(["treekem9420", "rfc9420", "secret-tree", "static", "parent-hash"])
    }).pipe(Effect.provide(Layer.provideMerge(rfc9420, Layer.mergeAll(cipherSuite(1), entropy))))
  )

  it("wants every part", () => {
    expect(incomplete).toBeDefined()
  })
})
