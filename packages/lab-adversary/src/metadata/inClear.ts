/** Something that stands in a message for everybody to read. */
export interface InClear {
  /** For people: `epoch 3`, `leaf 2`, `1 remove`. */
  readonly value: string
  /** Where it begins, in bytes from the beginning of the message. */
  readonly offset: number
}

/** What one message says of itself to whoever has no key. What is not there is not said. */
export interface ReadMessage {
  /** The group's name. */
  readonly group?: InClear
  /** The epoch's number. */
  readonly epoch?: InClear
  /** Who sends it. */
  readonly sender?: InClear
  /** Whom it adds, or how many. */
  readonly adds?: InClear
  /** Whom it removes. */
  readonly removes?: InClear
  /** Who is in the group. */
  readonly membership?: InClear
  /** What is left when the readable head is taken off, and where it begins: what is sealed, if anything is. */
  readonly rest: { readonly offset: number; readonly bytes: Uint8Array }
}

/**
 * Reads what stands in clear in a message of some format; `undefined` for a message that is not of it. What an adversary's package knows of formats comes in
 * here and nowhere else.
 */
export type ReadInClear = (message: Uint8Array) => ReadMessage | undefined
