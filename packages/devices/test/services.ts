import { CipherSuite, type Entropy, type Suite } from "@copath/contracts"
import { layer as basic } from "@copath/credential-basic"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import { type GroupServices, makeIdentity } from "@copath/group"
import { rfc9420 } from "@copath/profile-rfc9420"
import { Effect, Layer } from "effect"
import { OuterParts } from "../src/index.ts"

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex")

/** What message keys have sealed: a key that sealed two different texts, or one text under two nonces, is a key used twice. */
export class Watch {
  private readonly texts = new Map<string, Set<string>>()
  signatures = 0
  keyPairs = 0

  readonly seen = (suite: Suite): Suite => ({
    ...suite,
    aead: {
      ...suite.aead,
      seal: (key, nonce, aad, plain) => {
        const texts = this.texts.get(hex(key.expose())) ?? new Set()
        this.texts.set(hex(key.expose()), texts.add(`${hex(nonce)} ${hex(aad)} ${hex(plain)}`))
        return suite.aead.seal(key, nonce, aad, plain)
      }
    },
    kem: {
      ...suite.kem,
      derive: (ikm) => {
        this.keyPairs++
        return suite.kem.derive(ikm)
      }
    },
    signature: {
      ...suite.signature,
      sign: (key, message) => {
        this.signatures++
        return suite.signature.sign(key, message)
      }
    }
  })

  /** Keys that sealed more than one thing. */
  reused(): number {
    return [...this.texts.values()].filter((t) => t.size > 1).length
  }

  sealed(): number {
    return this.texts.size
  }
}

const protocol = Layer.merge(rfc9420, basic)

/** The strict composition for both kinds of groups, over a suite that is watched. */
export const services = (seed: string, watch = new Watch(), change = (s: Suite): Suite => s): Layer.Layer<GroupServices | OuterParts> => {
  const suite = Layer.effect(
    CipherSuite,
    Effect.map(CipherSuite, (s) => watch.seen(change(s)))
  ).pipe(Layer.provide(cipherSuite(1)))
  const over = (entropy: Layer.Layer<Entropy>): Layer.Layer<GroupServices> => Layer.provideMerge(protocol, Layer.merge(suite, entropy))
  return Layer.merge(over(seededEntropy(seed)), Layer.succeed(OuterParts, { over }))
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
export const identityOf = (name: string) => makeIdentity({ _tag: "basic", identity: utf8(name) })
