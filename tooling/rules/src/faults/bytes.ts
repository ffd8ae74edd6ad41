import type { Fault } from "../fault.ts"

const codec = (file: string): string => `packages/codec/src/${file}.ts`
const wire = (file: string): string => `packages/wire/src/${file}.ts`

/** Group 1: from bytes to structs. */
export const bytesFaults: ReadonlyArray<Fault> = [
  {
    rule: "V001",
    name: "any octet but 1 means absent",
    file: codec("composite"),
    find: `if (presence > 1) throw new DecodeFault("BadPresence", at, "presence octet 0 or 1")`,
    replace: ""
  },
  {
    rule: "V002",
    name: "a longer header than needed is taken",
    file: codec("length"),
    find: `if (prefix !== 0 && headerSize(length) !== 1 << prefix) throw new DecodeFault("VarintNotMinimal", at, "the shortest length header")`,
    replace: ""
  },
  {
    rule: "V003",
    name: "the prefix 11 is one byte's",
    file: codec("length"),
    find: `if (prefix === 3) throw new DecodeFault("VarintPrefix", at, "a length header of 1, 2 or 4 bytes")`,
    replace: ""
  },
  {
    rule: "V004",
    name: "a length is not held against what is left",
    file: codec("length"),
    find: 'if (length > r.remaining) throw new DecodeFault("LengthOverrun", at, `at most ${r.remaining} bytes`)',
    replace: ""
  },
  {
    rule: "V005",
    name: "a field may reach beyond the end",
    file: codec("reader"),
    find: 'if (this.end - at < count) throw new DecodeFault("Truncated", at, what ?? `${count} bytes`)',
    replace: "void what"
  },
  {
    rule: "V006",
    name: "an element may reach beyond its vector",
    file: codec("composite"),
    find: "r.end = end",
    replace: "r.end = outer"
  },
  {
    rule: "V007",
    name: "bytes after the value are overlooked",
    file: codec("codec"),
    find: `if (r.remaining > 0) throw new DecodeFault("Trailing", r.offset, "the end of the input")`,
    replace: ""
  },
  {
    rule: "V008",
    name: "bytes after an extension's value are overlooked",
    file: wire("extension"),
    find: "decode(codec, found.extensionData)",
    replace: `decode({ ...codec, read: (r) => { const a = codec.read(r); r.take(r.remaining); return a } }, found.extensionData)`
  },
  {
    rule: "V009",
    name: "a last element cut short is told as a cut message",
    file: codec("composite"),
    find: `cause instanceof DecodeFault && cause.reason === "Truncated"`,
    replace: "false"
  },
  {
    rule: "V010",
    name: "an unlisted tag means the first arm",
    file: codec("composite"),
    find: 'if (found === undefined) throw new DecodeFault("UnknownEnum", at, `${name}: ${list.map((a) => `${a.value} (${a.tag})`).join(", ")}`)\n      return readArm(found, r)',
    replace: "return readArm(found ?? (list[0] as PreparedArm), r)"
  },
  {
    rule: "V010",
    name: "a number outside of its list is taken",
    file: codec("primitives"),
    find: 'if (known === undefined) throw new DecodeFault("UnknownEnum", at, `${name}: ${values.join(", ")}`)\n    return known',
    replace: "return n as N"
  },
  {
    rule: "V011",
    name: "any version is read",
    file: wire("mlsMessage"),
    find: `if (r.u16() !== MLS10) throw new DecodeFault("BadVersion", at, "version mls10 (1)").within(".version")`,
    replace: "r.u16()"
  },
  {
    rule: "V012",
    name: "only the low byte of a wire format counts",
    file: wire("mlsMessage"),
    find: `union("MLSMessage", uint16, {`,
    replace: `union("MLSMessage", { ...uint16, read: (r) => (r.u16() & 0xff) || 1 }, {`
  },
  {
    rule: "V013",
    name: "an unknown type of credential is refused",
    file: codec("composite"),
    find: `return { _tag: "unknown", value, data: r.take(r.length()) }`,
    replace: `throw new DecodeFault("UnknownEnum", r.offset, name)`
  },
  {
    rule: "V014",
    name: "any length of input is read",
    file: codec("codec"),
    find: "bytes.length > MAX_INPUT ? tooLong(codec) : whole(codec, new Reader(copied",
    replace: "bytes.length > 2 ** 40 ? tooLong(codec) : whole(codec, new Reader(copied"
  },
  {
    rule: "V014",
    name: "a vector has as many elements as it likes",
    file: codec("composite"),
    find: 'if (count === MAX_ELEMENTS) throw new DecodeFault("LimitExceeded", at, `at most ${MAX_ELEMENTS} elements`)',
    replace: ""
  },
  {
    rule: "V015",
    name: "elements of no bytes end their vector",
    file: codec("composite"),
    find: `if (r.offset === at) throw new DecodeFault("LimitExceeded", at, "elements of at least one byte")`,
    replace: "if (r.offset === at) break"
  },
  {
    rule: "V016",
    name: "each of the first elements is read one call deeper",
    file: codec("composite"),
    find: "elements(r, () => items.push(element.read(r)))",
    replace:
      "const deeper = (n: number): A => (n === 0 ? element.read(r) : deeper(n - 1))\n    elements(r, () => items.push(deeper(Math.min(items.length, 9))))"
  },
  {
    rule: "V017",
    name: "another exception than ours leaves the decoder",
    file: codec("composite"),
    find: `if (presence > 1) throw new DecodeFault("BadPresence", at, "presence octet 0 or 1")`,
    replace: `if (presence > 1) throw new TypeError("presence")`
  },
  {
    rule: "V018",
    name: "several octets mean absent",
    file: codec("composite"),
    find: `if (presence > 1) throw new DecodeFault("BadPresence", at, "presence octet 0 or 1")`,
    replace: ""
  },
  {
    rule: "V019",
    name: "64 bits go through a double",
    file: codec("reader"),
    find: "return (BigInt(high) << 32n) | BigInt(this.u32())",
    replace: "return BigInt(high * 2 ** 32 + this.u32())"
  },
  {
    rule: "V020",
    name: "32 bits have a sign",
    file: codec("reader"),
    find: "| (b[at + 3] as number)) >>> 0",
    replace: "| (b[at + 3] as number))"
  },
  {
    rule: "V021",
    name: "fields are views of the caller's bytes",
    file: codec("codec"),
    find: "new Reader(copied(bytes), detaching)",
    replace: "new Reader(bytes, detaching)"
  },
  {
    rule: "V022",
    name: "an error shows what it did not like",
    file: codec("codec"),
    find: "expected: cause.expected }",
    replace: "expected: `${cause.expected}, not ${bytes.slice(cause.offset, cause.offset + 16)}` }"
  },
  {
    rule: "V023",
    name: "private content is always read as a proposal",
    file: wire("privateMessage"),
    find: "const body = contentBody(update, contentType, proposals)",
    replace: "const body = contentBody(update, 2, proposals)"
  },
  {
    rule: "V024",
    name: "sender data of eleven bytes is read",
    file: wire("privateMessage"),
    find: "senderDataStruct(4)",
    replace: "senderDataStruct(3)"
  },
  {
    rule: "V025",
    name: "arms are looked up in a plain object",
    file: codec("composite"),
    find: "const byTag = new Map(list.map((a) => [a.tag, a]))",
    replace:
      "const arms_: Record<string, PreparedArm> = Object.fromEntries(list.map((a) => [a.tag, a]))\n  const byTag = { get: (tag: string) => arms_[tag] }"
  }
]
