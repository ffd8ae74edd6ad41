import { isSuiteId } from "@copath/contracts"
import { makeClient } from "../client/client.ts"
import { listen } from "../service/server.ts"
import { dial } from "../service/stub.ts"
import { table } from "../table.ts"
import { type ConfigName, loadConfig } from "./files.ts"
import { play, type Played } from "./play.ts"
import { type Player, suitesOf } from "./stage.ts"

/** What to play. */
export interface Program {
  readonly configs: ReadonlyArray<ConfigName>
  /** Cipher suites; none for all that the clients have in common. */
  readonly suites: ReadonlyArray<number>
  /** With handshakes as private messages, as public ones, or first the one and then the other. */
  readonly handshakes: ReadonlyArray<"public" | "private">
  /** At most so many steps of a script; the members are compared after the last. */
  readonly steps?: number
  readonly progress?: (run: Run) => void
}

/** One script on one suite. */
export interface Run extends Played {
  readonly config: ConfigName
  readonly script: string
  readonly suite: number
  readonly handshake: "public" | "private"
  readonly milliseconds: number
}

/** Hangs up, and ends what was begun for the meeting. */
export interface Meeting {
  readonly players: ReadonlyArray<Player>
  readonly close: () => void
}

/** Dials clients that listen somewhere. */
export const meet = async (addresses: ReadonlyArray<string>): Promise<Meeting> => {
  const players = await Promise.all(
    addresses.map(async (address): Promise<Player> => {
      const stub = dial(address)
      const [{ name }, { ciphersuites }] = await Promise.all([stub.Name({}), stub.SupportedCiphersuites({})])
      // A client may know suites of later drafts as well.
      return { name, stub, suites: ciphersuites.filter(isSuiteId) }
    })
  )
  return {
    players,
    close: () => {
      for (const { stub } of players) stub.close()
    }
  }
}

/** Two clients of our own behind sockets: one by node:crypto, one by noble. */
export const ourOwn = async (): Promise<Meeting> => {
  const servers = await Promise.all([listen(makeClient("node"), 0), listen(makeClient("noble"), 0)])
  const { close, players } = await meet(servers.map(({ address }) => address))
  return {
    players,
    close: () => {
      close()
      for (const { stop } of servers) stop()
    }
  }
}

/** Plays the program with these clients, one script after another. */
export const runProgram = async (players: ReadonlyArray<Player>, program: Program): Promise<ReadonlyArray<Run>> => {
  const common = suitesOf(players)
  const suites = program.suites.length === 0 ? common : program.suites
  const missing = suites.find((id) => !common.includes(id))
  if (missing !== undefined) throw new Error(`not every client supports suite ${missing}`)
  const runs: Array<Run> = []
  for (const config of program.configs) {
    for (const [script, all] of loadConfig(config)) {
      const steps = program.steps === undefined ? all : all.slice(0, program.steps)
      for (const suite of suites) {
        for (const handshake of program.handshakes) {
          const begun = performance.now()
          const played = await play(steps, { players, suite, encryptHandshake: handshake === "private" })
          const run: Run = { ...played, config, script, suite, handshake, milliseconds: performance.now() - begun }
          runs.push(run)
          program.progress?.(run)
        }
      }
    }
  }
  return runs
}

/** Whether a run failed. */
export const isBroken = ({ failure }: Run): boolean => failure !== undefined

const titleOf = ({ config, script }: Run): string => `${config}/${script}`

/** One line for each script: how many of its runs went well, and what became of the others. */
export const report = (runs: ReadonlyArray<Run>): string => {
  const scripts = new Set(runs.map(titleOf))
  const rows = [...scripts].map((name) => {
    const of = runs.filter((run) => titleOf(run) === name)
    const good = of.filter(({ failure }) => failure === undefined).length
    const [first] = of
    const seconds = of.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000
    return [name, String(first?.steps ?? 0), String(first?.members ?? 0), `${good} of ${of.length}`, seconds.toFixed(1)]
  })
  const failures = runs.flatMap(({ config, failure, handshake, script, suite }) => {
    if (failure === undefined) return []
    return [`FAILED ${config}/${script}, suite ${suite}, ${handshake}: ${failure.message}\n  at step ${failure.step.slice(0, 300)}`]
  })
  return [table(["script", "steps", "members", "went well", "seconds"], rows), ...new Set(failures)].join("\n")
}
