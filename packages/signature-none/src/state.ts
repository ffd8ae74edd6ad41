import { struct } from "@copath/codec"
import { opaque } from "@copath/contracts"

/** Nothing is kept. */
export const signerBox = opaque<"SignerState", object>("SignerState", "none")
export const signerCodec = signerBox.codec(struct("Nothing", {}))
