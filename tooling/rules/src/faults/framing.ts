import type { Fault } from "../fault.ts"

const group = (file: string): string => `packages/group/src/${file}.ts`
const wire = (file: string): string => `packages/wire/src/${file}.ts`
const keyChain = "packages/contracts/src/keyChain.ts"
const protection = (file: string): string => `packages/protection-secret-tree/src/${file}.ts`

/** Groups 3 and 4: framing, and private messages. */
export const framingFaults: ReadonlyArray<Fault> = [
  {
    rule: "V045",
    name: "signatures leave the wire format out",
    file: wire("framing"),
    find: "{ version: MLS10, wireFormat }",
    replace: "{ version: MLS10, wireFormat: wireFormat & 0 }"
  },
  {
    rule: "V051",
    name: "nobody outside has to sign",
    file: group("framing"),
    find: "return verifyWithLabel(p.suite, by.signatureKey, LABEL, framed.tbs, signature)",
    replace: "return framed.tbs.length > 0"
  },
  {
    rule: "V052",
    name: "nobody outside has to sign",
    file: group("framing"),
    find: "return verifyWithLabel(p.suite, by.signatureKey, LABEL, framed.tbs, signature)",
    replace: "return framed.tbs.length > 0"
  },
  {
    rule: "V053",
    name: "an ExternalInit is a proposal like any other",
    file: "packages/membership/src/rules/memberCommit.ts",
    find: '({ proposal }) => proposal._tag === "externalInit"',
    replace: "() => false"
  },
  {
    rule: "V053",
    name: "an external commit needs no ExternalInit",
    file: "packages/membership/src/rules/externalCommit.ts",
    find: "return count === 1 ?",
    replace: "return count <= 1 ?"
  },
  {
    rule: "V054",
    name: "a private message's signature is not verified",
    file: group("receive"),
    find: "yield* verifyFramed(p, state, opened.signatory, opened.framed, opened.auth.signature)",
    replace: ""
  },
  {
    rule: "V055",
    name: "any membership tag will do",
    file: group("open"),
    find: "!equalBytes(tag, message.membershipTag)",
    replace: "tag.length === 0"
  },
  {
    rule: "V056",
    name: "a membership tag is read wherever bytes are left",
    file: wire("framing"),
    find: 'membershipTag: content.sender._tag === "member" ? opaque.read(r)',
    replace: "membershipTag: r.remaining > 0 ? opaque.read(r)"
  },
  {
    rule: "V057",
    name: "members' signatures leave the group context out",
    file: wire("framing"),
    find: "bound ? context : nothing",
    replace: "bound ? nothing : nothing"
  },
  {
    rule: "V058",
    name: "strangers sign over the group context",
    file: wire("framing"),
    find: 'const bound = senderTag === "member" || senderTag === "newMemberCommit"',
    replace: 'const bound = senderTag !== "newMemberCommit" || context.length > 0'
  },
  {
    rule: "V059",
    name: "a late message is verified with today's key",
    file: group("open"),
    find: "authorAt(keys.leaves, opened.sender)",
    replace: "authorAt(state.tree, opened.sender)"
  },
  {
    rule: "V060",
    name: "a commit has no confirmation tag",
    file: wire("framing"),
    find: "contentType === contentTypes.commit ? confirmed.read(r)",
    replace: "contentType > 3 ? confirmed.read(r)"
  },
  {
    rule: "V061",
    name: "signatures are not verified",
    file: group("receive"),
    find: "yield* verifyFramed(p, state, opened.signatory, opened.framed, opened.auth.signature)",
    replace: ""
  },
  {
    rule: "V062",
    name: "an echo is a message",
    file: group("receive"),
    find: "if (isEcho(p.suite, state, message)) return",
    replace: "if (message.length === 0) return"
  },
  {
    rule: "V063",
    name: "a proposal that comes again is kept again",
    file: group("cacheProposal"),
    find: "epoch.proposals.some((c) => equalBytes(c.reference, reference))",
    replace: "epoch.proposals.some((c) => c.reference.length === 0)"
  },
  {
    rule: "V063",
    name: "a key that was kept for late messages opens several",
    file: keyChain,
    find: "skipped: chain.skipped.filter((k) => k !== key)",
    replace: "skipped: chain.skipped"
  },
  {
    rule: "V064",
    name: "everybody speaks as oneself",
    file: group("receive"),
    find: "sender: memberOf(opened)",
    replace: "sender: memberOf({ ...opened, sender: state.me })"
  },
  {
    rule: "V065",
    name: "sender data is sealed without a sample",
    file: "packages/sender-data/src/hidden.ts",
    find: "const sample = ciphertext.subarray(0, suite.kdf.size)",
    replace: "const sample = ciphertext.subarray(0, 0)"
  },
  {
    rule: "V066",
    name: "a short sample is filled up with zeros",
    file: "packages/sender-data/src/hidden.ts",
    find: "const sample = ciphertext.subarray(0, suite.kdf.size)",
    replace: "const sample = new Uint8Array(suite.kdf.size)\n  sample.set(ciphertext.subarray(0, suite.kdf.size))"
  },
  {
    rule: "V067",
    name: "blank leaves speak",
    file: protection("protect"),
    find: "!isMember(state.occupied, state.leafCount, sender) || sender === state.me",
    replace: "sender >= state.leafCount || sender === state.me"
  },
  {
    rule: "V068",
    name: "others send in my name",
    file: protection("protect"),
    find: "!isMember(state.occupied, state.leafCount, sender) || sender === state.me",
    replace: "!isMember(state.occupied, state.leafCount, sender)"
  },
  {
    rule: "V069",
    name: "authenticated data is not bound",
    file: wire("privateMessage"),
    find: 'struct("PrivateContentAAD", { groupId: opaque, epoch: uint64, contentType, authenticatedData: opaque })',
    replace: 'struct("PrivateContentAAD", { groupId: opaque, epoch: uint64, contentType })'
  },
  {
    rule: "V070",
    name: "there is one chain",
    file: protection("protect"),
    find: 'contentType === 1 ? "application" : "handshake"',
    replace: 'contentType > 0 ? "application" : "handshake"'
  },
  {
    rule: "V071",
    name: "padding is anything",
    file: wire("privateMessage"),
    find: "for (const byte of padding) if (byte !== 0)",
    replace: "for (const byte of padding) if (byte < 0)"
  },
  {
    rule: "V072",
    name: "each byte of padding is looked at sixty times",
    file: wire("privateMessage"),
    find: "for (const byte of padding) if (byte !== 0)",
    replace: "for (const i of padding.keys()) if (padding.subarray(i, i + 60).some((byte) => byte !== 0))"
  },
  {
    rule: "V073",
    name: "the reuse guard is left out",
    file: "packages/nonces/src/layers.ts",
    find: "i < reuseGuard.length",
    replace: "i < 0"
  },
  {
    rule: "V074",
    name: "a key that was kept for late messages opens several",
    file: keyChain,
    find: "skipped: chain.skipped.filter((k) => k !== key)",
    replace: "skipped: chain.skipped"
  },
  {
    rule: "V075",
    name: "a chain jumps one further than its limit",
    file: keyChain,
    find: "> maxForward)",
    replace: "> maxForward + 1)"
  },
  {
    rule: "V076",
    name: "every skipped key is kept",
    file: keyChain,
    find: "skipped.slice(Math.max(skipped.length - allowance, 0))",
    replace: "skipped.slice()"
  },
  {
    rule: "V077",
    name: "a forgery wipes the key that it was tried with",
    file: protection("protect"),
    find: "if (fresh) wipeKey(key)",
    replace: "wipeKey(key)"
  },
  {
    rule: "V078",
    name: "opening wipes the key, adopted or not",
    file: protection("protect"),
    find: "if (fresh) wipeKey(key)",
    replace: "wipeKey(key)"
  },
  {
    rule: "V079",
    name: "nothing is ever wiped",
    file: protection("protect"),
    find: "retired: opened ? retired : used",
    replace: "retired: []"
  },
  {
    rule: "V080",
    name: "the last generation is one like any other",
    file: keyChain,
    find: 'if (generation >= LAST_GENERATION) return Result.fail(new Unprotectable({ reason: "Exhausted" }))',
    replace: ""
  },
  {
    rule: "V082",
    name: "whoever has a number has a leaf",
    file: protection("protect"),
    find: "!isMember(state.occupied, state.leafCount, sender) || sender === state.me",
    replace: "sender === state.me"
  },
  {
    rule: "V085",
    name: "sender data names any leaf",
    file: protection("protect"),
    find: "header, state.me, key.generation",
    replace: "header, (state.me + 1) as LeafIndex, key.generation"
  }
]
