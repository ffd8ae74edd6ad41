import { type KeyPair, opaque } from "@copath/contracts"

/** The identity key pair; the leaf key that paths are sealed with is the key agreement's. */
export const signerBox = opaque<"SignerState", KeyPair>("SignerState", "signcrypt")
