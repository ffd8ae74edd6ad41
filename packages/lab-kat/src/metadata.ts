import { type Codec, type CodecType, decode, opaque, rest, struct, uint16, uint64, uint8, vector } from "@copath/codec"
import type { Trace, TracedUpload } from "@copath/lab-adversary"
import { contentTypes, privateWireFormats, type Proposal, proposal, proposalOrRef, rfc9420WireFormats, sender, welcome } from "@copath/wire"
import * as Result from "effect/Result"

/** Whether whoever carries messages, and has no key, can tell. */
export type Sight = "visible" | "hidden"

/**
 * What the server reads from the bytes alone. `group`, `epoch`: of each message. `sender`: a mark by which texts of one member are known from others', such as its
 * leaf. `committer`: the leaf of each commit. `adds`, `removes`: that a commit adds or removes somebody, and whom. `membership`: who is in the group, which
 * takes both. `size`: which of two texts is longer. What a run has nothing of is left out.
 */
export type Metadata = Partial<Record<"group" | "epoch" | "sender" | "committer" | "adds" | "removes" | "membership" | "size", Sight>>

const envelope = struct("MLSMessage", { version: uint16, wireFormat: uint16, inside: rest })
const publicHead = struct("PublicMessage", {
  groupId: opaque,
  epoch: uint64,
  sender,
  authenticatedData: opaque,
  contentType: uint8,
  inside: rest
})
const privateHead = struct("PrivateMessage", { groupId: opaque, epoch: uint64, contentType: uint8, authenticatedData: opaque, body: rest })
const commitHead = struct("Commit", { proposals: vector(proposalOrRef), inside: rest })
const proposalHead = struct("Proposal", { proposal, inside: rest })

/** One upload, as far as it says of itself. */
interface Seen {
  readonly head: { readonly groupId: Uint8Array; readonly epoch: bigint } | undefined
  /** The leaf that a public message names. */
  readonly leaf: number | undefined
  readonly proposals: ReadonlyArray<Proposal["_tag"]>
  /** Joiners that a Welcome names by their key packages, which the directory has. */
  readonly invited: number
  /** What follows the readable part of a private message. */
  readonly body: Uint8Array | undefined
}

const nothing: Seen = { head: undefined, leaf: undefined, proposals: [], invited: 0, body: undefined }

const read = <A>(codec: Codec<A>, bytes: Uint8Array): A | undefined => Result.getOrUndefined(decode(codec, bytes))

/** Reads what every client of RFC 9420's formats reads before it needs a key; what fills the formats' holes is not looked into. */
const see = ({ message }: TracedUpload): Seen => {
  const outer = read(envelope, message)
  if (outer === undefined) return nothing
  switch (outer.wireFormat) {
    case rfc9420WireFormats.publicMessage:
    case privateWireFormats.publicMessage: {
      const head = read(publicHead, outer.inside)
      if (head === undefined) return nothing
      const leaf = head.sender._tag === "member" ? head.sender.leafIndex : undefined
      return { ...nothing, head, leaf, proposals: proposalsIn(head) }
    }
    case rfc9420WireFormats.privateMessage:
    case privateWireFormats.privateMessage: {
      const head = read(privateHead, outer.inside)
      return head === undefined ? nothing : { ...nothing, head, body: head.body }
    }
    case rfc9420WireFormats.welcome:
    case privateWireFormats.welcome:
      return { ...nothing, invited: read(welcome, outer.inside)?.secrets.length ?? 0 }
    default:
      return nothing
  }
}

const proposalsIn = ({ contentType, inside }: CodecType<typeof publicHead>): ReadonlyArray<Proposal["_tag"]> => {
  if (contentType === contentTypes.proposal) {
    const found = read(proposalHead, inside)
    return found === undefined ? [] : [found.proposal._tag]
  }
  if (contentType !== contentTypes.commit) return []
  return read(commitHead, inside)?.proposals.flatMap((one) => (one._tag === "proposal" ? [one.proposal._tag] : [])) ?? []
}

/** What the server could tell of a run, by reading everything that went up. */
export const metadata = (trace: Trace, uploads: ReadonlyArray<TracedUpload>): Metadata => {
  const seen = uploads.map((upload) => ({ upload, seen: see(upload) }))
  const sent = seen.filter(({ upload: { kind } }) => kind === "application" || kind === "commit" || kind === "proposal")
  const texts = seen.filter(({ upload: { kind } }) => kind === "application")
  const commits = seen.filter(({ upload: { kind } }) => kind === "commit")
  const stepsThat = (did: string) => trace.states.flatMap((state, index) => (state.did === did ? [index] : []))
  const shown = (state: number, what: (one: Seen) => boolean) => seen.some((one) => one.upload.state === state && what(one.seen))
  const adds = sight(stepsThat("add"), (state) => shown(state, ({ invited, proposals }) => invited > 0 || proposals.includes("add")))
  const removes = sight(stepsThat("remove"), (state) => shown(state, ({ proposals }) => proposals.includes("remove")))
  const fields = {
    group: sight(sent, (one) => one.seen.head !== undefined),
    epoch: sight(sent, (one) => one.seen.head !== undefined),
    sender: sight(texts.length === 0 ? [] : [texts], (all) => tellsSenders(all)),
    committer: sight(commits, (one) => one.seen.leaf !== undefined),
    adds,
    removes,
    membership: adds === undefined || removes === undefined ? undefined : adds === "visible" ? removes : "hidden",
    size: sight(trace.messages.length === 0 ? [] : [texts], (all) =>
      tellsSizes(
        trace,
        all.map(({ upload }) => upload)
      )
    )
  }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

/** Visible, if it is so in every case there is. */
const sight = <A>(cases: ReadonlyArray<A>, holds: (one: A) => boolean): Sight | undefined =>
  cases.length === 0 ? undefined : cases.every(holds) ? "visible" : "hidden"

type Texts = ReadonlyArray<{ readonly upload: TracedUpload; readonly seen: Seen }>

/** Whether four bytes at one place of all texts are the same for each sender, and others for each other. */
const tellsSenders = (texts: Texts): boolean => {
  if (texts.every(({ seen: { leaf } }) => leaf !== undefined)) return true
  const bodies = texts.map(({ seen: { body }, upload: { by } }) => ({ by, body: body ?? new Uint8Array(0) }))
  const senders = new Set(bodies.map(({ by }) => by))
  const repeated = [...senders].every((sender) => bodies.filter(({ by }) => by === sender).length > 1)
  const shortest = Math.min(...bodies.map(({ body }) => body.length))
  if (senders.size < 2 || !repeated) return false
  return Array.from({ length: Math.max(0, shortest - 3) }, (_, offset) => offset).some((offset) => {
    const marks = new Map<number, Set<string>>()
    for (const { body, by } of bodies) marks.set(by, (marks.get(by) ?? new Set()).add(body.subarray(offset, offset + 4).join()))
    const each = [...marks.values()].map((own) => [...own])
    return each.every((own) => own.length === 1) && new Set(each.flat()).size === senders.size
  })
}

/** Whether longer texts make longer messages: the shortest message of each size is asked, for a message may carry other things as well. */
const tellsSizes = ({ messages }: Trace, uploads: ReadonlyArray<TracedUpload>): boolean => {
  const shortest = new Map<number, number>()
  for (const [i, { message }] of uploads.entries()) {
    const size = messages[i]?.size ?? 0
    shortest.set(size, Math.min(shortest.get(size) ?? Infinity, message.length))
  }
  const lengths = [...shortest].toSorted(([a], [b]) => a - b).map(([, length]) => length)
  return lengths.length > 1 && lengths.every((length, i) => i === 0 || length > (lengths[i - 1] ?? 0))
}
