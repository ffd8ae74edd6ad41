import {
  decryptWithLabel,
  deriveSecret,
  deriveTreeSecret,
  encryptWithLabel,
  expandWithLabel,
  refHash,
  signWithLabel,
  verifyWithLabel
} from "@copath/contracts"
import { type CryptoBasicsCase, hex, toHex } from "@copath/vectors"
import { type Comparison, secretOf, shown, signingKey, type Tools } from "./check.ts"

/** `crypto-basics.json`: the labelled forms of each primitive (RFC 9420, 5.1.2, 5.1.3, 5.2, 8). */
export function* cryptoBasics(one: CryptoBasicsCase, { random, suite }: Tools): Iterable<Comparison> {
  const { derive_secret, derive_tree_secret, encrypt_with_label, expand_with_label, ref_hash, sign_with_label } = one
  yield ["ref_hash", toHex(refHash(suite, ref_hash.label, hex(ref_hash.value))), ref_hash.out]

  const expanded = expandWithLabel(
    suite,
    secretOf(expand_with_label.secret),
    expand_with_label.label,
    hex(expand_with_label.context),
    expand_with_label.length
  )
  yield ["expand_with_label", shown(expanded), expand_with_label.out]
  yield ["derive_secret", shown(deriveSecret(suite, secretOf(derive_secret.secret), derive_secret.label)), derive_secret.out]
  const { generation, label, length, out, secret } = derive_tree_secret
  yield ["derive_tree_secret", shown(deriveTreeSecret(suite, secretOf(secret), label, generation, length)), out]

  const content = hex(sign_with_label.content)
  const signer = signingKey(suite, sign_with_label.priv)
  const holds = (signature: Uint8Array) => verifyWithLabel(suite, hex(sign_with_label.pub), sign_with_label.label, content, signature)
  yield ["sign_with_label, public key", toHex(signer.publicKey), sign_with_label.pub]
  yield ["sign_with_label, the file's signature holds", holds(hex(sign_with_label.signature)), true]
  yield ["sign_with_label, our signature holds", holds(signWithLabel(suite, signer, sign_with_label.label, content)), true]

  const me = suite.kem.keyPair(secretOf(encrypt_with_label.priv))
  const context = hex(encrypt_with_label.context)
  const opened = (kemOutput: Uint8Array, ciphertext: Uint8Array) => {
    const plain = decryptWithLabel(suite, me, encrypt_with_label.label, context, { kemOutput, ciphertext })
    return plain === undefined ? undefined : toHex(plain)
  }
  const { plaintext } = encrypt_with_label
  yield ["encrypt_with_label, public key", toHex(me.publicKey), encrypt_with_label.pub]
  yield ["encrypt_with_label, opened", opened(hex(encrypt_with_label.kem_output), hex(encrypt_with_label.ciphertext)), plaintext]
  const sealed = encryptWithLabel(suite, hex(encrypt_with_label.pub), encrypt_with_label.label, context, hex(plaintext), random)
  yield ["encrypt_with_label, ours opened", sealed === undefined ? undefined : opened(sealed.kemOutput, sealed.ciphertext), plaintext]
}
