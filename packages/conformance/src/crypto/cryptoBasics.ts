import {
  decryptWithLabel,
  deriveSecret,
  deriveTreeSecret,
  encryptWithLabel,
  expandWithLabel,
  type HpkeCiphertext,
  refHash,
  Secret,
  signWithLabel,
  type Suite,
  verifyWithLabel
} from "@copath/contracts"
import { expect, test } from "vitest"
import { fromHex, sampleRandom, toHex } from "./sample.ts"

/** One case of the working group's `crypto-basics.json`; byte strings are hex. */
export interface CryptoBasics {
  /** A registered number (RFC 9420, 17.1). */
  readonly cipher_suite: number
  /** RefHash of `value` (5.2). */
  readonly ref_hash: { readonly label: string; readonly value: string; readonly out: string }
  /** ExpandWithLabel (8); `length` in bytes. */
  readonly expand_with_label: {
    readonly secret: string
    readonly label: string
    readonly context: string
    readonly length: number
    readonly out: string
  }
  /** DeriveSecret (8): Nh bytes, empty context. */
  readonly derive_secret: { readonly secret: string; readonly label: string; readonly out: string }
  /** DeriveTreeSecret (9.1): the generation is the context; `length` in bytes. */
  readonly derive_tree_secret: {
    readonly secret: string
    readonly label: string
    readonly generation: number
    readonly length: number
    readonly out: string
  }
  /** SignWithLabel (5.1.2): `signature` must verify; ECDSA need not give it again. */
  readonly sign_with_label: {
    readonly priv: string
    readonly pub: string
    readonly label: string
    readonly content: string
    readonly signature: string
  }
  /** EncryptWithLabel (5.1.3): `ciphertext` must open to `plaintext`. */
  readonly encrypt_with_label: {
    readonly priv: string
    readonly pub: string
    readonly label: string
    readonly context: string
    readonly plaintext: string
    readonly kem_output: string
    readonly ciphertext: string
  }
}

const secret = (hex: string): Secret => new Secret(fromHex(hex))

/** Registers the checks of `crypto-basics.json` for the suites that `make` has. */
export const cryptoBasicsLaws = (make: (id: number) => Suite, cases: ReadonlyArray<CryptoBasics>): void => {
  for (const vector of cases) {
    const suite = make(vector.cipher_suite)
    test(`suite ${suite.id}: hashes and derived secrets are those of the working group`, () => {
      const { derive_secret: derive, derive_tree_secret: tree, expand_with_label: expand, ref_hash: ref } = vector
      expect(toHex(refHash(suite, ref.label, fromHex(ref.value)))).toBe(ref.out)
      expect(toHex(expandWithLabel(suite, secret(expand.secret), expand.label, fromHex(expand.context), expand.length).expose())).toBe(
        expand.out
      )
      expect(toHex(deriveSecret(suite, secret(derive.secret), derive.label).expose())).toBe(derive.out)
      expect(toHex(deriveTreeSecret(suite, secret(tree.secret), tree.label, tree.generation, tree.length).expose())).toBe(tree.out)
    })

    test(`suite ${suite.id}: the working group's signature verifies, and so does ours with its key`, () => {
      const { content, label, priv, pub, signature } = vector.sign_with_label
      const pair = suite.signature.keyPair(secret(priv))
      expect(toHex(pair.publicKey)).toBe(pub)
      expect(verifyWithLabel(suite, pair.publicKey, label, fromHex(content), fromHex(signature))).toBe(true)
      expect(verifyWithLabel(suite, pair.publicKey, label, fromHex(content), signWithLabel(suite, pair, label, fromHex(content)))).toBe(
        true
      )
    })

    test(`suite ${suite.id}: the working group's ciphertext opens, and so does ours`, () => {
      const { ciphertext, context, kem_output, label, plaintext, priv, pub } = vector.encrypt_with_label
      const pair = suite.kem.keyPair(secret(priv))
      expect(toHex(pair.publicKey)).toBe(pub)
      const open = (sealed: HpkeCiphertext) => toHex(decryptWithLabel(suite, pair, label, fromHex(context), sealed) as Uint8Array)
      expect(open({ kemOutput: fromHex(kem_output), ciphertext: fromHex(ciphertext) })).toBe(plaintext)
      const ours = encryptWithLabel(suite, pair.publicKey, label, fromHex(context), fromHex(plaintext), sampleRandom(1))
      expect(open(ours as HpkeCiphertext)).toBe(plaintext)
    })
  }
}
