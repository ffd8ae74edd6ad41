/** What an import takes at most, so that no file can exhaust the machine. Beyond each stands an `ImportError` with reason `TooLarge`. */
export const importLimits = {
  /** Bytes of a file; of a ZIP before it is unpacked. */
  file: 2 ** 28,
  /** Messages, joins, leaves and the like in one history. */
  records: 2_000_000,
  /** Bytes of one mail in an archive. */
  mail: 2 ** 25,
  /** Characters of one row of a table. */
  row: 2 ** 24,
  /** Files in a ZIP. */
  zipEntries: 100_000,
  /** Bytes of one file of a ZIP, unpacked. */
  zipEntry: 2 ** 26,
  /** Bytes of all files of a ZIP that are needed, unpacked. */
  zipTotal: 2 ** 28
} as const
