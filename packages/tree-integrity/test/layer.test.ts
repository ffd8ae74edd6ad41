import { TreeIntegrity } from "@copath/contracts"
import { it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { assert } from "vitest"
import { none, parentHash } from "../src/index.ts"

it.effect("parent hashes are demanded of key agreements that keep to the committer's path", () =>
  Effect.gen(function* () {
    const integrity = yield* TreeIntegrity
    assert.deepStrictEqual(integrity, { id: "parent-hash", parentHashes: "required", needs: { reach: "path" } })
  }).pipe(Effect.provide(parentHash))
)

it.effect("without them a key agreement may set keys anywhere", () =>
  Effect.gen(function* () {
    const integrity = yield* TreeIntegrity
    assert.deepStrictEqual(integrity, { id: "none", parentHashes: "absent", needs: { reach: "anywhere" } })
  }).pipe(Effect.provide(none))
)
