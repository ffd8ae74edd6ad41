import { CipherSuite } from "@copath/contracts"
import * as Layer from "effect/Layer"
import { noblePostQuantumSuite } from "./suites.ts"

/**
 * The post-quantum suite `id` (see `postQuantumSuiteNames`) by noble, apart from `cipherSuite` so that a program without it does not carry the
 * lattices. An unknown id is a defect: see `isPostQuantumSuiteId`.
 */
export const postQuantumSuite = (id: number): Layer.Layer<CipherSuite> =>
  Layer.sync(CipherSuite, () => CipherSuite.of(noblePostQuantumSuite(id)))
