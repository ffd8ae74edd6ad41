import type { Fault } from "../fault.ts"

/** What is no check: orders, costs, what we send, and what the services around a group do. */
export const conductFaults: ReadonlyArray<Fault> = [
  {
    rule: "V083",
    name: "the new epoch sends with the old one's keys",
    file: "packages/group/src/epoch.ts",
    find: "sent: old.sent,\n      reInit: next.reInit",
    replace: "sent: old.sent,\n      protection: old.protection,\n      reInit: next.reInit"
  },
  {
    rule: "V089",
    name: "a certificate for any key will do",
    file: "packages/credential-x509/src/question.ts",
    find: 'if (!equalBytes(info, leaf.publicKeyInfo)) return Result.fail("a certificate for another key")',
    replace: ""
  },
  {
    rule: "V090",
    name: "nobody replaces a credential that is over",
    file: "packages/credential-x509/src/question.ts",
    find: "if (before !== undefined && rule(before) === identity) return undefined",
    replace: "if (before !== undefined && rule(before) === identity && question.signatureKey.length === 0) return undefined"
  },
  {
    rule: "V091",
    name: "the sender is looked up elsewhere",
    file: "packages/group/src/receive.ts",
    find: "sender: memberOf(opened)",
    replace: "sender: memberOf({ ...opened, sender: state.me })"
  },
  {
    rule: "V094",
    name: "a check that fails has nothing against it",
    file: "packages/credential-basic/src/custom.ts",
    find: "Effect.succeed(unavailable)",
    replace: "Effect.succeed(unavailable.detail === undefined ? unavailable : undefined)"
  },
  {
    rule: "V134",
    name: "extensions of unknown types lose their data",
    file: "packages/wire/src/extension.ts",
    find: "export const extension: Codec<Extension> = extensionStruct",
    replace:
      "export const extension: Codec<Extension> = {\n  ...extensionStruct,\n  read: (r) => {\n    const e = extensionStruct.read(r)\n    return e.extensionType > 5 ? { ...e, extensionData: new Uint8Array(0) } : e\n  }\n}"
  },
  {
    rule: "V135",
    name: "reserved values need not be listed",
    file: "packages/membership/src/rules/keyPackage.ts",
    find: "!isDefaultExtension(e.extensionType) && !listed.has(e.extensionType)",
    replace: "(e.extensionType & 0x0f0f) !== 0x0a0a && !isDefaultExtension(e.extensionType) && !listed.has(e.extensionType)"
  },
  {
    rule: "V137",
    name: "what some members support is supported",
    file: "packages/membership/src/rules/result.ts",
    find: 'const missing = q.terms.extensionTypes.find((type) => supporters(q, "extension", type) < q.tree.memberCount)',
    replace: 'const missing = q.terms.extensionTypes.find((type) => supporters(q, "extension", type) < 0)'
  },
  {
    rule: "V142",
    name: "extensions are put in order",
    file: "packages/wire/src/groupContext.ts",
    find: "extensions: vector(extension)",
    replace:
      "extensions: {\n    ...vector(extension),\n    write: (w, list) =>\n      vector(extension).write(\n        w,\n        list.toSorted((a, b) => a.extensionType - b.extensionType)\n      )\n  }"
  },
  {
    rule: "V160",
    name: "no custom type needs a path",
    file: "packages/membership/src/proposed.ts",
    find: "proposalKind(registry, proposal.proposalType)?.pathRequired === true",
    replace: "proposalKind(registry, proposal.proposalType)?.pathRequired === undefined"
  },
  {
    rule: "V181",
    name: "each joiner is compared with each",
    file: "packages/membership/src/rules/result.ts",
    find: "for (const { keyPackage, leaf } of added) {\n    if (tree.holdersOfSignatureKey",
    replace:
      "for (const { keyPackage, leaf } of added) {\n    for (const other of added) tree.holdersOfSignatureKey(other.keyPackage.leafNode.signatureKey)\n    if (tree.holdersOfSignatureKey"
  },
  {
    rule: "V191",
    name: "all epochs have one external key",
    file: "packages/schedule-rfc9420/src/external.ts",
    find: "return suite.kem.derive(epoch.external)",
    replace: "return suite.kem.derive(suite.kdf.expand(epoch.external, noBytes, 0))"
  },
  {
    rule: "V237",
    name: "of the new keys a receiver keeps the lowest",
    file: "packages/cgka-treekem/src/receive.ts",
    find: "path.push(key.success)",
    replace: "if (path.length === 0) path.push(key.success)"
  },
  {
    rule: "V266",
    name: "every joiner gets the first one's path secret",
    file: "packages/group/src/welcome.ts",
    find: "pathSecret: welcomes?.[i]",
    replace: "pathSecret: welcomes?.[i * 0]"
  },
  {
    rule: "V276",
    name: "a list may be of any length",
    file: "packages/membership/src/rules/proposalList.ts",
    find: "proposals.length <= MAX_PROPOSALS",
    replace: "proposals.length >= 0"
  },
  {
    rule: "V295",
    name: "an epoch that is over keeps its init secret",
    file: "packages/group/src/epoch.ts",
    find: "resumption: secrets.resumption }",
    replace: "resumption: secrets.init }"
  },
  {
    rule: "V303",
    name: "joiners are sealed to like others",
    file: "packages/double-join/src/path.ts",
    find: "joining.size === 0 ? resolution",
    replace: "joining.size >= 0 ? resolution"
  },
  {
    rule: "V305",
    name: "a group's id is zeros",
    file: "packages/group/src/create.ts",
    find: "groupId ?? p.random(16).expose().slice()",
    replace: "groupId ?? new Uint8Array(16)"
  },
  {
    rule: "V308",
    name: "messages are as long as they are",
    file: "packages/group/src/padding.ts",
    find: "while (size < length) size *= 2\n    return size - length",
    replace: "while (size < length) size *= 2\n    return (size - length) % 3"
  },
  {
    rule: "V311",
    name: "a member has one path secret",
    file: "packages/cgka-treekem/src/treekem9420.ts",
    find: "start: random(suite.kdf.size)",
    replace: "start: suite.kdf.extract(random(0), random(0))"
  }
]
