import {
  type ChainDerivation,
  deriveSecret,
  deriveTreeSecret,
  type KeyChain,
  type KeyPair,
  noBytes,
  type Random,
  Secret,
  startChain,
  type Suite
} from "@copath/contracts"
import { agreed, infoOf, mixed } from "./agreement.ts"
import type { Contact } from "./leafKeys.ts"

/** The chain of a turn: what RFC 9420 hangs on a ratchet secret (9.1). */
export const turnChain: ChainDerivation = {
  key: (suite, secret, generation) => deriveTreeSecret(suite, secret, "key", generation, suite.aead.keySize),
  nonce: (suite, secret, generation) => deriveTreeSecret(suite, secret, "nonce", generation, suite.aead.nonceSize),
  next: (suite, secret, generation) => deriveTreeSecret(suite, secret, "secret", generation, suite.kdf.size)
}

/** What a turn begins with. `root`: what the sender's next turn is mixed with, in channels that have one. */
export interface TurnKeys {
  readonly chain: KeyChain
  readonly root: Secret | undefined
}

/** Turns are sealed for no message in particular: any of theirs may be the first to come. */
const info = infoOf(noBytes)
const exporterContext = noBytes

/** What is mixed into a turn beside the encapsulation: a first one shows its sender's leaf key, a later one follows from the turn before. */
export type Base = { readonly _tag: "leaf"; readonly contact: Contact } | { readonly _tag: "root"; readonly root: Secret | undefined }

const keysFrom = (suite: Suite, rooted: boolean, base: Base, shared: Secret): TurnKeys => {
  const salt =
    base._tag === "leaf" ? agreed(suite, base.contact) : new Secret(base.root?.expose().slice() ?? new Uint8Array(suite.kdf.size))
  const secret = mixed(suite, salt, shared)
  salt.wipe()
  const keys = {
    chain: startChain(deriveSecret(suite, secret, "chain")),
    root: rooted ? deriveSecret(suite, secret, "root") : undefined
  }
  secret.wipe()
  return keys
}

/** A turn sealed to `to`; `undefined` if that is no key. */
export const beginTurn = (
  suite: Suite,
  random: Random,
  rooted: boolean,
  base: Base,
  to: Uint8Array
): (TurnKeys & { readonly kemOutput: Uint8Array }) | undefined => {
  const sending = suite.hpke.sendExport(to, info, exporterContext, suite.kdf.size, random)
  return sending === undefined ? undefined : { ...keysFrom(suite, rooted, base, sending.secret), kemOutput: sending.kemOutput }
}

/** The turn that was sealed to `me`; `undefined` if `kemOutput` is none. */
export const enterTurn = (suite: Suite, rooted: boolean, base: Base, me: KeyPair, kemOutput: Uint8Array): TurnKeys | undefined => {
  const shared = suite.hpke.receiveExport(me, kemOutput, info, exporterContext, suite.kdf.size)
  return shared === undefined ? undefined : keysFrom(suite, rooted, base, shared)
}
