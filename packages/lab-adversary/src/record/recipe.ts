import type { HpkeCiphertext } from "@copath/contracts"
import type { Encoded } from "./encoded.ts"

/** A place that an input stands in. */
export interface Hole {
  /** In bytes; of what is written as text, in bytes of what the text says. */
  readonly offset: number
  /** Which of the edge's inputs. */
  readonly input: number
  /** The text that it stands in, where it is written as such. */
  readonly within?: Encoded
}

/** Bytes with places that values stand in. */
export interface Filled {
  /** The bytes, whatever stands in the places of values. */
  readonly bytes: Uint8Array
  /** Where which input stands. */
  readonly holes: ReadonlyArray<Hole>
}

/** What an edge's operation was given beside the values: enough to do it again from the bytes of its inputs. */
export type Recipe =
  | { readonly op: "hash"; readonly data: Filled }
  | { readonly op: "extract"; readonly salt: Filled; readonly ikm: Filled }
  | { readonly op: "expand"; readonly prk: Filled; readonly info: Filled; readonly length: number }
  | { readonly op: "mac"; readonly key: Filled; readonly data: Filled }
  | { readonly op: "keyPair" | "signingKey"; readonly seed: Filled }
  | { readonly op: "dh"; readonly peer: Uint8Array }
  | {
      readonly op: "hpkeReceiver"
      readonly info: Uint8Array
      readonly aad: Uint8Array
      readonly sealed: HpkeCiphertext
      /** Auth mode: the sender's public key. */
      readonly sender: Uint8Array | undefined
      /** PSK mode: the secret is the edge's second input. */
      readonly pskId: Uint8Array | undefined
    }
  | {
      readonly op: "hpkeSender"
      readonly to: Uint8Array
      readonly info: Uint8Array
      readonly aad: Uint8Array
      readonly sealed: HpkeCiphertext
      readonly tagSize: number
      /** How many of the inputs are randomness: the first. */
      readonly draws: number
      /** Auth mode: the input after the randomness is the sender's secret key. */
      readonly authenticated: boolean
      /** PSK mode: the input after the randomness is the secret. */
      readonly pskId: Uint8Array | undefined
    }
  | {
      readonly op: "exportReceiver"
      readonly kemOutput: Uint8Array
      readonly info: Uint8Array
      readonly context: Uint8Array
      readonly length: number
    }
  | {
      readonly op: "exportSender"
      readonly to: Uint8Array
      readonly info: Uint8Array
      readonly context: Uint8Array
      readonly length: number
    }
  | { readonly op: "aead"; readonly nonce: Uint8Array; readonly aad: Uint8Array; readonly ciphertext: Uint8Array }
  | { readonly op: "nonceReuse"; readonly ciphertexts: readonly [known: Uint8Array, wanted: Uint8Array]; readonly tagSize: number }
  /** A part of the input, or of what a text in it says; offset and length in bytes. */
  | { readonly op: "slice" | "part"; readonly offset: number; readonly length: number; readonly within?: Encoded }
  | { readonly op: "join"; readonly whole: Filled }
  /** A rule of a part's own; `by`: from the inputs' bytes, `undefined` for those of a threshold that are not needed. */
  | {
      readonly op: "declared"
      readonly name: string
      readonly by: (inputs: ReadonlyArray<Uint8Array | undefined>) => Uint8Array | undefined
    }
  /** A rule that comes without a way to carry it out. */
  | { readonly op: "claimed"; readonly name: string }
  /** A sum of all inputs, bit by bit, and of the bytes, which are known to everybody. */
  | { readonly op: "xor"; readonly bytes: Uint8Array }
