import { noBytes, type Roster, SignatureScheme } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import { Secret } from "@copath/contracts"
import { leafIndex } from "@copath/tree-math"
import { it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { assert } from "vitest"
import { layer } from "../src/index.ts"

const suite = nobleSuite(1)
const identity = suite.signature.derive(new Secret(new Uint8Array(32).fill(5)))
const roster: Roster = { leafCount: 1, authorAt: () => undefined }
const at = { group: Uint8Array.of(1), epoch: 3n, current: 3n, leaf: leafIndex(2), contentType: 1, generation: Option.none(), roster }
const author = { leaf: leafIndex(2), identityKey: identity.publicKey, note: noBytes }

it.effect("signs with nothing, keeps nothing, and takes nothing else", () =>
  Effect.gen(function* () {
    const scheme = yield* SignatureScheme
    const { note, state } = yield* scheme.begin(identity)
    const { signature } = yield* scheme.sign(state, at, "FramedContentTBS", Uint8Array.of(1))
    assert.deepStrictEqual([note.length, signature.length], [0, 0])
    yield* scheme.verify(author, at, "FramedContentTBS", Uint8Array.of(2), signature, undefined)
    const refused = yield* Effect.flip(scheme.verify(author, at, "FramedContentTBS", Uint8Array.of(1), Uint8Array.of(0), undefined))
    assert.deepInclude(refused, { _tag: "BadSignature", sender: author.leaf, what: "FramedContentTBS" })
    const stuffed = yield* Effect.flip(scheme.admit({ ...author, note: Uint8Array.of(0) }, Option.none(), at, undefined))
    assert.deepInclude(stuffed, { _tag: "BadSignature", what: "note" })
  }).pipe(Effect.provide(layer))
)

it.effect("R033: says that any member can have made a signature of it, for good, so that roles that rest on signatures are refused", () =>
  Effect.map(SignatureScheme, ({ facts }) =>
    assert.deepStrictEqual(facts, { attributable: "group", transferable: false, verifiers: "anybody", maxSignature: 0 })
  ).pipe(Effect.provide(layer))
)
