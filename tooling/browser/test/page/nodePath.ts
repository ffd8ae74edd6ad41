/*
 * As much of `node:path` as the loader of the official vectors uses, for paths of which the first is absolute.
 */

export const join = (...parts: ReadonlyArray<string>): string => parts.join("/")

export const resolve = (...parts: ReadonlyArray<string>): string => join(...parts)
