import { decode, encode } from "@copath/codec"
import { Secret } from "@copath/contracts"
import { makeKeyPackage } from "@copath/group"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { describe, expect } from "vitest"
import { deviceEntry, type DeviceEntry } from "../src/index.ts"
import { identityOf, services, utf8 } from "./services.ts"

describe("what devices tell each other", () => {
  it.effect("every kind of entry is read as it was written, whatever a commit holds", () =>
    Effect.gen(function* () {
      const identity = yield* identityOf("alice")
      const { keyPackage } = yield* makeKeyPackage(yield* identityOf("bob"))
      const beside = { groupId: utf8("g"), epoch: 7n, nonce: new Uint8Array(32).fill(3), authenticatedData: utf8("beside") }
      const least: DeviceEntry = {
        _tag: "commit",
        ...beside,
        slot: undefined,
        add: [],
        remove: [],
        take: [],
        choose: false,
        path: false,
        identity: { _tag: "kept" },
        psks: [],
        extensions: undefined,
        reInit: undefined,
        custom: []
      }
      const most: DeviceEntry = {
        ...least,
        slot: 3n,
        add: [keyPackage],
        remove: [4],
        take: [utf8("reference")],
        choose: true,
        path: true,
        identity: { _tag: "given", ...identity },
        psks: [
          { _tag: "external", pskId: utf8("id"), pskNonce: utf8("nonce") },
          { _tag: "resumption", usage: 1, pskGroupId: utf8("g"), pskEpoch: 2n, pskNonce: utf8("nonce") },
          { _tag: "custom", pskType: 9, body: utf8("body"), pskNonce: utf8("nonce") }
        ],
        extensions: [{ extensionType: 0xf0d1, extensionData: utf8("data") }],
        reInit: { groupId: utf8("next"), version: 1, cipherSuite: 2, extensions: [] },
        custom: [{ proposalType: 0xf001, body: utf8("proposed") }]
      }
      const entries: ReadonlyArray<DeviceEntry> = [
        least,
        most,
        { ...least, identity: { _tag: "derived" } },
        { _tag: "say", ...beside, slot: 0n, data: utf8("said") },
        { _tag: "handOver", groupId: utf8("g"), taken: 2, due: 5n, seeded: undefined, cursor: 9n, state: utf8("state") },
        { _tag: "note", data: utf8("among us") }
      ]
      for (const entry of entries) {
        const bytes = encode(deviceEntry, entry)
        expect(Result.getOrThrow(decode(deviceEntry, bytes))).toEqual(entry)
        for (let cut = 0; cut < Math.min(bytes.length, 60); cut++) {
          expect(Result.isFailure(decode(deviceEntry, bytes.subarray(0, cut)))).toBe(true)
        }
        expect(Result.isFailure(decode(deviceEntry, Uint8Array.of(...bytes, 0)))).toBe(true)
      }
      expect(identity.signatureKey.secretKey).toBeInstanceOf(Secret)
    }).pipe(Effect.provide(services("entry")))
  )
})
