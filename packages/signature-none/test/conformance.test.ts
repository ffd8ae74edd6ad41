import { signatureSchemeLaws } from "@copath/conformance"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import { layer } from "../src/index.ts"

signatureSchemeLaws("no signatures", layer, { suite: cipherSuite(1), entropy: seededEntropy, anonymous: true })
