import type { Fault } from "../fault.ts"

const noble = (file: string): string => `packages/crypto-noble/src/${file}.ts`
const labels = "packages/contracts/src/labels.ts"
const discharge = "packages/group/src/discharge.ts"

/** Groups 2 and 7: keys, signatures, identifiers, key packages. */
export const keyFaults: ReadonlyArray<Fault> = [
  {
    rule: "V026",
    name: "every HPKE key is taken",
    file: discharge,
    find: "return p.suite.kem.validPublicKey(o.key) ? undefined : notAKey(o.rule, o.kind)",
    replace: "return undefined"
  },
  {
    rule: "V026",
    name: "any prefix makes an uncompressed point",
    file: noble("dhGroup"),
    find: "publicKey.length === publicKeyUncompressed && publicKey[0] === 4\n  return {\n    kemId",
    replace: "publicKey.length > 0\n  return {\n    kemId"
  },
  {
    rule: "V027",
    name: "a point of small order is a signature key",
    file: noble("eddsa"),
    find: "return point.isSmallOrder() ? undefined : point",
    replace: "return point"
  },
  {
    rule: "V028",
    name: "points of low order are public keys",
    file: noble("dhGroup"),
    find: "publicKey.length === size && !lowOrder.includes(coordinate(publicKey))",
    replace: "publicKey.length === size && coordinate(publicKey) >= 0n"
  },
  {
    rule: "V029",
    name: "a KEM output may be of any length",
    file: noble("dhGroup"),
    find: "publicKey.length === size && !lowOrder.includes(coordinate(publicKey))",
    replace: "!lowOrder.includes(coordinate(publicKey))"
  },
  {
    rule: "V030",
    name: "bytes after a DER signature are overlooked",
    file: noble("ecdsa"),
    find: "return curve.verify(signature, message,",
    replace: "return curve.verify(signature.subarray(0, 2 + (signature[1] ?? 0)), message,"
  },
  {
    rule: "V031",
    name: "S may be L or more",
    file: noble("eddsa"),
    find: "if (A === undefined || S >= Fn.ORDER) return undefined",
    replace: "if (A === undefined) return undefined"
  },
  {
    rule: "V032",
    name: "signatures have no label",
    file: labels,
    find: "signContentHead(prefixed(label), length)",
    replace: `signContentHead(prefixed(label === "" ? label : ""), length)`
  },
  {
    rule: "V033",
    name: "ciphertexts have no label",
    file: labels,
    find: "encode(encryptContextCodec, { label: prefixed(label), context })",
    replace: `encode(encryptContextCodec, { label: prefixed(label === "" ? label : ""), context })`
  },
  {
    rule: "V034",
    name: "a key of another algorithm is a signature key",
    file: discharge,
    find: "!p.suite.signature.validPublicKey(check.publicKey)",
    replace: "check.publicKey[0] !== 4 && !p.suite.signature.validPublicKey(check.publicKey)"
  },
  {
    rule: "V035",
    name: "a tag's beginning is the tag",
    file: "packages/contracts/src/secret.ts",
    find: "if (a.length !== b.length) return false\n  let difference = 0\n  for (let i = 0; i < a.length; i++)",
    replace: "let difference = 0\n  for (let i = 0; i < Math.min(a.length, b.length); i++)"
  },
  {
    rule: "V035",
    name: "a tag's last byte is not looked at",
    file: "packages/contracts/src/secret.ts",
    find: "for (let i = 0; i < a.length; i++)",
    replace: "for (let i = 0; i < a.length - 1; i++)"
  },
  {
    rule: "V036",
    name: "references have no label",
    file: labels,
    find: "encode(refHashInput, { label: utf8.encode(label), value })",
    replace: `encode(refHashInput, { label: utf8.encode(label === "" ? label : ""), value })`
  },
  {
    rule: "V037",
    name: "a reference's beginning is the reference",
    file: "packages/group/src/followCommit.ts",
    find: "byReference.get(hexOf(item.reference))",
    replace: "[...byReference].find(([text]) => text.startsWith(hexOf(item.reference)))?.[1]"
  },
  {
    rule: "V037",
    name: "a Welcome's entry is found by the beginning of its reference",
    file: "packages/group/src/openWelcome.ts",
    find: "equalBytes(s.newMember, mine.reference)",
    replace: "equalBytes(s.newMember, mine.reference.subarray(0, s.newMember.length))"
  },
  {
    rule: "V038",
    name: "every number is a suite",
    file: "packages/contracts/src/registeredSuites.ts",
    find: "Object.hasOwn(suiteNames, id)",
    replace: "Object.hasOwn(suiteNames, id) || id >= 0"
  },
  {
    rule: "V038",
    name: "a Welcome of another suite is tried",
    file: "packages/group/src/openWelcome.ts",
    find: "if (welcome.cipherSuite !== p.suiteId) {",
    replace: "if (welcome.cipherSuite === -1) {"
  },
  {
    rule: "V120",
    name: "a key package may speak another version than its envelope",
    file: "packages/wire/src/mlsMessage.ts",
    find: "message.keyPackage.version !== MLS10",
    replace: "message.keyPackage.version === -1"
  },
  {
    rule: "V122",
    name: "a key package's signature is not verified",
    file: discharge,
    find: "const { check, sender, what } = signed",
    replace: `const { check, sender, what } = signed\n  if (what === "KeyPackageTBS") return undefined`
  },
  {
    rule: "V125",
    name: "a key package's leaf is not judged",
    file: "packages/membership/src/rules/keyPackage.ts",
    find: "  packageExtensions,\n  packageLeaf\n]",
    replace: "  packageExtensions\n]"
  },
  {
    rule: "V127",
    name: "an identity has one init key",
    file: "packages/group/src/keyPackage.ts",
    find: "p.suite.kem.derive(p.random(p.suite.kem.seedSize))",
    replace: "p.suite.kem.derive(identity.signatureKey.secretKey)"
  },
  {
    rule: "V127",
    name: "a key package that was taken is still there",
    file: "packages/storage-memory/src/records.ts",
    find: "  removeBytes(table, name)\n  return found",
    replace: "  return found"
  },
  {
    rule: "V129",
    name: "the last-resort package is not kept",
    file: "packages/delivery-memory/src/directory.ts",
    find: "shelf?.oneTime.shift() ?? shelf?.lastResort?.slice()",
    replace: "shelf?.oneTime.shift()"
  },
  {
    rule: "V129",
    name: "the last-resort package goes first",
    file: "packages/delivery-memory/src/directory.ts",
    find: "shelf?.oneTime.shift() ?? shelf?.lastResort?.slice()",
    replace: "shelf?.lastResort?.slice() ?? shelf?.oneTime.shift()"
  },
  {
    rule: "V131",
    name: "a key package's reference is over what was signed",
    file: "packages/group/src/keyPackage.ts",
    find: "encode(keyPackageCodec, keyPackage))",
    replace: "keyPackageTbs(keyPackage))"
  }
]
