import type { Fault } from "../fault.ts"

const group = (file: string): string => `packages/group/src/${file}.ts`
const wire = (file: string): string => `packages/wire/src/${file}.ts`
const tree = (file: string): string => `packages/membership/src/${file}.ts`

/** Groups 5, 6, 8 to 11: what makes a member, and what makes a list. */
export const memberFaults: ReadonlyArray<Fault> = [
  {
    rule: "V086",
    name: "nobody is asked about credentials",
    file: group("discharge"),
    find: "if (questions.length > 0)",
    replace: "if (questions.length < 0)"
  },
  {
    rule: "V087",
    name: "nobody is told what a credential replaces",
    file: tree("obligation"),
    find: "previous: previous === undefined ? undefined : { credential: previous.credential, signatureKey: previous.signatureKey }",
    replace: "previous: undefined"
  },
  {
    rule: "V088",
    name: "a new key under an old credential is nobody's business",
    file: tree("obligation"),
    find: "sameBytes(a.signatureKey, b.signatureKey) && sameBytes(encode",
    replace: "sameBytes(encode"
  },
  {
    rule: "V095",
    name: "leaves need no signature",
    file: group("discharge"),
    find: "const { check, sender, what } = signed",
    replace: 'const { check, sender, what } = signed\n  if (what === "LeafNodeTBS") return undefined'
  },
  {
    rule: "V096",
    name: "a leaf is signed for no place",
    file: wire("leafNode"),
    find: 'leaf.source._tag === "keyPackage" ?',
    replace: "leaf.source._tag.length > 0 ?"
  },
  {
    rule: "V100",
    name: "a tree's leaves are not judged",
    file: tree("rules/tree"),
    find: "unmergedAllTheWay,\n  leavesValid,",
    replace: "unmergedAllTheWay,"
  },
  {
    rule: "V109",
    name: "default types are listed",
    file: group("leaf"),
    find: "...extensions.map((kind) => kind.type),",
    replace: "1,\n      ...extensions.map((kind) => kind.type),"
  },
  {
    rule: "V115",
    name: "times are doubles",
    file: tree("rules/leaf"),
    find: "(source.lifetime.notBefore <= now && now <= source.lifetime.notAfter)",
    replace: "(Number(source.lifetime.notBefore) <= Number(now) && Number(now) <= Number(source.lifetime.notAfter))"
  },
  {
    rule: "V117",
    name: "a path's leaf is not judged as a leaf",
    file: tree("checkPathLeaf"),
    find: "firstObjection(leafRules, judged) ?? firstObjection(rules, question)",
    replace: "firstObjection(rules, question)"
  },
  {
    rule: "V118",
    name: "the resulting tree is not judged",
    file: tree("plan"),
    find: "result: resultRules",
    replace: "result: []"
  },
  {
    rule: "V136",
    name: "a reserved value stands in the group context too",
    file: group("create"),
    find: "const list = withMark(p, wanted)",
    replace: "const list = [...withMark(p, wanted), { extensionType: 0x0a0a, extensionData: new Uint8Array(0) }]"
  },
  {
    rule: "V140",
    name: "new external senders are taken at their word",
    file: tree("plan"),
    find: "if (extensions !== input.groupContext.extensions) list.push(",
    replace: "if (extensions.length > 10_000) list.push("
  },
  {
    rule: "V144",
    name: "proposals are kept unverified",
    file: group("receive"),
    find: "yield* verifyFramed(p, state, opened.signatory, opened.framed, opened.auth.signature)",
    replace: ""
  },
  {
    rule: "V145",
    name: "proposals outlive their epoch",
    file: group("epoch"),
    find: "sent: old.sent,\n      reInit",
    replace: "sent: old.sent,\n      proposals: old.proposals,\n      reInit"
  },
  {
    rule: "V147",
    name: "an Add's key package is not judged",
    file: tree("rules/proposal"),
    find: "senderMaySend,\n  addIsValid,",
    replace: "senderMaySend,"
  },
  {
    rule: "V161",
    name: "no proposal is judged by itself",
    file: tree("plan"),
    find: "proposal: proposalRules,",
    replace: "proposal: [],"
  },
  {
    rule: "V167",
    name: "the oldest change of a leaf is taken",
    file: group("proposals"),
    find: "of state.proposals.toReversed()",
    replace: "of state.proposals.slice()"
  },
  {
    rule: "V174",
    name: "joiners are added in reverse",
    file: tree("applyProposals"),
    find: "of proposals.entries()) {",
    replace: "of [...proposals.entries()].toReversed()) {"
  },
  {
    rule: "V175",
    name: "the rest of a list is judged by the old extensions",
    file: tree("plan"),
    find: "const terms = termsOf(input.groupContext.version, input.suiteId, extensions)",
    replace: "const terms = termsOf(input.groupContext.version, input.suiteId, input.groupContext.extensions)"
  },
  {
    rule: "V176",
    name: "joiners find their place before anybody has left",
    file: tree("treeDraft"),
    find: "this.firstBlank = leaf\n    return leafIndex(leaf)",
    replace: "this.firstBlank = leaf\n    return leafIndex(this.base.leafCount <= 2 * leaf ? leaf : this.leafCount)"
  },
  {
    rule: "V177",
    name: "the resulting tree is not judged",
    file: tree("plan"),
    find: "result: resultRules",
    replace: "result: []"
  },
  {
    rule: "V189",
    name: "an external joiner takes a new leaf",
    file: tree("applyProposals"),
    find: "const joiner = external ? draft.leftmostBlank()",
    replace: "const joiner = external ? leafIndex(tree.leafCount)"
  },
  {
    rule: "V190",
    name: "an external joiner's leaf is not judged as a leaf",
    file: tree("checkPathLeaf"),
    find: "firstObjection(leafRules, judged) ?? firstObjection(rules, question)",
    replace: "firstObjection(rules, question)"
  },
  {
    rule: "V192",
    name: "a joiner signs without the group context",
    file: wire("framing"),
    find: 'senderTag === "member" || senderTag === "newMemberCommit"',
    replace: 'senderTag === "member"'
  },
  {
    rule: "V194",
    name: "every commit needs a path",
    file: tree("rules/memberCommit"),
    find: "hasPath || !pathRequired(proposals, rules, registry)",
    replace: "hasPath"
  },
  {
    rule: "V195",
    name: "a path's leaf is not judged as a leaf",
    file: tree("checkPathLeaf"),
    find: "firstObjection(leafRules, judged) ?? firstObjection(rules, question)",
    replace: "firstObjection(rules, question)"
  }
]
