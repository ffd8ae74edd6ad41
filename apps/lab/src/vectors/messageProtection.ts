import { type Codec, encode } from "@copath/codec"
import { type MessageProtection, type ProtectionState, signWithLabel, verifyWithLabel } from "@copath/contracts"
import { leafIndex } from "@copath/tree-math"
import { hex, type MessageProtectionCase, toHex } from "@copath/vectors"
import {
  authenticatedContentTbm,
  type Content,
  type ContentType,
  contentTypes,
  type FramedContent,
  type FramedContentAuthData,
  framedContentTbs,
  mlsMessage,
  type PrivateMessage,
  privateMessageContent,
  proposal,
  type PublicMessage,
  rfc9420Wire,
  rfc9420WireFormats,
  type UpdatePathNode,
  updatePathNodes
} from "@copath/wire"
import { Effect, Option } from "effect"
import { type Comparison, contextOf, decoded, secretOf, signingKey, type Tools } from "./check.ts"
import { epochSecrets, fullTree, secretTree } from "./services.ts"

type Update = ReadonlyArray<UpdatePathNode>
type Service = MessageProtection["Service"]
const LABEL = "FramedContentTBS"
const { privateMessage: PRIVATE, publicMessage: PUBLIC } = rfc9420WireFormats

/** All that one case is read and written with. The sender is leaf 1 of two, the reader leaf 0. */
interface Epoch {
  readonly one: MessageProtectionCase
  readonly tools: Tools
  readonly context: Uint8Array
  readonly service: Service
  readonly messages: Codec<ReturnType<typeof decodedMessage>>
}
const decodedMessage = (service: Service, text: string) => decoded(mlsMessage(updatePathNodes, service.bodyCodec, rfc9420WireFormats), text)

/** `message-protection.json`: proposals, commits and application data, public and private, the file's and our own (RFC 9420, 6.1 to 6.3). */
export function* messageProtection(one: MessageProtectionCase, tools: Tools): Iterable<Comparison> {
  const service = secretTree(tools)
  const messages = mlsMessage(updatePathNodes, service.bodyCodec, rfc9420WireFormats)
  const epoch: Epoch = { one, tools, context: contextOf(one), service, messages }
  const handshakes = [
    ["proposal", one.proposal, one.proposal_pub, one.proposal_priv],
    ["commit", one.commit, one.commit_pub, one.commit_priv]
  ] as const
  for (const [name, raw, open, sealed] of handshakes) {
    const content: Content<Update> =
      name === "proposal" ? { _tag: name, proposal: decoded(proposal, raw) } : { _tag: name, commit: decoded(rfc9420Wire.commit, raw) }
    yield* readPublic(`${name}_pub`, epoch, open, raw)
    yield* readPrivate(`${name}_priv`, epoch, sealed, raw)
    yield* readPublic(`${name}, our public message`, epoch, madePublic(epoch, content), raw)
    yield* readPrivate(`${name}, our private message`, epoch, madePrivate(epoch, content), raw)
  }
  const application: Content<Update> = { _tag: "application", applicationData: hex(one.application) }
  yield* readPrivate("application_priv", epoch, one.application_priv, one.application)
  yield* readPrivate("application, our private message", epoch, madePrivate(epoch, application), one.application)
}

const rawOf = (content: Content<Update>): string => {
  switch (content._tag) {
    case "application":
      return toHex(content.applicationData)
    case "proposal":
      return toHex(encode(proposal, content.proposal))
    case "commit":
      return toHex(encode(rfc9420Wire.commit, content.commit))
  }
}

const toBeSigned = ({ context }: Epoch, wireFormat: number, content: FramedContent<Update>): Uint8Array =>
  framedContentTbs(wireFormat, encode(rfc9420Wire.framedContent, content), content.sender._tag, context)

const membershipTag = ({ one, tools }: Epoch, tbs: Uint8Array, type: ContentType, auth: FramedContentAuthData): Uint8Array =>
  tools.suite.mac.tag(secretOf(one.membership_key), authenticatedContentTbm(tbs, type, auth))

const holds = ({ one, tools }: Epoch, tbs: Uint8Array, auth: FramedContentAuthData): boolean =>
  verifyWithLabel(tools.suite, hex(one.signature_pub), LABEL, tbs, auth.signature)

function* readPublic(what: string, epoch: Epoch, text: string, raw: string): Iterable<Comparison> {
  const message = decoded(epoch.messages, text)
  yield [`${what}, kind`, message._tag, "publicMessage"]
  if (message._tag !== "publicMessage") return
  const { auth, content, membershipTag: tag }: PublicMessage<Update> = message.publicMessage
  const tbs = toBeSigned(epoch, PUBLIC, content)
  yield [`${what}, signature holds`, holds(epoch, tbs, auth), true]
  const expected = membershipTag(epoch, tbs, contentTypes[content.content._tag], auth)
  yield [`${what}, membership_tag`, tag === undefined ? undefined : toHex(tag), toHex(expected)]
  yield [`${what}, content`, rawOf(content.content), raw]
}

const ratchets = ({ one, service }: Epoch, leaf: number): ProtectionState => {
  const me = leafIndex(leaf)
  const secrets = epochSecrets({ encryption: secretOf(one.encryption_secret), senderData: secretOf(one.sender_data_secret) })
  const change = { added: [], removed: [], updated: [], committer: me }
  return Effect.runSync(service.start(secrets, me, fullTree(2), change, Option.none())).state
}

function* readPrivate(what: string, epoch: Epoch, text: string, raw: string): Iterable<Comparison> {
  const message = decoded(epoch.messages, text)
  yield [`${what}, kind`, message._tag, "privateMessage"]
  if (message._tag !== "privateMessage") return
  const {
    authenticatedData,
    body,
    contentType,
    epoch: number,
    groupId
  }: PrivateMessage<typeof message.privateMessage.body> = message.privateMessage
  const opened = Effect.runSync(
    epoch.service.unprotect(ratchets(epoch, 0), { groupId, epoch: number, contentType, authenticatedData }, body)
  )
  yield [`${what}, sender`, opened.sender, 1]
  const inner = decoded(privateMessageContent(updatePathNodes, contentType), toHex(opened.content))
  const sender = { _tag: "member", leafIndex: opened.sender } as const
  const tbs = toBeSigned(epoch, PRIVATE, { groupId, epoch: number, sender, authenticatedData, content: inner.content })
  yield [`${what}, signature holds`, holds(epoch, tbs, inner.auth), true]
  yield [`${what}, content`, rawOf(inner.content), raw]
}

const framed = ({ one }: Epoch, content: Content<Update>): FramedContent<Update> => ({
  groupId: hex(one.group_id),
  epoch: BigInt(one.epoch),
  sender: { _tag: "member", leafIndex: 1 },
  authenticatedData: new TextEncoder().encode("ours"),
  content
})

/** Signed by the file's key. A commit's confirmation tag may be anything here. */
const signed = (epoch: Epoch, wireFormat: number, content: FramedContent<Update>): FramedContentAuthData => {
  const { one, tools } = epoch
  const key = signingKey(tools.suite, one.signature_priv)
  return {
    signature: signWithLabel(tools.suite, key, LABEL, toBeSigned(epoch, wireFormat, content)),
    confirmationTag: content.content._tag === "commit" ? new Uint8Array(tools.suite.mac.size) : undefined
  }
}

const madePublic = (epoch: Epoch, inner: Content<Update>): string => {
  const content = framed(epoch, inner)
  const auth = signed(epoch, PUBLIC, content)
  const tag = membershipTag(epoch, toBeSigned(epoch, PUBLIC, content), contentTypes[inner._tag], auth)
  return toHex(encode(epoch.messages, { _tag: "publicMessage", publicMessage: { content, auth, membershipTag: tag } }))
}

const madePrivate = (epoch: Epoch, inner: Content<Update>): string => {
  const { authenticatedData, content, epoch: number, groupId, ...rest } = framed(epoch, inner)
  const auth = signed(epoch, PRIVATE, { authenticatedData, content, epoch: number, groupId, ...rest })
  const contentType = contentTypes[inner._tag]
  const plain = encode(privateMessageContent(updatePathNodes, contentType), { content, auth, padding: 5 })
  const head = { groupId, epoch: number, contentType, authenticatedData }
  const { body } = Effect.runSync(epoch.service.protect(ratchets(epoch, 1), head, plain, Option.none()))
  return toHex(encode(epoch.messages, { _tag: "privateMessage", privateMessage: { ...head, body } }))
}
