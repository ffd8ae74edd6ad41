import { encode } from "@copath/codec"
import {
  authenticatedContent,
  authenticatedContentTbm,
  framedContent,
  framedContentAuthData,
  framedContentBytes,
  framedContentIn,
  framedContentTbs,
  groupContext,
  proposal,
  type PublicMessage,
  publicMessage,
  rfc9420WireFormats,
  type Sender,
  sender,
  type UpdatePathNode,
  updatePathNodes
} from "@copath/wire"
import { contentBody } from "../src/framing.ts"
import { describe, expect, test } from "vitest"
import { accepted, bytes, commitSample, counting, framed, groupContextSample, inFull, joined, reason } from "./samples.ts"

type Message = PublicMessage<ReadonlyArray<UpdatePathNode>>
const codec = publicMessage(updatePathNodes)
const tag = counting(1, 32)
const newMember: Sender = { _tag: "newMemberProposal" }
const removal = { _tag: "proposal", proposal: { _tag: "remove", removed: 1 } } as const

const memberCommit: Message = {
  content: framed({ _tag: "commit", commit: commitSample }),
  auth: { signature: counting(2, 64), confirmationTag: tag },
  membershipTag: tag
}
const memberProposal: Message = {
  content: framed(removal),
  auth: { signature: counting(2, 64), confirmationTag: undefined },
  membershipTag: tag
}
const strangerProposal: Message = { ...memberProposal, content: framed(removal, newMember), membershipTag: undefined }
const strangerCommit: Message = {
  ...memberCommit,
  content: framed(memberCommit.content.content, { _tag: "newMemberCommit" }),
  membershipTag: undefined
}

/** The message's encoding and its fields: content, signature, and the tags of which it has a choice. */
const taken = (message: Message) => ({
  whole: encode(codec, message),
  content: encode(framedContent(updatePathNodes), message.content),
  signature: joined(bytes("4040"), message.auth.signature),
  tag: joined(bytes("20"), tag)
})

describe("public messages", () => {
  test.for([
    ["a member's commit", memberCommit],
    ["a member's proposal", memberProposal],
    ["a stranger's proposal", strangerProposal],
    ["a stranger's commit", strangerCommit]
  ] as const)("%s comes back", ([, message]) => {
    expect(inFull(accepted(codec, encode(codec, message)))).toEqual(message)
  })

  test("V060: a commit has a confirmation tag", () => {
    const { content, signature, tag, whole } = taken(strangerCommit)
    expect(whole).toEqual(joined(content, signature, tag))
    expect(reason(codec, joined(content, signature))).toBe("Truncated")
    const member = taken(memberCommit)
    expect(reason(codec, joined(member.content, member.signature, tag))).toBe("Truncated")
  })

  test("V060: a proposal has none", () => {
    const { content, signature, tag, whole } = taken(memberProposal)
    expect(whole).toEqual(joined(content, signature, tag))
    expect(reason(codec, joined(content, signature, tag, tag))).toBe("Trailing")
  })

  test("V055: a member's message has a membership tag", () => {
    const { content, signature } = taken(memberProposal)
    expect(reason(codec, joined(content, signature))).toBe("Truncated")
  })

  test("V056: a stranger's message has none", () => {
    const { tag, whole } = taken(strangerProposal)
    expect(reason(codec, whole)).toBe("accepted")
    expect(reason(codec, joined(whole, tag))).toBe("Trailing")
  })

  test("a commit without confirmation tag and a member's message without membership tag are our own mistakes", () => {
    expect(() => encode(codec, { ...memberCommit, auth: memberProposal.auth })).toThrow("confirmation tag")
    expect(() => encode(codec, { ...memberProposal, membershipTag: undefined })).toThrow("membership tag")
  })
})

describe("what is signed and tagged", () => {
  const head = bytes("0001 0001")
  const context = encode(groupContext, groupContextSample)
  const content = encode(framedContent(updatePathNodes), memberProposal.content)

  test("the group context is part of what members and committing newcomers sign, and of nobody else's", () => {
    for (const [by, signed] of [
      ["member", joined(head, content, context)],
      ["newMemberCommit", joined(head, content, context)],
      ["newMemberProposal", joined(head, content)],
      ["external", joined(head, content)]
    ] as const) {
      expect(framedContentTbs(rfc9420WireFormats.publicMessage, content, by, context)).toEqual(signed)
    }
  })

  test("V045: so is the wire format", () => {
    expect(framedContentTbs(rfc9420WireFormats.privateMessage, content, "member", context).subarray(0, 4)).toEqual(bytes("0001 0002"))
  })

  test("a membership tag covers what is signed, the signature and the confirmation tag", () => {
    const tbs = framedContentTbs(1, content, "member", context)
    expect(authenticatedContentTbm(tbs, 3, memberCommit.auth)).toEqual(joined(tbs, encode(framedContentAuthData(3), memberCommit.auth)))
    expect(authenticatedContentTbm(tbs, 2, memberProposal.auth)).toEqual(joined(tbs, bytes("4040"), memberProposal.auth.signature))
  })

  test("a proposal's reference is over wire format, content and signature", () => {
    const value = { wireFormat: 1, content: memberProposal.content, auth: memberProposal.auth }
    const encoded = encode(authenticatedContent(updatePathNodes), value)
    expect(encoded).toEqual(joined(bytes("0001"), content, bytes("4040"), memberProposal.auth.signature))
    expect(accepted(authenticatedContent(updatePathNodes), encoded)).toEqual(value)
  })
})

describe("numbers", () => {
  test("V020: leaf indices are unsigned", () => {
    for (const leafIndex of [0x80000000, 0xffffffff]) {
      const value: Sender = { _tag: "member", leafIndex }
      expect(accepted(sender, encode(sender, value))).toEqual(value)
    }
    expect(accepted(proposal, bytes("0003 ffffffff"))).toEqual({ _tag: "remove", removed: 2 ** 32 - 1 })
  })

  test("V019: epochs keep all 64 bits", () => {
    for (const epoch of [2n ** 53n + 1n, 2n ** 64n - 1n]) {
      const value = { ...groupContextSample, epoch }
      expect(accepted(groupContext, encode(groupContext, value)).epoch).toBe(epoch)
    }
  })
})

test("V025: a group may be called as an object's prototype is", () => {
  for (const name of ["__proto__", "constructor"]) {
    const value = { ...groupContextSample, groupId: new TextEncoder().encode(name) }
    expect(accepted(groupContext, encode(groupContext, value))).toEqual(value)
  }
})

describe("content that was received", () => {
  const contents = framedContent(updatePathNodes)

  test("keeps the bytes that it came in: public content whole, private content with its head put in front", () => {
    for (const message of [memberCommit, memberProposal]) {
      const encoded = encode(contents, message.content)
      const read = accepted(contents, encoded)
      expect(framedContentBytes(contents, read)).toEqual(encoded)
      const type = message.content.content._tag === "commit" ? 3 : 2
      const inside = accepted(contentBody(updatePathNodes, type), encode(contentBody(updatePathNodes, type), message.content.content))
      expect(framedContentBytes(contents, { ...message.content, content: inside })).toEqual(encoded)
    }
  })

  test("is put between version and context as any other, in the place that is given", () => {
    const context = counting(3, 100)
    for (const message of [memberCommit, memberProposal, strangerProposal, strangerCommit]) {
      const encoded = encode(contents, message.content)
      const type = message.content.content._tag === "commit" ? 3 : 2
      const inside = accepted(contentBody(updatePathNodes, type), encode(contentBody(updatePathNodes, type), message.content.content))
      for (const framed of [message.content, accepted(contents, encoded), { ...message.content, content: inside }]) {
        const room = new Uint8Array(1000)
        const { bytes: inner, tbs } = framedContentIn((length) => room.subarray(10, 10 + length), contents, 2, framed, context)
        expect(inner).toEqual(encoded)
        expect(tbs).toEqual(framedContentTbs(2, encoded, framed.sender._tag, context))
        expect([inner.buffer, tbs.buffer]).toEqual([room.buffer, room.buffer])
      }
    }
  })

  test("and what was changed is encoded anew", () => {
    const read = accepted(contents, encode(contents, memberProposal.content))
    const changed = { ...read, epoch: read.epoch + 1n }
    expect(framedContentBytes(contents, changed)).toEqual(encode(contents, changed))
    expect(framedContentBytes(contents, changed)).not.toEqual(framedContentBytes(contents, read))
  })
})
