import * as Data from "effect/Data"

/**
 * A kit that is not made or not opened. `LiveEpoch`: a key of the present epoch was to go in; `Unknown`: a key that is not at hand; `Malformed`: these bytes are no sealed
 * kit; `OtherSuite`: it is of another cipher suite; `WrongKey`: it was sealed under another backup key, or changed since.
 */
export class KitRefused extends Data.TaggedError("KitRefused")<{
  readonly reason: "LiveEpoch" | "Unknown" | "Malformed" | "OtherSuite" | "WrongKey"
  readonly detail: string
}> {}
