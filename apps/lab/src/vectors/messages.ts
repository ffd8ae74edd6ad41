import { type Codec, decode, encode } from "@copath/codec"
import { hex, type MessagesCase, toHex } from "@copath/vectors"
import { groupSecrets, type MlsMessage, pathSecret, proposalBodies, ratchetTree, rfc9420Wire } from "@copath/wire"
import { Result } from "effect"
import { type Comparison, decoded } from "./check.ts"

const { commit, mlsMessage } = rfc9420Wire

/** One field: it must decode as its structure and encode to the same bytes. */
const again = <A>(name: keyof MessagesCase, codec: Codec<A>) => ({
  name,
  written: (text: string): string =>
    Result.match(decode(codec, hex(text)), { onFailure: (error) => error.message, onSuccess: (value) => toHex(encode(codec, value)) })
})

const fields = [
  again("mls_welcome", mlsMessage),
  again("mls_group_info", mlsMessage),
  again("mls_key_package", mlsMessage),
  again("ratchet_tree", ratchetTree),
  again("group_secrets", groupSecrets(pathSecret)),
  again("add_proposal", proposalBodies.add),
  again("update_proposal", proposalBodies.update),
  again("remove_proposal", proposalBodies.remove),
  again("pre_shared_key_proposal", proposalBodies.preSharedKey),
  again("re_init_proposal", proposalBodies.reInit),
  again("external_init_proposal", proposalBodies.externalInit),
  again("group_context_extensions_proposal", proposalBodies.groupContextExtensions),
  again("commit", commit),
  again("public_message_application", mlsMessage),
  again("public_message_proposal", mlsMessage),
  again("public_message_commit", mlsMessage),
  again("private_message", mlsMessage)
]

const envelopes: ReadonlyArray<readonly [keyof MessagesCase, MlsMessage<unknown, unknown>["_tag"]]> = [
  ["mls_welcome", "welcome"],
  ["mls_group_info", "groupInfo"],
  ["mls_key_package", "keyPackage"],
  ["public_message_application", "publicMessage"],
  ["public_message_proposal", "publicMessage"],
  ["public_message_commit", "publicMessage"],
  ["private_message", "privateMessage"]
]

/** `messages.json`: every structure, decoded and written back (RFC 9420, 6 to 12). Signatures and tags are random there. */
export function* messages(one: MessagesCase): Iterable<Comparison> {
  for (const { name, written } of fields) yield [name, written(one[name]), one[name]]
  for (const [name, tag] of envelopes) yield [`${name}, kind`, decoded(mlsMessage, one[name])._tag, tag]
}
