import { encode, opaque, struct, uint32, uint64 } from "@copath/codec"
import { expandWithLabel, type KeyPair, type NotedAt, Secret, type Suite } from "@copath/contracts"
import { TAG_SIZE } from "./note.ts"

/** One side of a pairwise channel. */
export interface Party {
  readonly identityKey: Uint8Array
  readonly channel: Uint8Array
}

/**
 * ```
 * struct {
 *     SignaturePublicKey signer_identity;
 *     HPKEPublicKey signer_channel;
 *     SignaturePublicKey reader_identity;
 *     HPKEPublicKey reader_channel;
 * } ChannelContext;
 * ```
 * Both parties and their roles: a tag of mine for a reader is no tag of the reader's for me.
 */
const channelContext = struct("ChannelContext", {
  signerIdentity: opaque,
  signerChannel: opaque,
  readerIdentity: opaque,
  readerChannel: opaque
})

/**
 * ```
 * struct {
 *     opaque group_id<V>;
 *     uint64 epoch;
 *     uint32 leaf_index;
 *     SignaturePublicKey key;
 * } DeniableKeyTBM;
 * ```
 * What a tag is over: the key, and from when on it signs for which leaf.
 */
const tbm = struct("DeniableKeyTBM", { groupId: opaque, epoch: uint64, leafIndex: uint32, key: opaque })

/** The bytes that the tags of one key are over. */
export const keyTbm = ({ epoch, group, leaf }: NotedAt, key: Uint8Array): Uint8Array =>
  encode(tbm, { groupId: group, epoch, leafIndex: leaf, key })

/** Signs and checks tags by one member's channel key. */
export interface Channel {
  /** My tag for a reader; `undefined` if its channel key is no usable key. */
  readonly to: (reader: Party, message: Uint8Array) => Uint8Array | undefined
  /** The tag that a signer must have made for me; `undefined` if its channel key is no usable key. */
  readonly from: (signer: Party, message: Uint8Array) => Uint8Array | undefined
}

// Agreed keys, for as long as the state that holds the channel key is about. A Diffie-Hellman operation costs a hundred tags.
const agreed = new WeakMap<KeyPair, Map<string, Secret>>()

const nameOf = (role: string, { channel, identityKey }: Party): string => `${role}${String.fromCharCode(...identityKey, ...channel)}`

/** The channels of one member to all others. */
export const channelOf = (suite: Suite, identityKey: Uint8Array, channel: KeyPair): Channel => {
  const me = { identityKey, channel: channel.publicKey }
  const keyFor = (role: "to" | "from", other: Party): Secret | undefined => {
    let keys = agreed.get(channel)
    if (keys === undefined) agreed.set(channel, (keys = new Map()))
    const name = nameOf(role, other)
    const found = keys.get(name)
    if (found !== undefined) return found
    const shared = suite.dh.agree(channel, other.channel)
    if (shared === undefined) return undefined
    const [signer, reader] = role === "to" ? [me, other] : [other, me]
    const context = encode(channelContext, {
      signerIdentity: signer.identityKey,
      signerChannel: signer.channel,
      readerIdentity: reader.identityKey,
      readerChannel: reader.channel
    })
    const prk = suite.kdf.extract(new Secret(new Uint8Array(suite.kdf.size)), shared)
    const key = expandWithLabel(suite, prk, "eph-deniable", context, suite.kdf.size)
    shared.wipe()
    prk.wipe()
    keys.set(name, key)
    return key
  }
  const tag = (role: "to" | "from") => (other: Party, message: Uint8Array) => {
    const key = keyFor(role, other)
    return key === undefined ? undefined : suite.mac.tag(key, message).slice(0, TAG_SIZE)
  }
  return { to: tag("to"), from: tag("from") }
}
