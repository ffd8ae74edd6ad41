import { encode } from "@copath/codec"
import { expandWithLabel, type Header, type MessageProtection, type ProtectionState, type Secret, type Suite } from "@copath/contracts"
import { leafIndex } from "@copath/tree-math"
import { hex, type SecretTreeCase, type SecretTreeGeneration, toHex } from "@copath/vectors"
import { privateContentAad, senderData, senderDataAad, senderDataAndCiphertext } from "@copath/wire"
import { Effect, Option } from "effect"
import { type Comparison, decoded, secretOf, shown, type Tools } from "./check.ts"
import { epochSecrets, fullTree, secretTree } from "./services.ts"

/** Key and nonce that a ciphertext's first Nh bytes select (RFC 9420, 6.3.2). */
const senderDataKeys = (suite: Suite, secret: Secret, ciphertext: Uint8Array): readonly [key: Secret, nonce: Secret] => {
  const sample = ciphertext.subarray(0, suite.kdf.size)
  return [
    expandWithLabel(suite, secret, "key", sample, suite.aead.keySize),
    expandWithLabel(suite, secret, "nonce", sample, suite.aead.nonceSize)
  ]
}

const header = (contentType: 1 | 2): Header => ({
  groupId: new Uint8Array(4),
  epoch: 7n,
  contentType,
  authenticatedData: new Uint8Array(3)
})
const plain = new TextEncoder().encode("sealed by the package, opened with the file's key")

/**
 * `secret-tree.json`: each leaf's two ratchets, and the sender data keys (RFC 9420, 9 and 6.3.2). The keys never leave the package, so each is
 * proved by a message: what a leaf seals at a generation must open under the key and nonce that the file gives for it.
 */
export function* secretTrees(one: SecretTreeCase, tools: Tools): Iterable<Comparison> {
  const { sender_data } = one
  const [key, nonce] = senderDataKeys(tools.suite, secretOf(sender_data.sender_data_secret), hex(sender_data.ciphertext))
  yield ["sender_data, key", shown(key), sender_data.key]
  yield ["sender_data, nonce", shown(nonce), sender_data.nonce]
  const service = secretTree(tools)
  for (const [leaf, generations] of one.leaves.entries()) {
    for (const contentType of [1, 2] as const) yield* ratchet(one, tools, service, leaf, generations, contentType)
  }
}

const begun = (one: SecretTreeCase, service: MessageProtection["Service"], leaf: number): ProtectionState => {
  const me = leafIndex(leaf)
  const secrets = epochSecrets({ encryption: secretOf(one.encryption_secret), senderData: secretOf(one.sender_data.sender_data_secret) })
  const change = { added: [], removed: [], updated: [], committer: me }
  return Effect.runSync(service.start(secrets, me, fullTree(one.leaves.length), change, Option.none())).state
}

function* ratchet(
  one: SecretTreeCase,
  tools: Tools,
  service: MessageProtection["Service"],
  leaf: number,
  expected: ReadonlyArray<SecretTreeGeneration>,
  contentType: 1 | 2
): Iterable<Comparison> {
  let state = begun(one, service, leaf)
  const last = Math.max(...expected.map((e) => e.generation))
  for (let generation = 0; generation <= last; generation++) {
    const sealed = Effect.runSync(service.protect(state, header(contentType), plain, Option.none()))
    state = sealed.state
    const keys = expected.find((e) => e.generation === generation)
    if (keys === undefined) continue
    const body = decoded(senderDataAndCiphertext, toHex(encode(service.bodyCodec, sealed.body)))
    const what = `leaf ${leaf}, generation ${generation}, ${contentType === 1 ? "application" : "handshake"}`
    const [key, nonce] = contentType === 1 ? [keys.application_key, keys.application_nonce] : [keys.handshake_key, keys.handshake_nonce]
    yield* opens(what, one, tools, { leaf, generation, key: secretOf(key), nonce: hex(nonce) }, contentType, body)
  }
}

/** Opens a body with the file's keys alone. */
function* opens(
  what: string,
  one: SecretTreeCase,
  { suite }: Tools,
  file: { readonly leaf: number; readonly generation: number; readonly key: Secret; readonly nonce: Uint8Array },
  contentType: 1 | 2,
  body: { readonly encryptedSenderData: Uint8Array; readonly ciphertext: Uint8Array }
): Iterable<Comparison> {
  const head = header(contentType)
  const [key, nonce] = senderDataKeys(suite, secretOf(one.sender_data.sender_data_secret), body.ciphertext)
  const data = suite.aead.open(key, nonce.expose(), encode(senderDataAad, head), body.encryptedSenderData)
  yield [`${what}, sender data opens`, data !== undefined, true]
  const sender = decoded(senderData, toHex(data ?? new Uint8Array(0)))
  yield [`${what}, sender`, [sender.leafIndex, sender.generation], [file.leaf, file.generation]]
  const guarded = file.nonce.map((byte, i) => byte ^ (sender.reuseGuard[i] ?? 0))
  const content = suite.aead.open(file.key, guarded, encode(privateContentAad, head), body.ciphertext)
  yield [`${what}, content`, content === undefined ? undefined : toHex(content), toHex(plain)]
}
