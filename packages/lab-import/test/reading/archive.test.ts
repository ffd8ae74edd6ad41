import { zipSync } from "fflate"
import * as Result from "effect/Result"
import { assert, it } from "vitest"
import { type ArchiveEntry, listArchive, unpack } from "../../src/reading/archive.ts"
import { importLimits } from "../../src/importLimits.ts"
import { failure } from "../kit.ts"

const text = new TextEncoder().encode("hello ".repeat(1_000))
const zip = zipSync({ "a/deflated": text, stored: [text, { level: 0 }], empty: new Uint8Array(0) })
const entries = Result.getOrThrow(listArchive("slack-export", zip))
const entry = (name: string): ArchiveEntry => entries.find((one) => one.name === name) ?? assert.fail(name)
const marks = (bytes: Uint8Array, mark: number): ReadonlyArray<number> => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: bytes.length - 3 }, (_, i) => i).filter((i) => view.getUint32(i, true) === mark)
}
/** The archive with one number of its directory changed. */
const changed = (mark: number, offset: number, value: number): Uint8Array => {
  const copy = zip.slice()
  new DataView(copy.buffer).setUint16((marks(copy, mark)[0] ?? 0) + offset, value, true)
  return copy
}

it("lists and unpacks files that are deflated, stored or empty", () => {
  assert.deepStrictEqual(
    entries.map(({ name, size }) => [name, size]),
    [
      ["a/deflated", 6_000],
      ["stored", 6_000],
      ["empty", 0]
    ]
  )
  for (const { name } of entries.slice(0, 2)) assert.deepStrictEqual(Result.getOrThrow(unpack("slack-export", entry(name))), text)
  assert.strictEqual(Result.getOrThrow(unpack("slack-export", entry("empty"))).length, 0)
})

it("stops where a file is larger than the directory says, and refuses one that is smaller", () => {
  const bomb = zipSync({ bomb: new Uint8Array(2 ** 26) })
  const [packed] = Result.getOrThrow(listArchive("slack-export", bomb))
  assert.isDefined(packed)
  if (packed === undefined) return
  assert.isBelow(bomb.length, 2 ** 17)
  assert.match(failure(unpack("slack-export", { ...packed, size: 1_000 })).message, /bomb: more; expected: the 1000 bytes/)
  assert.match(failure(unpack("slack-export", { ...entry("a/deflated"), size: 6_001 })).message, /6000 bytes; expected: the 6001 bytes/)
  assert.match(failure(unpack("slack-export", { ...entry("stored"), size: 6_001 })).message, /6000 bytes; expected: the 6001 bytes/)
  const large = failure(unpack("slack-export", { ...packed, size: importLimits.zipEntry + 1 }))
  assert.strictEqual(large.reason, "TooLarge")
})

it("refuses damaged, encrypted and unknown archives, saying where", () => {
  const says = (bytes: Uint8Array): string => failure(listArchive("slack-export", bytes)).message
  assert.match(says(new Uint8Array(0)), /the file: no directory at its end/)
  assert.match(says(zip.subarray(0, zip.length - 30)), /the file: no directory at its end/)
  assert.match(says(changed(0x06054b50, 10, 9)), /file 4 of the archive: no entry/)
  assert.match(says(changed(0x06054b50, 10, 0xffff)), /a ZIP64 archive/)
  assert.match(says(changed(0x02014b50, 8, 1)), /a\/deflated: an encrypted file/)
  assert.match(says(changed(0x02014b50, 22, 0xff)), /a file that goes beyond the archive/)
  assert.match(says(changed(0x02014b50, 42, 7)), /no file where the directory has one/)
  assert.match(failure(unpack("slack-export", { ...entry("a/deflated"), method: 14 })).message, /compression method 14/)
  assert.match(failure(unpack("slack-export", { ...entry("a/deflated"), packed: text.subarray(0, 40) })).message, /a\/deflated: /)
})
