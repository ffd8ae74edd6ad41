import { type HpkeCiphertext, infoBytes, type PathSealer, PathSealing, type Suite } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { LawBroken } from "../broken.ts"
import { type CgkaLayer, sameBytes } from "./group.ts"
import { playCgka, type PlayOptions } from "./play.ts"
import type { ScriptStep } from "./script.ts"

/** What went through a sealer, and what through the suite's HPKE: of each ciphertext the sender's public key, if there was one. */
interface Watched {
  readonly sealer: PathSealer
  readonly suite: Suite
  readonly senders: Array<Uint8Array | undefined>
  readonly sealed: () => number
}

/** A sealer that needs no auth mode: the sender's key is named in the `info`, so that what was sealed with one key opens with no other, and none. */
const watched = (inner: Suite, authenticated: boolean): Watched => {
  const senders: Array<Uint8Array | undefined> = []
  let sealed = 0
  const named = (info: Uint8Array, sender: Uint8Array | undefined): Uint8Array => new Uint8Array([...info, ...(sender ?? [])])
  return {
    senders,
    sealed: () => sealed,
    suite: {
      ...inner,
      hpke: { ...inner.hpke, seal: (...args): HpkeCiphertext | undefined => (sealed++, inner.hpke.seal(...args)) }
    },
    sealer: {
      id: "watched",
      authenticated,
      provable: false,
      seal: ({ hpke }, sender, to, info, aad, secret, random) => {
        const holds = sender === undefined || sameBytes(inner.kem.keyPair(sender.secretKey).publicKey, sender.publicKey)
        senders.push(sender?.publicKey)
        return holds ? hpke.seal(to, named(infoBytes(info), sender?.publicKey), aad, secret, random) : undefined
      },
      open: ({ hpke }, sender, me, info, aad, sealed) => hpke.open(me, named(info, sender), aad, sealed)
    }
  }
}

/**
 * A key agreement that says so seals everything by `PathSealing`: with the leaf key of whoever is a member, which receivers find in the tree, and with none for an
 * outsider who joins by the commit, or where no key is asked for. One that does not say so leaves it alone. Gives how many ciphertexts of the story went by the seam.
 */
export const checkPathSealing = Effect.fnUntraced(function* (layer: CgkaLayer, story: ReadonlyArray<ScriptStep>, options: PlayOptions) {
  const broken = (detail: string) => Effect.fail(new LawBroken({ law: "paths are sealed as declared", detail }))
  const played = Effect.fnUntraced(function* (script: ReadonlyArray<ScriptStep>, authenticated: boolean) {
    const { sealed, sealer, senders, suite } = watched(options.suite, authenticated)
    const { stage } = yield* playCgka(Layer.provide(layer, Layer.succeed(PathSealing, sealer)), script, { ...options, suite })
    if (stage.here.sealsPaths !== true && senders.length > 0) return yield* broken("it seals by the seam and does not say so")
    if (stage.here.sealsPaths === true && senders.length !== sealed()) {
      return yield* broken(`${sealed()} ciphertexts, ${senders.length} of them by the seam`)
    }
    return senders
  })
  const members = yield* played(story, true)
  if (members.includes(undefined)) return yield* broken("a member's path is sealed without its leaf key")
  const [outsider] = [{ by: 0, external: true, adds: 0, removes: [], updates: [], path: true }]
  const withJoiner = yield* played([...story, outsider], true)
  if (withJoiner.slice(members.length).some((sender) => sender !== undefined)) return yield* broken("a joiner's path is sealed with a key")
  const plain = yield* played(story, false)
  if (plain.some((sender) => sender !== undefined)) return yield* broken("a key goes in where none is asked for")
  return { bySeam: members.length }
})
