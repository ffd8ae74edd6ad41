import * as Context from "effect/Context"
import type { HpkeCiphertext, KeyPair, Random } from "./cipherSuite.ts"

/**
 * What a third party can say of a sealed value: the evidence does not hold; it holds, and nothing authentic is inside; it holds, and this is
 * inside.
 */
export type Opening = { readonly _tag: "unproven" } | { readonly _tag: "broken" } | { readonly _tag: "opens"; readonly plain: Uint8Array }

/**
 * Shows others what one sealed value opens to, without giving them the key: for complaints about a path that was sealed wrongly. Who sees the
 * evidence can open that one value, and no other.
 */
export class OpeningProofs extends Context.Service<
  OpeningProofs,
  {
    /** The proof and the group it stands on, such as `dleq-p256`. */
    readonly id: string
    /** The cipher suites, by registered id, to whose sealed values it applies. Of others nothing can be proven: X25519's are not among them. */
    readonly suites: ReadonlySet<number>
    /**
     * Evidence of what was sealed to `me`, bound to `statement` (what the complaint is about). `undefined` where nothing can be proven, for the KEM's output
     * is no valid one: then anybody sees that without a proof.
     */
    readonly prove: (me: KeyPair, sealed: HpkeCiphertext, statement: Uint8Array, random: Random) => Uint8Array | undefined
    /** The verdict on evidence for what was sealed to `publicKey` under `info` and `aad`: the same for everybody. */
    readonly judge: (
      publicKey: Uint8Array,
      info: Uint8Array,
      aad: Uint8Array,
      sealed: HpkeCiphertext,
      statement: Uint8Array,
      evidence: Uint8Array
    ) => Opening
  }
>()("@copath/contracts/OpeningProofs") {}
