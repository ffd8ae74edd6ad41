import { createHash } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import type { VectorFiles, VectorName } from "./files.ts"
import { officialVectors, type OfficialVector } from "./manifest.ts"

/** A file that is not there, or is not the file it should be. */
export class VectorFileError extends Error {
  override readonly name = "VectorFileError"
  readonly reason: "Missing" | "WrongHash"
  readonly file: string

  constructor(reason: "Missing" | "WrongHash", file: string, message: string) {
    super(message)
    this.reason = reason
    this.file = file
  }
}

/**
 * The folder with the official files: `COPATH_VECTORS`, else `shared/vectors` beside the repository. It may not exist; ask
 * {@link locateVectors} about a file.
 */
export const vectorFolder = (): string => {
  const named = process.env["COPATH_VECTORS"]
  return named === undefined || named === "" ? resolve(import.meta.dirname, "../../../../shared/vectors") : resolve(named)
}

/** The manifest's entry of a file. */
export const officialVector = (name: VectorName): OfficialVector => {
  const entry = officialVectors.find((vector) => vector.name === name)
  if (entry === undefined) throw new Error(`no official vector file is called ${name}`)
  return entry
}

/**
 * Path of a file, or `undefined` when it is not there. Looks in `test-vectors/` and `crypto/` below `folder`, then in `folder` itself, so
 * that the `test-vectors` folder of a clone of the working group's repository can be named directly.
 */
export const locateVectors = (name: VectorName, folder: string = vectorFolder()): string | undefined =>
  [join(folder, officialVector(name).folder, name), join(folder, name)].find((path) => existsSync(path))

/** Reads a file and checks its SHA-256. Throws {@link VectorFileError} when it is missing or not the official one. */
export const loadVectors = <Name extends VectorName>(name: Name, folder: string = vectorFolder()): VectorFiles[Name] => {
  const path = locateVectors(name, folder)
  if (path === undefined) throw new VectorFileError("Missing", name, `${name} is not in ${folder}`)
  const bytes = readFileSync(path)
  const expected = officialVector(name).sha256
  const actual = createHash("sha256").update(bytes).digest("hex")
  if (actual !== expected) {
    throw new VectorFileError("WrongHash", name, `${path} is not the official ${name}: SHA-256 is ${actual}, not ${expected}`)
  }
  // The hash fixes the content, so the interfaces above hold without a look at each field.
  return JSON.parse(bytes.toString("utf8")) as VectorFiles[Name]
}
