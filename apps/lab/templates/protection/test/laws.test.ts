import { messageProtectionLaws } from "@copath/conformance"
import { protectionSecurityLaws } from "@copath/conformance-security"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import { implicit } from "@copath/nonces"
import { hidden } from "@copath/sender-data"
import { Layer } from "effect"
import part, { layer, window } from "../src/index.ts"

// Without the random bytes that guard nonces (RFC 9420, 6.3.1): a nonce that comes again must show.
const composed = Layer.provide(layer, Layer.merge(implicit, hidden))
messageProtectionLaws("my-scheme", composed, { suite: cipherSuite(1), entropy: seededEntropy, window })
// What an attacker makes of it. This one gives up the running epoch to whoever seizes a state, and promises no more.
protectionSecurityLaws(part, { forwardSecrecy: "epoch" }, { runs: 1, beside: { aead: "aes-gcm-siv" } })
