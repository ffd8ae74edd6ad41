import { type KeyPair, opaque } from "@copath/contracts"

/** The identity key pair is all there is to keep: a batch is signed at once, and nothing of it is open afterwards. */
export const signerBox = opaque<"SignerState", KeyPair>("SignerState", "merkle")
