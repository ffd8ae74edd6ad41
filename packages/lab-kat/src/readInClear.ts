import { type Codec, type CodecType, decode, opaque, rest, struct, uint16, uint64, uint8, vector } from "@copath/codec"
import type { InClear, ReadInClear, ReadMessage } from "@copath/lab-adversary"
import {
  contentTypes,
  extensionTypes,
  groupInfo,
  keyPackage,
  privateWireFormats,
  type Proposal,
  proposal,
  proposalOrRef,
  ratchetTree,
  rfc9420WireFormats,
  sender,
  type WireFormats,
  welcome
} from "@copath/wire"
import * as Result from "effect/Result"

const envelope = struct("MLSMessage", { version: uint16, wireFormat: uint16, inside: rest })
// In pieces, each with what comes after it: so it is known where each of them stands.
const named = struct("FramedContent", { groupId: opaque, after: rest })
const numbered = struct("FramedContent", { epoch: uint64, after: rest })
const signedBy = struct("FramedContent", { sender, after: rest })
const publicRest = struct("FramedContent", { authenticatedData: opaque, contentType: uint8, inside: rest })
const privateRest = struct("PrivateMessage", { contentType: uint8, authenticatedData: opaque, body: rest })
const commitHead = struct("Commit", { proposals: vector(proposalOrRef), inside: rest })
const proposalHead = struct("Proposal", { proposal, inside: rest })

const read = <A>(codec: Codec<A>, bytes: Uint8Array): A | undefined => Result.getOrUndefined(decode(codec, bytes))

/** Reads what every client of RFC 9420's formats reads before it needs a key (sections 6, 10 and 12.4.3); what fills the formats' holes is not looked into. */
export const readInClear: ReadInClear = (message) => {
  const outer = read(envelope, message)
  if (outer === undefined) return undefined
  const format = formatOf(outer.wireFormat)
  if (format === undefined) return undefined
  const said = readers[format](outer.inside, message.length)
  return said === undefined ? undefined : { rest: { offset: message.length - outer.inside.length, bytes: outer.inside }, ...said }
}

const formatOf = (wireFormat: number): keyof WireFormats | undefined =>
  (Object.keys(readers) as ReadonlyArray<keyof WireFormats>).find(
    (name) => rfc9420WireFormats[name] === wireFormat || privateWireFormats[name] === wireFormat
  )

type Said = Partial<ReadMessage>
/** Reads what stands behind the wire format; `length` is the whole message's. */
type ReadFormat = (inside: Uint8Array, length: number) => Said | undefined

const framed: ReadFormat = (inside, length) => {
  const first = read(named, inside)
  const second = first === undefined ? undefined : read(numbered, first.after)
  if (first === undefined || second === undefined) return undefined
  return {
    group: { value: `group ${printed(first.groupId)}`, offset: length - first.after.length - first.groupId.length },
    epoch: { value: `epoch ${second.epoch}`, offset: length - first.after.length },
    rest: { offset: length - second.after.length, bytes: second.after }
  }
}

const publicMessage: ReadFormat = (inside, length) => {
  const head = framed(inside, length)
  const signed = head?.rest === undefined ? undefined : read(signedBy, head.rest.bytes)
  const body = signed === undefined ? undefined : read(publicRest, signed.after)
  if (head?.rest === undefined || signed === undefined || body === undefined) return head
  return {
    ...head,
    ...(signed.sender._tag === "member" ? { sender: { value: `leaf ${signed.sender.leafIndex}`, offset: head.rest.offset } } : {}),
    ...changesIn(body, length - body.inside.length),
    rest: { offset: length - body.inside.length, bytes: body.inside }
  }
}

const privateMessage: ReadFormat = (inside, length) => {
  const head = framed(inside, length)
  const body = head?.rest === undefined ? undefined : read(privateRest, head.rest.bytes)
  return body === undefined ? head : { ...head, rest: { offset: length - body.body.length, bytes: body.body } }
}

/** What a Welcome's sealed parts are for is named by key packages, which the directory gave out. */
const welcomed: ReadFormat = (inside, length) => {
  const found = read(welcome, inside)
  if (found === undefined || found.secrets.length === 0) return undefined
  const how = found.secrets.length === 1 ? "a key package" : `${found.secrets.length} key packages`
  return { adds: { value: `${how} named`, offset: length - inside.length + 2 } }
}

const grouped: ReadFormat = (inside, length) => {
  const found = read(groupInfo, inside)
  if (found === undefined) return undefined
  const offset = length - inside.length
  const { epoch, groupId } = found.groupContext
  const tree = found.extensions.find(({ extensionType }) => extensionType === extensionTypes.ratchetTree)
  const nodes = tree === undefined ? undefined : read(ratchetTree, tree.extensionData)
  const leaves = nodes?.filter((node) => node?._tag === "leaf").length
  return {
    group: { value: `group ${printed(groupId)}`, offset },
    epoch: { value: `epoch ${epoch}`, offset },
    ...(leaves === undefined ? {} : { membership: { value: `a tree of ${leaves} leaves`, offset } })
  }
}

const offered: ReadFormat = (inside, length) => {
  const found = read(keyPackage, inside)
  if (found === undefined) return undefined
  const { credential } = found.leafNode
  const name = credential._tag === "basic" ? ` of ${printed(credential.identity)}` : ""
  return { sender: { value: `a credential${name}`, offset: length - inside.length } }
}

const readers: Readonly<Record<keyof WireFormats, ReadFormat>> = {
  publicMessage,
  privateMessage,
  welcome: welcomed,
  groupInfo: grouped,
  keyPackage: offered
}

const changesIn = (
  { contentType, inside }: CodecType<typeof publicRest>,
  offset: number
): { readonly adds?: InClear; readonly removes?: InClear } => {
  const all = proposalsIn(contentType, inside)
  const adds = all.filter((one) => one._tag === "add").length
  const leaves = all.flatMap((one) => (one._tag === "remove" ? [one.removed] : []))
  return {
    ...(adds === 0 ? {} : { adds: { value: `${adds} added`, offset } }),
    ...(leaves.length === 0 ? {} : { removes: { value: `leaf ${leaves.join(", ")} removed`, offset } })
  }
}

const proposalsIn = (contentType: number, inside: Uint8Array): ReadonlyArray<Proposal> => {
  if (contentType === contentTypes.proposal) return [read(proposalHead, inside)?.proposal].filter((one) => one !== undefined)
  if (contentType !== contentTypes.commit) return []
  return read(commitHead, inside)?.proposals.flatMap((one) => (one._tag === "proposal" ? [one.proposal] : [])) ?? []
}

/** A name as text where it is one, else in hex. */
const printed = (bytes: Uint8Array): string => {
  const isText = bytes.length > 0 && bytes.every((byte) => byte >= 0x20 && byte < 0x7f)
  return isText ? JSON.stringify(String.fromCharCode(...bytes)) : [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}
