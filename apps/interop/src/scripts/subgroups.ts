import { agree, freshId, type Stage } from "./stage.ts"
import type { Step } from "./step.ts"

interface Leaver {
  readonly reinitId: number
  readonly keyPackage: Uint8Array
}

/** A ReInit by its three roles: proposer, committer, welcomer; afterwards all are in the new group. */
export const reinit = async (stage: Stage, step: Step): Promise<void> => {
  const [proposer, committer, welcomer] = [step.text("proposer"), step.text("committer"), step.text("welcomer")]
  const all = [...new Set([committer, welcomer, ...step.texts("members"), ...(proposer === "" ? [] : [proposer])])]
  const [forcePath, externalTree] = [step.flag("forcePath"), step.flag("externalTree")]
  const groupId = stage.groupId(step.flag("changeGroupID"))
  if (step.flag("changeCipherSuite")) stage.changeSuite()

  const proposed =
    proposer === ""
      ? stage.recall(step.number("externalReinitProposal"), "proposal")
      : (
          await stage.client(proposer).ReInitProposal({
            stateId: stage.state(proposer),
            cipherSuite: stage.suite,
            groupId,
            extensions: step.extensions("extensions")
          })
        ).proposal
  const { commit } = await stage.client(committer).ReInitCommit({ stateId: stage.state(committer), byReference: [proposed] })

  const leaving = new Map<string, Leaver>()
  const adopted = await stage.client(committer).HandlePendingReInitCommit({ stateId: stage.state(committer) })
  leaving.set(committer, adopted)
  for (const member of all.filter((actor) => actor !== committer)) {
    const taken = await stage.client(member).HandleReInitCommit({ stateId: stage.state(member), proposal: [proposed], commit })
    agree(`epoch authenticator of the last epoch (${member})`, adopted.epochAuthenticator, taken.epochAuthenticator)
    leaving.set(member, taken)
  }

  const of = (actor: string): Leaver => leaving.get(actor) ?? { reinitId: 0, keyPackage: new Uint8Array(0) }
  const others = all.filter((actor) => actor !== welcomer)
  const old = new Map(stage.states)
  const keyPackage = others.map((actor) => of(actor).keyPackage)
  const made = await stage.client(welcomer).ReInitWelcome({ reinitId: of(welcomer).reinitId, keyPackage, forcePath, externalTree })
  stage.states.set(welcomer, made.stateId)
  for (const member of others) {
    const joined = await stage
      .client(member)
      .HandleReInitWelcome({ reinitId: of(member).reinitId, welcome: made.welcome, ratchetTree: made.ratchetTree })
    agree(`epoch authenticator of the successor (${member})`, made.epochAuthenticator, joined.epochAuthenticator)
    stage.states.set(member, joined.stateId)
  }
  await free(stage, old, all)
  stage.members = all
}

/** A branch; afterwards the actor and the members are in it, and the old group is given up. */
export const branch = async (stage: Stage, step: Step): Promise<void> => {
  const { actor } = step
  const members = step.texts("members")
  const [forcePath, externalTree] = [step.flag("forcePath"), step.flag("externalTree")]
  const keyPackages: Array<Uint8Array> = []
  for (const member of members) {
    const made = await stage.client(member).CreateKeyPackage({ cipherSuite: stage.suite, identity: Buffer.from(member) })
    stage.transactions.set(member, made.transactionId)
    keyPackages.push(made.keyPackage)
  }
  const old = new Map(stage.states)
  const extensions = step.extensions("extensions")
  const stateId = stage.state(actor)
  const made = await stage.client(actor).CreateBranch({ stateId, groupId: freshId(), extensions, keyPackages, forcePath, externalTree })
  stage.states.set(actor, made.stateId)
  for (const member of members) {
    const { ratchetTree, welcome } = made
    const transactionId = stage.transaction(member)
    const joined = await stage.client(member).HandleBranch({ stateId: stage.state(member), transactionId, welcome, ratchetTree })
    agree(`epoch authenticator of the branch (${member})`, made.epochAuthenticator, joined.epochAuthenticator)
    stage.states.set(member, joined.stateId)
  }
  await free(stage, old, [actor, ...members])
  stage.members = [actor, ...members]
}

/** Has these actors' clients forget the old group. */
const free = async (stage: Stage, old: ReadonlyMap<string, number>, actors: ReadonlyArray<string>): Promise<void> => {
  for (const actor of actors) {
    const stateId = old.get(actor)
    if (stateId !== undefined) await stage.client(actor).Free({ stateId })
  }
}
