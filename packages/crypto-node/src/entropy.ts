import { type Random, Secret } from "@copath/contracts"
import { randomFillSync } from "node:crypto"

/** The operating system's generator, through OpenSSL. HPKE recognises this very function and lets OpenSSL draw the ephemeral key itself. */
export const osRandom: Random = (length) => new Secret(randomFillSync(new Uint8Array(length)))
