import { actions } from "./actions.ts"
import { agree, type Player, Stage } from "./stage.ts"
import { actorsOf, type Script } from "./step.ts"

/** How one script is played. */
export interface Setup {
  readonly suite: number
  /** Whether proposals and commits are private messages. */
  readonly encryptHandshake: boolean
  /** The clients; each actor in turn is played by the next one. */
  readonly players: ReadonlyArray<Player>
}

/** How it went: every step was played, or one failed. */
export interface Played {
  readonly steps: number
  /** Who was in the group in the end, and was found to agree with the others. */
  readonly members: number
  readonly failure: { readonly step: string; readonly message: string } | undefined
}

/** Of larger groups, only the first so many talk to each other in the end. */
const TALKING = 8

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The members share an epoch: same authenticator, same exported secret, and everybody understands everybody (test-scenarios, "common state"). */
const compare = async (stage: Stage): Promise<void> => {
  const context = Buffer.from("common state")
  const [first, ...others] = await Promise.all(
    stage.members.map(async (actor) => {
      const stateId = stage.state(actor)
      const client = stage.client(actor)
      const { stateAuthSecret } = await client.StateAuth({ stateId })
      const { exportedSecret } = await client.Export({ stateId, label: "interop", context, keyLength: 48 })
      return { actor, stateAuthSecret, exportedSecret }
    })
  )
  if (first === undefined) return
  for (const { actor, exportedSecret, stateAuthSecret } of others) {
    agree(`epoch authenticator in the end (${actor})`, first.stateAuthSecret, stateAuthSecret)
    agree(`exported secret (${actor})`, first.exportedSecret, exportedSecret)
  }
  const talking = stage.members.slice(0, TALKING)
  for (const sender of talking) {
    const [authenticatedData, plaintext] = [Buffer.from(`from ${sender}`), Buffer.from(`hello from ${sender}`)]
    const { ciphertext } = await stage.client(sender).Protect({ stateId: stage.state(sender), authenticatedData, plaintext })
    for (const receiver of talking.filter((actor) => actor !== sender)) {
      const opened = await stage.client(receiver).Unprotect({ stateId: stage.state(receiver), ciphertext })
      agree(`data authenticated by ${sender} (${receiver})`, authenticatedData, opened.authenticatedData)
      agree(`message of ${sender} (${receiver})`, plaintext, opened.plaintext)
    }
  }
}

/** Plays a script, compares the members' states in the end, and has the clients forget them. */
export const play = async (script: Script, { encryptHandshake, players, suite }: Setup): Promise<Played> => {
  const cast = actorsOf(script).flatMap((actor, i) => {
    const player = players[i % players.length]
    return player === undefined ? [] : [[actor, player] as const]
  })
  const stage = new Stage(new Map(cast), suite, encryptHandshake)
  let current = "before the first step"
  let failure: Played["failure"]
  try {
    for (const [at, step] of script.entries()) {
      current = `${at} ${step.source}`
      const action = actions[step.action]
      if (action === undefined) throw new Error(`there is no action "${step.action}"`)
      await action(stage, step, at)
    }
    current = "after the last step"
    await compare(stage)
    for (const [actor, stateId] of stage.states) await stage.client(actor).Free({ stateId })
  } catch (error) {
    failure = { step: current, message: reasonOf(error) }
  }
  return { steps: script.length, members: stage.members.length, failure }
}
