import { CipherSuite } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { hasPostQuantum, PostQuantumUnavailable } from "./available.ts"
import { nodePostQuantumSuite } from "./suites.ts"

/**
 * The post-quantum suite `id` (see `postQuantumSuiteNames`) by `node:crypto`; fails on a Node that lacks the algorithms. An unknown id is a defect:
 * see `isPostQuantumSuiteId`.
 */
export const postQuantumSuite = (id: number): Layer.Layer<CipherSuite, PostQuantumUnavailable> =>
  Layer.effect(
    CipherSuite,
    Effect.suspend(() =>
      hasPostQuantum() ? Effect.succeed(nodePostQuantumSuite(id)) : Effect.fail(new PostQuantumUnavailable({ node: process.version }))
    )
  )
