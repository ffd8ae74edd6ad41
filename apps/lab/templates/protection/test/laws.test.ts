import { messageProtectionLaws } from "@copath/conformance"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import { guarded } from "@copath/nonces"
import { hidden } from "@copath/sender-data"
import { Layer } from "effect"
import { layer, window } from "../src/index.ts"

const composed = Layer.provide(layer, Layer.merge(guarded, hidden))
messageProtectionLaws("my-scheme", composed, { suite: cipherSuite(1), entropy: seededEntropy, window })
