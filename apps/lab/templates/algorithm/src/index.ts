import { signatureAlgorithm } from "@copath/profile-lab"
import { ed25519 } from "@noble/curves/ed25519.js"

/** Goes before every message, so that no signature of this algorithm is one of plain Ed25519. */
const domain = new TextEncoder().encode("my-scheme ")
const within = (message: Uint8Array): Uint8Array => Uint8Array.of(...domain, ...message)

export default signatureAlgorithm({
  name: "my-scheme",
  version: "0.1.0",
  title: "Ed25519 in a domain of its own",
  source: "an experiment",
  // In bytes, exactly.
  sizes: { publicKey: 32, secretKey: 32, signature: 64 },
  // What you say of it decides which laws it is held to.
  claims: { unforgeability: "strong", deterministic: true, stateful: false, postQuantum: false },
  // A seed of 32 bytes is all the randomness that there is: the same seed, the same keys.
  generate: (seed) => ed25519.keygen(seed.expose()),
  sign: (secretKey, message) => ed25519.sign(within(message), secretKey.expose()),
  // Whatever the bytes, true or false: nothing is thrown. Their lengths are right already.
  verify: (publicKey, message, signature) => {
    try {
      return ed25519.verify(signature, within(message), publicKey, { zip215: false })
    } catch {
      return false
    }
  }
})
