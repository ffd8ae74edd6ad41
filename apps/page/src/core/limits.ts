import { Data } from "effect"

/** What is bounded in a page, and how much of it is taken at most. A command line takes far more. */
export const most = {
  /** Devices in the group at one time. */
  members: 64,
  /** Events of a workload that are played. */
  events: 5_000,
  /** Events of a workload that is made or read before the first of them are taken. */
  madeEvents: 200_000,
  /** Characters of a workload's text. */
  characters: 20_000_000,
  /** Compositions times policies. */
  cells: 32
} as const

const words: Readonly<Record<keyof typeof most, (found: string, limit: string) => string>> = {
  members: (found, limit) => `${found} devices in the group at one time, and a page takes ${limit} at most: take fewer members or devices`,
  events: (found, limit) => `${found} events, and a page plays ${limit} at most: say below how many of them, or choose smaller settings`,
  madeEvents: (found, limit) => `about ${found} events would be made, and a page makes ${limit} at most: choose smaller settings`,
  characters: (found, limit) => `the text has ${found} characters, and a page reads ${limit} at most`,
  cells: (found, limit) => `${found} runs, one for each composition under each policy, and a page makes ${limit} at most: compare fewer`
}

const shown = (n: number): string => n.toLocaleString("en")

/** More than a page takes on: what of, how much was found, and what to do. */
export class TooLarge extends Data.TaggedError("TooLarge")<{ readonly what: keyof typeof most; readonly found: number }> {
  override get message(): string {
    return `${words[this.what](shown(this.found), shown(most[this.what]))}. The command line has no such limit.`
  }
}
