import type { Codec } from "@copath/codec"
import type { MessagesCase } from "@copath/vectors"
import { groupSecrets, pathSecret, proposalBodies, ratchetTree, rfc9420Wire } from "@copath/wire"

// The tests only decode and encode back, so a field's type is of no matter.
const some = <A>(codec: Codec<A>): Codec<unknown> => codec as Codec<unknown>

/** What each field of an official `messages.json` case is an encoding of. */
export const fieldCodecs: { readonly [K in keyof MessagesCase]: Codec<unknown> } = {
  mls_welcome: some(rfc9420Wire.mlsMessage),
  mls_group_info: some(rfc9420Wire.mlsMessage),
  mls_key_package: some(rfc9420Wire.mlsMessage),
  ratchet_tree: some(ratchetTree),
  group_secrets: some(groupSecrets(pathSecret)),
  add_proposal: some(proposalBodies.add),
  update_proposal: some(proposalBodies.update),
  remove_proposal: some(proposalBodies.remove),
  pre_shared_key_proposal: some(proposalBodies.preSharedKey),
  re_init_proposal: some(proposalBodies.reInit),
  external_init_proposal: some(proposalBodies.externalInit),
  group_context_extensions_proposal: some(proposalBodies.groupContextExtensions),
  commit: some(rfc9420Wire.commit),
  public_message_application: some(rfc9420Wire.mlsMessage),
  public_message_proposal: some(rfc9420Wire.mlsMessage),
  public_message_commit: some(rfc9420Wire.mlsMessage),
  private_message: some(rfc9420Wire.mlsMessage)
}

/** The fields' names, typed. */
export const fieldNames = Object.keys(fieldCodecs) as ReadonlyArray<keyof MessagesCase>
