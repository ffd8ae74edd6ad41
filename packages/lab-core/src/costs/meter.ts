import type { Suite } from "@copath/contracts"
import type { Primitive } from "../result/result.ts"

/** How often each primitive ran since the last `take`. */
export class Meter {
  private counts = new Map<Primitive, number>()

  count(primitive: Primitive): void {
    this.counts.set(primitive, (this.counts.get(primitive) ?? 0) + 1)
  }

  /** The counts so far, which start anew. */
  take(): ReadonlyMap<Primitive, number> {
    const taken = this.counts
    this.counts = new Map()
    return taken
  }
}

/**
 * A cipher suite that counts. Operations are counted where the composition calls them: the DH inside one `hpke.seal` is not counted again.
 * Same keys in and out: no part knows.
 */
export const metered = (suite: Suite, meter: Meter): Suite => {
  const counted =
    <A extends ReadonlyArray<unknown>, B>(primitive: Primitive, run: (...a: A) => B): ((...a: A) => B) =>
    (...a) => {
      meter.count(primitive)
      return run(...a)
    }
  const { auth, psk } = suite.hpke
  return {
    ...suite,
    hash: { ...suite.hash, digest: counted("hash", suite.hash.digest) },
    kdf: { ...suite.kdf, extract: counted("kdf.extract", suite.kdf.extract), expand: counted("kdf.expand", suite.kdf.expand) },
    mac: { ...suite.mac, tag: counted("mac", suite.mac.tag) },
    aead: { ...suite.aead, seal: counted("aead.seal", suite.aead.seal), open: counted("aead.open", suite.aead.open) },
    kem: { ...suite.kem, derive: counted("kem.derive", suite.kem.derive), keyPair: counted("kem.derive", suite.kem.keyPair) },
    dh: { ...suite.dh, agree: counted("dh", suite.dh.agree) },
    hpke: {
      seal: counted("hpke.seal", suite.hpke.seal),
      open: counted("hpke.open", suite.hpke.open),
      sendExport: counted("hpke.export", suite.hpke.sendExport),
      receiveExport: counted("hpke.export", suite.hpke.receiveExport),
      // Auth mode is base mode and a Diffie-Hellman of the sender's key and the receiver's.
      ...(auth === undefined
        ? {}
        : { auth: { seal: counted("dh", counted("hpke.seal", auth.seal)), open: counted("dh", counted("hpke.open", auth.open)) } }),
      ...(psk === undefined ? {} : { psk: { seal: counted("hpke.seal", psk.seal), open: counted("hpke.open", psk.open) } })
    },
    signature: {
      ...suite.signature,
      derive: counted("signature.derive", suite.signature.derive),
      sign: counted("sign", suite.signature.sign),
      verify: counted("verify", suite.signature.verify)
    }
  }
}
