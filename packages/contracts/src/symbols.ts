import * as Context from "effect/Context"
import type { KeyPair } from "./cipherSuite.ts"
import { Secret } from "./secret.ts"

/** The secret half of a public key, whoever has it, or will have: a sender knows no more of it than this. */
export interface SecretHalf {
  /** The public key. */
  readonly secretOf: Uint8Array
}

/** What a rule speaks of: a secret; the secret half of a public key; or bytes, which are public but for the secrets that stand inside. */
export type Term = Secret | SecretHalf | Uint8Array

/** Whoever knows all of `from`, or any so many of them, can compute `to`. It says nothing of the way back: that is a derivation of its own, where there is one. */
export interface Derivation {
  /** What is needed. Public bytes may be named and change nothing. */
  readonly from: ReadonlyArray<Term>
  /** What follows. Of bytes, whatever secrets stand inside; a public value follows from nothing. */
  readonly to: Term
  /** Secret sharing: so many of `from` are enough. Left out: all are needed. */
  readonly any?: number
  /**
   * Computes the bytes of `to` from those of `from`, in their order (`undefined`: one that was not needed), and from nothing secret beside them. By it a derivation
   * can be carried out again; without it, it is believed.
   */
  readonly by?: (from: ReadonlyArray<Uint8Array | undefined>) => Uint8Array | undefined
}

/** What an operation that the suite does not have makes of what. Whoever writes rules is trusted: reports name `op` beside their figures. */
export interface Rule {
  /** The operation, such as `upke.update`. */
  readonly op: string
  /** What follows from what, by this execution. */
  readonly derives: ReadonlyArray<Derivation>
  /** Key pairs that the operation made: from now on `secretOf` such a public key is that secret. */
  readonly pairs?: ReadonlyArray<KeyPair>
}

/** Operations on secrets that no suite has. */
export interface SymbolTable {
  /** Bitwise sum of two secrets of one length, each pair of the three giving the third. Other lengths are a defect. */
  readonly xor: (a: Secret, b: Secret) => Secret
  /** Runs an operation of one's own, once, and says what follows from what by it; `rule` may depend on what it made. */
  readonly declare: <A>(rule: Rule | ((made: A) => Rule), run: () => A) => A
}

const identity: SymbolTable = {
  xor: (a, b) => {
    if (a.length !== b.length) throw new RangeError(`secrets of one length are added, not of ${a.length} and ${b.length} bytes`)
    const [x, y] = [a.expose(), b.expose()]
    return new Secret(x.map((byte, i) => byte ^ (y[i] as number)))
  },
  declare: (_rule, run) => run()
}

/**
 * Where a part announces what it computes outside of its `CipherSuite`: sums, secret sharing, primitives of its own. Read when a layer is built, and by default it
 * does nothing but compute; where somebody looks on, as the lab's adversary does, the rules are written down with the suite's own operations.
 */
export const Symbols = Context.Reference<SymbolTable>("@copath/contracts/Symbols", { defaultValue: () => identity })
