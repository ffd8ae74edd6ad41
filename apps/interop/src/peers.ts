import { Console, Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { endWith, listOf, runCommand, sentence } from "./commandLine.ts"
import { daveyRemarks } from "./peers/dave/davey.ts"
import type { Peer } from "./peers/peer.ts"
import { report } from "./peers/report.ts"
import { tryDavey, tryPeer } from "./peers/run.ts"
import { isExpected, type Trial } from "./peers/trial.ts"
import { tsMls } from "./peers/tsMls.ts"

const peers: ReadonlyArray<Peer> = [tsMls]
const suitesIn = listOf("cipher suite: give some of 1 to 7", (text) => (/^[1-7]$/.test(text) ? Number(text) : undefined))

const flags = {
  suite: Flag.String("suite").pipe(
    Flag.withDescription("Cipher suites, with commas between; default: all that a peer plays"),
    Flag.withMetavar("1,2"),
    Flag.withDefault("1,2,3,4,5,6,7"),
    Flag.mapTryCatch(suitesIn, sentence)
  )
}

const davey = async (): Promise<ReadonlyArray<Trial>> => {
  try {
    return await tryDavey()
  } catch (error) {
    process.stderr.write(`${sentence(error)}\n`)
    return []
  }
}

const command = Command.make(
  "interop:peers",
  flags,
  Effect.fnUntraced(function* ({ suite }) {
    const trials: Array<Trial> = []
    for (const peer of peers) {
      for (const remark of peer.remarks) yield* Console.log(`${peer.name}: ${remark}`)
      for (const id of peer.suites.filter((own) => suite.includes(own))) {
        for (const handshake of ["public", "private"] as const) {
          trials.push(...(yield* Effect.promise(() => tryPeer(peer, { suite: id, handshake }))))
        }
      }
    }
    if (suite.includes(2)) {
      for (const remark of daveyRemarks) yield* Console.log(`davey: ${remark}`)
      trials.push(...(yield* Effect.promise(davey)))
    }
    yield* Console.log(report(trials))
    yield* endWith(trials.every(isExpected) ? 0 : 1)
  })
).pipe(Command.withDescription("Plays scenarios of Copath with other MLS stacks in this process"))

runCommand(command, "choices: --suite 1,2 --help")
