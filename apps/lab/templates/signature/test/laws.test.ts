import { signatureSchemeLaws } from "@copath/conformance"
import { signatureSecurityLaws } from "@copath/conformance-security"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import part, { layer } from "../src/index.ts"

// What the scheme promises beyond the common laws goes in here: bindsPlace, rotates, chained, membersOnly, anonymous.
for (const id of [1, 2]) signatureSchemeLaws(`my-scheme, suite ${id}`, layer, { suite: cipherSuite(id), entropy: seededEntropy })
// What an attacker makes of it, in histories of a group. A scheme by which members can write in each other's names says so: { insidersForge: true }.
signatureSecurityLaws(part, {}, { runs: 1 })
