import type { Fault } from "../fault.ts"

const group = (file: string): string => `packages/group/src/${file}.ts`
const tree = (file: string): string => `packages/membership/src/${file}.ts`
const receive = "packages/cgka-treekem/src/receive.ts"

/** Groups 12 to 19: commits, trees, ways to join, and conduct. */
export const commitFaults: ReadonlyArray<Fault> = [
  {
    rule: "V196",
    name: "a path may have any number of nodes",
    file: receive,
    find: "if (update.length !== plan.steps.length)",
    replace: "if (update.length < plan.steps.length - 1)"
  },
  {
    rule: "V197",
    name: "a node may have any number of ciphertexts",
    file: receive,
    find: "if (encryptedPathSecret.length !== step.targets.length)",
    replace: "if (encryptedPathSecret.length < 0)"
  },
  {
    rule: "V199",
    name: "published keys are believed",
    file: receive,
    find: "unchecked === true || equalBytes(pair.publicKey, publicKey)",
    replace: "unchecked === true || pair.publicKey.length === publicKey.length"
  },
  {
    rule: "V201",
    name: "merged nodes keep their unmerged leaves",
    file: tree("merge"),
    find: "keys.has(node) ? fresh(keys.get(node)) : beside.parentAt(node)",
    replace:
      "keys.has(node)\n      ? ((made) => made && { ...made, unmergedLeaves: beside.parentAt(node)?.unmergedLeaves ?? [] })(fresh(keys.get(node)))\n      : beside.parentAt(node)"
  },
  {
    rule: "V202",
    name: "a path secret that does not open is zeros",
    file: receive,
    find: "if (opened === undefined || opened.length !== derivation.secretSize(suite)) {",
    replace: "if (sealed === undefined) {"
  },
  {
    rule: "V203",
    name: "every ciphertext is tried",
    file: receive,
    find: "const sealed = step.encryptedPathSecret.at(held.position)",
    replace:
      "for (const each of step.encryptedPathSecret) suite.hpke.open(held.pair, derivation.info(groupContext), noBytes, each)\n  const sealed = step.encryptedPathSecret.at(held.position)"
  },
  {
    rule: "V204",
    name: "a path secret may have any length",
    file: receive,
    find: "opened === undefined || opened.length !== derivation.secretSize(suite)",
    replace: "opened === undefined"
  },
  {
    rule: "V205",
    name: "published keys are believed",
    file: receive,
    find: "unchecked === true || equalBytes(pair.publicKey, publicKey)",
    replace: "unchecked === true || pair.publicKey.length === publicKey.length"
  },
  {
    rule: "V206",
    name: "who cannot read its path secret goes on with zeros",
    file: receive,
    find: 'return Result.fail(new CgkaRejected({ reason: "Undecryptable", node }))',
    replace: "return Result.succeed({ state, commitSecret: new Secret(new Uint8Array(suite.kdf.size)), retired })"
  },
  {
    rule: "V207",
    name: "path secrets are sealed under any context",
    file: "packages/contracts/src/labels.ts",
    find: "encode(encryptContextCodec, { label: prefixed(label), context })",
    replace: 'encode(encryptContextCodec, { label: prefixed(label), context: label === "UpdatePathNode" ? noBytes : context })'
  },
  {
    rule: "V207",
    name: "path secrets are sealed under the old epoch's context",
    file: group("path"),
    find: "contextBytes: contextBytes(context) }",
    replace: "contextBytes: contextBytes(old.context) }"
  },
  {
    rule: "V208",
    name: "the transcript leaves signatures out",
    file: group("transcript"),
    find: "hashConfirmedTranscript(suite.hash.digest, interim, wireFormat, framed, signature)",
    replace: "hashConfirmedTranscript(suite.hash.digest, interim, wireFormat, framed, signature.subarray(0, 0))"
  },
  {
    rule: "V209",
    name: "any confirmation tag will do",
    file: group("processCommit"),
    find: "equalBytes(confirmationTag, ahead.state.confirmationTag)",
    replace: "confirmationTag.length > 0"
  },
  {
    rule: "V210",
    name: "a commit that does not hold costs the init secret",
    file: group("processCommit"),
    find: "return yield* new ConfirmationMismatch(",
    replace: "state.secrets.init.wipe()\n    return yield* new ConfirmationMismatch("
  },
  {
    rule: "V211",
    name: "a missing PSK counts as none",
    file: group("epoch"),
    find: "if (secret === undefined)",
    replace: "if (secret === undefined) continue\n      if (secret === undefined)"
  },
  {
    rule: "V215",
    name: "a committer removes itself",
    file: "packages/membership/src/rules/memberCommit.ts",
    find: "noOwnUpdate,\n  noOwnRemove,",
    replace: "noOwnUpdate,"
  },
  {
    rule: "V217",
    name: "a commit of an epoch that is over is processed",
    file: group("open"),
    find: 'if (epoch < current) return refuse("StaleEpoch",',
    replace: 'if (epoch < 0n) return refuse("StaleEpoch",'
  },
  {
    rule: "V218",
    name: "every signature is verified twice",
    file: group("discharge"),
    find: "const { check, sender, what } = signed",
    replace: "const { check, sender, what } = signed\n  p.suite.signature.verify(check.publicKey, check.message, check.signature)"
  },
  {
    rule: "V223",
    name: "a leaf's hash leaves its index out",
    file: tree("treeHash"),
    find: "writer.u32(leaf)",
    replace: "writer.u32(0)"
  },
  {
    rule: "V226",
    name: "the sibling is hashed as it is today",
    file: tree("treeHash"),
    find: "if (concerned.length === 0) return",
    replace: "if (concerned.length >= 0) return"
  },
  {
    rule: "V235",
    name: "trees never shrink",
    file: tree("applyProposals"),
    find: "if (removed.length > 0) draft.truncate()",
    replace: ""
  },
  {
    rule: "V236",
    name: "the nodes above a removed leaf stay",
    file: tree("applyProposals"),
    find: 'draft.blankLeaf(leaf)\n    if (rules.onRemove === "blank") draft.blankAbove(leaf)',
    replace: "draft.blankLeaf(leaf)"
  },
  {
    rule: "V238",
    name: "leaves are compared pairwise",
    file: tree("rules/tree"),
    find: "leaves.find(({ leafNode }) => tree.holdersOfSignatureKey(leafNode.signatureKey).length > 1)",
    replace:
      "leaves.find(({ leaf, leafNode }) =>\n    leaves.some((other) => other.leaf !== leaf && tree.leafAt(other.leaf)?.signatureKey === leafNode.signatureKey)\n  )"
  },
  {
    rule: "V239",
    name: "a tree that came another way is believed",
    file: group("checkInfo"),
    find: "yield* Effect.fromResult(\n      checkTree({",
    replace: "yield* Effect.fromResult(\n      given !== undefined ? Result.succeed([]) : checkTree({"
  },
  {
    rule: "V249",
    name: "a GroupInfo needs no signature",
    file: group("checkInfo"),
    find: "yield* verifyInfo(p, author, tree, info, reader)",
    replace: ""
  },
  {
    rule: "V254",
    name: "a joiner believes every leaf",
    file: group("checkInfo"),
    find: "yield* discharge(p, { groupId, epoch, reader }, obligations)",
    replace: ""
  },
  {
    rule: "V255",
    name: "a leaf with our key is ours",
    file: group("join"),
    find: "if (bytes !== undefined && equalBytes(bytes, own))",
    replace: "if (bytes !== undefined)"
  },
  {
    rule: "V257",
    name: "a joiner's path secret may give other keys",
    file: receive,
    find: "unchecked === true || equalBytes(pair.publicKey, publicKey)",
    replace: "unchecked === true || pair.publicKey.length === publicKey.length"
  },
  {
    rule: "V258",
    name: "a path secret for a blank node is taken",
    file: "packages/cgka-treekem/src/join.ts",
    find: " || tree.keyAt(node) === undefined",
    replace: ""
  },
  {
    rule: "V259",
    name: "a joiner takes any confirmation tag",
    file: group("join"),
    find: "if (p.insiders.confirm && !equalBytes(state.confirmationTag, info.confirmationTag))",
    replace: "if (info.confirmationTag.length < 0)"
  },
  {
    rule: "V260",
    name: "a joiner begins another transcript",
    file: group("join"),
    find: "return { state: { ...state, pending: undefined }, inviter: signer }",
    replace: "return { state: { ...state, interimTranscriptHash: context.confirmedTranscriptHash, pending: undefined }, inviter: signer }"
  },
  {
    rule: "V263",
    name: "a join that fails costs the init key",
    file: group("join"),
    find: "const me = yield* Effect.fromResult(ownLeaf(tree, mine))",
    replace: "mine.initKey.secretKey.wipe()\n  const me = yield* Effect.fromResult(ownLeaf(tree, mine))"
  },
  {
    rule: "V268",
    name: "a GroupInfo is believed by whoever joins by it",
    file: group("checkInfo"),
    find: "yield* verifyInfo(p, author, tree, info, reader)",
    replace: ""
  },
  {
    rule: "V274",
    name: "every nonce is zeros",
    file: group("psk"),
    find: "random(suite.kdf.size).expose().slice()",
    replace: "new Uint8Array(suite.kdf.size * (random === undefined ? 0 : 1))"
  },
  {
    rule: "V275",
    name: "PSKs enter in an order of their own",
    file: group("epoch"),
    find: "return p.schedule.psk(list)",
    replace: "return p.schedule.psk(list.toSorted((a, b) => (String(a.id) < String(b.id) ? -1 : 1)))"
  },
  {
    rule: "V277",
    name: "another group's resumption PSK is taken for ours",
    file: group("psk"),
    find: "state === undefined || !equalBytes(id.pskGroupId, state.context.groupId)",
    replace: "state === undefined"
  },
  {
    rule: "V278",
    name: "resumption secrets are kept for ever",
    file: group("epoch"),
    find: "[entry, ...old.past].slice(0, options.pastEpochs)",
    replace: "[entry, ...old.past].slice(0, 1000 + options.pastEpochs)"
  },
  {
    rule: "V279",
    name: "no PSKs give a secret of ones",
    file: "packages/contracts/src/pskChain.ts",
    find: "let secret = zeros(suite)",
    replace: "let secret = zeros(suite)\n  secret.expose().fill(1)"
  },
  {
    rule: "V280",
    name: "the beginning of a PSK's id is its id",
    file: group("psk"),
    find: "hexOf(id.pskId)",
    replace: "hexOf(id.pskId.subarray(0, 2))"
  },
  {
    rule: "V288",
    name: "PSKs of a re-creation stand anywhere",
    file: "packages/membership/src/rules/proposal.ts",
    find: "input.resumption !== undefined && proposal.psk.usage === resumptionUsages[input.resumption]",
    replace: "proposal.psk.usage > 0"
  },
  {
    rule: "V290",
    name: "making a commit uses the init secret up",
    file: group("commit"),
    find: 'const closed = closedFor(state, "commit")',
    replace: 'state.secrets.init.wipe()\n  const closed = closedFor(state, "commit")'
  },
  {
    rule: "V297",
    name: "secrets of an epoch that is over are kept",
    file: receive,
    find: "const { retired, state } = follow(before, tree)",
    replace: "const { retired } = follow(before, tree)\n  const state = before"
  },
  {
    rule: "V304",
    name: "reuse guards are constant",
    file: "packages/nonces/src/layers.ts",
    find: "carry: (random) => random(4).expose()",
    replace: "carry: (random) => Uint8Array.of(1, 2, 3, random === undefined ? 0 : 4)"
  },
  {
    rule: "V306",
    name: "GREASE has one value",
    file: group("grease"),
    find: "((random(1).expose()[0] as number) % 15) * 16 + 0x0a",
    replace: "(random === undefined ? 1 : 0) * 16 + 0x0a"
  },
  {
    rule: "V307",
    name: "blanks at the right end are sent",
    file: tree("treeForm"),
    find: "return nodes.slice(0, end)",
    replace: "return nodes.slice(0, end + 1)"
  },
  {
    rule: "V309",
    name: "lifetimes begin now",
    file: group("keyPackage"),
    find: "now > 3600n ? now - 3600n : 0n",
    replace: "now"
  },
  {
    rule: "V310",
    name: "proposals by reference are left out",
    file: group("proposals"),
    find: 'if (take === "none") return []',
    replace: 'if (take === "none" || take === "all") return []'
  }
]
