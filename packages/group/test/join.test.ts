import { nodesOf } from "@copath/membership"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import { adopt, commit, defaultOptions, GroupOptions, joinGroup } from "../src/index.ts"
import { services } from "./parts.ts"
import { create, flipped, keyPackageFor } from "./story.ts"

const utf8 = new TextEncoder()
const rfc = Effect.provide(services(1))

describe("joining", () => {
  const invited = Effect.fnUntraced(function* () {
    const story = yield* create("alice")
    const bob = yield* keyPackageFor("bob")
    const made = yield* commit(story.at("alice"), { add: [bob.keyPackage] })
    return { story, bob, welcome: made.welcome ?? new Uint8Array(0), made }
  })

  it.effect("V241: a Welcome for somebody else is refused by name", () =>
    Effect.gen(function* () {
      const { welcome } = yield* invited()
      const other = yield* keyPackageFor("carol")
      expect(yield* Effect.flip(joinGroup({ welcome, keyPackage: other.secrets }))).toMatchObject({ reason: "NotForUs", rule: "V241" })
    }).pipe(rfc)
  )

  it.effect("a Welcome that was tampered with is refused wherever it was", () =>
    Effect.gen(function* () {
      const { bob, welcome } = yield* invited()
      const reasons = new Set<string>()
      for (let at = 4; at < welcome.length; at += 7) {
        const failure = yield* Effect.flip(joinGroup({ welcome: flipped(welcome, at), keyPackage: bob.secrets }))
        reasons.add(failure._tag)
      }
      expect([...reasons].every((tag) => tag === "WelcomeRejected" || tag === "DecodeError")).toBe(true)
      yield* joinGroup({ welcome, keyPackage: bob.secrets })
    }).pipe(rfc)
  )

  it.effect("a tree outside the Welcome is taken, the wrong one refused (V222), none asked for by name (V253)", () =>
    Effect.gen(function* () {
      const { bob, made, welcome } = yield* invited()
      const tree = (yield* adopt(made.state)).state.tree
      expect(yield* Effect.flip(joinGroup({ welcome, keyPackage: bob.secrets }))).toMatchObject({ reason: "NoTree", rule: "V253" })
      yield* joinGroup({ welcome, keyPackage: bob.secrets, ratchetTree: nodesOf(tree) })
      const wrong = nodesOf(tree).map((node, i) =>
        i === 0 && node?._tag === "leaf"
          ? ({ ...node, leafNode: { ...node.leafNode, credential: { _tag: "basic", identity: utf8.encode("mallory") } } } as const)
          : node
      )
      expect(yield* Effect.flip(joinGroup({ welcome, keyPackage: bob.secrets, ratchetTree: wrong }))).toMatchObject({
        _tag: "Invalid",
        rule: "V222"
      })
    }).pipe(Effect.provideService(GroupOptions, { ...defaultOptions, treeInWelcome: false }), rfc)
  )
})
