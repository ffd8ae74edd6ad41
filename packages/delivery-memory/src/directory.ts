import { type Claimed, NoKeyPackage } from "@copath/contracts"
import * as Result from "effect/Result"

interface Shelf {
  readonly oneTime: Array<Uint8Array>
  lastResort: Uint8Array | undefined
}

/** Key packages by client and suite: each one-time package leaves once, oldest first; the last-resort one stays (RFC 9420, 10 and 16.8). */
export interface Directory {
  /** Adds one-time packages, encoded; a `lastResort` takes the place of the one before. */
  readonly publish: (client: string, cipherSuite: number, packages: ReadonlyArray<Uint8Array>, lastResort: Uint8Array | undefined) => void
  /** The oldest one-time package, which is then gone; else the last-resort one, marked as such; else `NoKeyPackage`. */
  readonly take: (client: string, cipherSuite: number) => Result.Result<Claimed, NoKeyPackage>
  /** One-time packages left. */
  readonly count: (client: string, cipherSuite: number) => number
}

/** An empty directory. It keeps copies, and gives copies of what it keeps. */
export const directory = (): Directory => {
  const shelves = new Map<string, Shelf>()
  // The number comes first and holds no colon, so no two clients share a key.
  const key = (client: string, cipherSuite: number): string => `${cipherSuite}:${client}`
  return {
    publish: (client, cipherSuite, packages, lastResort) => {
      const at = key(client, cipherSuite)
      const shelf = shelves.get(at) ?? { oneTime: [], lastResort: undefined }
      for (const one of packages) shelf.oneTime.push(one.slice())
      if (lastResort !== undefined) shelf.lastResort = lastResort.slice()
      shelves.set(at, shelf)
    },
    take: (client, cipherSuite) => {
      const shelf = shelves.get(key(client, cipherSuite))
      const lastResort = shelf === undefined || shelf.oneTime.length === 0
      const found = shelf?.oneTime.shift() ?? shelf?.lastResort?.slice()
      return found === undefined ? Result.fail(new NoKeyPackage({ client, cipherSuite })) : Result.succeed({ message: found, lastResort })
    },
    count: (client, cipherSuite) => shelves.get(key(client, cipherSuite))?.oneTime.length ?? 0
  }
}
