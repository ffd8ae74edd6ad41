import { type KeyPair, opaque } from "@copath/contracts"

/** The identity key pair is all there is to keep. */
export const signerBox = opaque<"SignerState", KeyPair>("SignerState", "static")
