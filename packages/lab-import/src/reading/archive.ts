import { Inflate } from "fflate"
import * as Result from "effect/Result"
import { ImportError } from "../importError.ts"
import { importLimits } from "../importLimits.ts"
import type { ImportKind } from "../importKinds.ts"

/** A file in a ZIP archive, as the directory at the archive's end describes it. */
export interface ArchiveEntry {
  /** With its folders, separated by `/`. */
  readonly name: string
  /** Bytes, unpacked. The archive says so, and {@link unpack} holds it to that. */
  readonly size: number
  /** 0: stored, 8: deflated. */
  readonly method: number
  readonly packed: Uint8Array
}

const fail = (kind: ImportKind, reason: "Malformed" | "TooLarge", place: string, found: string, expected: string) =>
  Result.fail(new ImportError({ kind, reason, place, found, expected }))

/** The directory: its end is looked for in the last 64 KiB, for a comment may follow. */
const DIRECTORY_END = 0x06054b50
const DIRECTORY = 0x02014b50
const FILE = 0x04034b50

/** Lists an archive without unpacking anything. Archives that are in several parts, encrypted or beyond 4 GiB are refused. */
export const listArchive = (kind: ImportKind, bytes: Uint8Array): Result.Result<ReadonlyArray<ArchiveEntry>, ImportError> => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const is = (at: number, mark: number, length: number): boolean =>
    at >= 0 && at + length <= bytes.length && view.getUint32(at, true) === mark
  const broken = (place: string, found: string) => fail(kind, "Malformed", place, found, "an undamaged ZIP archive")
  let end = bytes.length - 22
  while (end >= 0 && bytes.length - end < 65_558 && !is(end, DIRECTORY_END, 22)) end--
  if (!is(end, DIRECTORY_END, 22)) return broken("the file", "no directory at its end")
  const count = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  if (count === 0xffff || at === 0xffffffff) return fail(kind, "TooLarge", "the file", "a ZIP64 archive", "at most 65,534 files and 4 GiB")
  if (count > importLimits.zipEntries) return fail(kind, "TooLarge", "the file", `${count} files`, `at most ${importLimits.zipEntries}`)
  const entries: Array<ArchiveEntry> = []
  for (let i = 1; i <= count; i++) {
    if (!is(at, DIRECTORY, 46)) return broken(`file ${i} of the archive`, "no entry where the directory has one")
    const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)]
    const [packedSize, size] = [view.getUint32(at + 20, true), view.getUint32(at + 24, true)]
    const lengths = [28, 30, 32].map((offset) => view.getUint16(at + offset, true))
    const nameEnd = at + 46 + (lengths[0] ?? 0)
    const name = new TextDecoder().decode(bytes.subarray(at + 46, nameEnd))
    const local = view.getUint32(at + 42, true)
    if ((flags & 1) !== 0) return broken(name, "an encrypted file")
    if (!is(local, FILE, 30)) return broken(name, "no file where the directory has one")
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
    if (start + packedSize > bytes.length) return broken(name, "a file that goes beyond the archive")
    entries.push({ name, size, method, packed: bytes.subarray(start, start + packedSize) })
    at = nameEnd + (lengths[1] ?? 0) + (lengths[2] ?? 0)
  }
  return Result.succeed(entries)
}

/** So much is inflated at a time; what comes of it is a thousand times as much at most. */
const STEP = 2 ** 12

/** One file's bytes. Inflating stops as soon as there is more than the directory said, so that a small archive cannot fill the memory. */
export const unpack = (kind: ImportKind, entry: ArchiveEntry): Result.Result<Uint8Array, ImportError> => {
  const { method, name, packed, size } = entry
  if (size > importLimits.zipEntry) return fail(kind, "TooLarge", name, `${size} bytes`, `at most ${importLimits.zipEntry} unpacked`)
  const lies = (found: string) => fail(kind, "Malformed", name, found, `the ${size} bytes that the directory names`)
  if (method === 0) return packed.length === size ? Result.succeed(packed) : lies(`${packed.length} bytes`)
  if (method !== 8) return fail(kind, "Malformed", name, `compression method ${method}`, "0 (stored) or 8 (deflated)")
  const out = new Uint8Array(size)
  let length = 0
  const inflate = new Inflate((chunk) => {
    if (length + chunk.length <= size) out.set(chunk, length)
    length += chunk.length
  })
  const done = Result.try(() => {
    for (let at = 0; at < packed.length && length <= size; at += STEP) {
      inflate.push(packed.subarray(at, at + STEP), at + STEP >= packed.length)
    }
  })
  if (Result.isFailure(done)) return lies(`data that cannot be inflated (${String(done.failure)})`)
  if (length > size) return lies("more")
  return length < size ? lies(`${length} bytes`) : Result.succeed(out)
}
