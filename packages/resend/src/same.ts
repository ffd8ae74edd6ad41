/** Ids, hashes and credentials are public: no constant time is asked for. */
export const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i])
