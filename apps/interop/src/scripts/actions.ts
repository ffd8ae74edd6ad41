import { randomBytes } from "node:crypto"
import { commitFully, join, takeIn } from "./changes.ts"
import { agree, freshId, type Stage } from "./stage.ts"
import type { Step } from "./step.ts"
import { branch, reinit } from "./subgroups.ts"

/** How one kind of step is played; `at` is the step's position. */
type Action = (stage: Stage, step: Step, at: number) => Promise<void>

const newcomer = async (stage: Stage, actor: string): Promise<Uint8Array> => {
  const made = await stage.client(actor).CreateKeyPackage({ cipherSuite: stage.suite, identity: Buffer.from(actor) })
  stage.transactions.set(actor, made.transactionId)
  return made.keyPackage
}

const createGroup: Action = async (stage, step, at) => {
  const { actor } = step
  const { encryptHandshake, suite: cipherSuite } = stage
  const members = step.texts("members")
  const groupId = freshId()
  const made = await stage.client(actor).CreateGroup({ groupId, cipherSuite, encryptHandshake, identity: Buffer.from(actor) })
  stage.states.set(actor, made.stateId)
  stage.keep(at, "group_id", groupId)
  stage.members = [actor]
  if (members.length === 0) return
  const proposalType = Buffer.from("add")
  const byValue: Array<{ readonly proposalType: Uint8Array; readonly keyPackage: Uint8Array }> = []
  for (const member of members) byValue.push({ proposalType, keyPackage: await newcomer(stage, member) })
  await commitFully(stage, { committer: actor, request: { byValue }, members: [], joiners: members })
}

const externalJoin: Action = async (stage, step, at) => {
  const joiner = step.text("joiner")
  const { encryptHandshake } = stage
  const published = await stage.client(step.actor).GroupInfo({ stateId: stage.state(step.actor), externalTree: step.flag("externalTree") })
  stage.keep(at, "group_info", published.groupInfo)
  const psks = step.numbers("psks").map((from) => ({ pskId: stage.recall(from, "psk_id"), pskSecret: stage.recall(from, "psk_secret") }))
  const prior = stage.states.get(joiner)
  const joined = await stage.client(joiner).ExternalJoin({
    ...published,
    encryptHandshake,
    identity: Buffer.from(joiner),
    removePrior: step.flag("removePrior"),
    psks
  })
  if (prior !== undefined) await stage.client(joiner).Free({ stateId: prior })
  stage.states.set(joiner, joined.stateId)
  stage.keep(at, "commit", joined.commit)
  const members = [...step.texts("members"), step.actor]
  await takeIn(stage, members, joined.commit, [], joined.epochAuthenticator)
  stage.members = [...members, joiner]
}

const installExternalPsk: Action = async (stage, step, at) => {
  const [pskId, pskSecret] = [randomBytes(32), randomBytes(32)]
  stage.keep(at, "psk_id", pskId)
  stage.keep(at, "psk_secret", pskSecret)
  for (const actor of step.texts("clients")) {
    const stateOrTransactionId = stage.states.get(actor) ?? stage.transaction(actor)
    await stage.client(actor).StorePSK({ stateOrTransactionId, pskId, pskSecret })
  }
}

/** A step that brings a proposal. */
const proposal =
  (propose: (stage: Stage, step: Step, stateId: number) => Promise<{ readonly proposal: Uint8Array }>): Action =>
  async (stage, step, at) => {
    const made = await propose(stage, step, stage.state(step.actor))
    stage.keep(at, "proposal", made.proposal)
  }

const requestOf = (stage: Stage, step: Step) => ({
  byReference: stage.recallAll(step.numbers("byReference"), "proposal"),
  byValue: step.steps("byValue").map((description) => stage.describe(description)),
  forcePath: step.flag("forcePath"),
  externalTree: step.flag("externalTree")
})

const keepCommit = (stage: Stage, at: number, made: Readonly<Record<"commit" | "welcome" | "ratchetTree", Uint8Array>>): void => {
  stage.keep(at, "commit", made.commit)
  stage.keep(at, "welcome", made.welcome)
  stage.keep(at, "ratchet_tree", made.ratchetTree)
}

/** The actions of the working group's scripts. */
export const actions: Readonly<Record<string, Action>> = {
  createGroup,
  externalJoin,
  installExternalPSK: installExternalPsk,
  reinit,
  branch,

  createKeyPackage: async (stage, { actor }, at) => stage.keep(at, "key_package", await newcomer(stage, actor)),

  joinGroup: async (stage, step) =>
    join(stage, step.actor, stage.recall(step.number("welcome"), "welcome"), stage.recall(step.number("welcome"), "ratchet_tree")),

  groupInfo: async (stage, step, at) => {
    const made = await stage.client(step.actor).GroupInfo({ stateId: stage.state(step.actor), externalTree: step.flag("externalTree") })
    stage.keep(at, "group_info", made.groupInfo)
    stage.keep(at, "ratchet_tree", made.ratchetTree)
  },

  addProposal: proposal((stage, step, stateId) =>
    stage.client(step.actor).AddProposal({ stateId, keyPackage: stage.recall(step.number("keyPackage"), "key_package") })
  ),
  updateProposal: proposal((stage, { actor }, stateId) => stage.client(actor).UpdateProposal({ stateId })),
  removeProposal: proposal((stage, step, stateId) =>
    stage.client(step.actor).RemoveProposal({ stateId, removedId: Buffer.from(step.text("removed")) })
  ),
  externalPSKProposal: proposal((stage, step, stateId) =>
    stage.client(step.actor).ExternalPSKProposal({ stateId, pskId: stage.recall(step.number("pskID"), "psk_id") })
  ),
  resumptionPSKProposal: proposal((stage, step, stateId) =>
    stage.client(step.actor).ResumptionPSKProposal({ stateId, epochId: String(step.number("epochID")) })
  ),
  groupContextExtensionsProposal: proposal((stage, step, stateId) =>
    stage.client(step.actor).GroupContextExtensionsProposal({ stateId, extensions: step.extensions("extensions") })
  ),

  fullCommit: async (stage, step, at) => {
    const request = requestOf(stage, step)
    const made = await commitFully(stage, {
      committer: step.actor,
      request,
      members: step.texts("members"),
      joiners: step.texts("joiners")
    })
    keepCommit(stage, at, made)
  },
  commit: async (stage, step, at) => {
    const stateId = stage.state(step.actor)
    keepCommit(stage, at, await stage.client(step.actor).Commit({ stateId, ...requestOf(stage, step) }))
  },
  handlePendingCommit: async (stage, { actor }) => {
    const { stateId } = await stage.client(actor).HandlePendingCommit({ stateId: stage.state(actor) })
    stage.states.set(actor, stateId)
  },
  handleCommit: async (stage, step) => {
    const proposal = stage.recallAll(step.numbers("byReference"), "proposal")
    const commit = stage.recall(step.number("commit"), "commit")
    const { stateId } = await stage.client(step.actor).HandleCommit({ stateId: stage.state(step.actor), proposal, commit })
    stage.states.set(step.actor, stateId)
  },

  protect: async (stage, step, at) => {
    const [authenticatedData, plaintext] = [Buffer.from(step.text("authenticatedData")), Buffer.from(step.text("plaintext"))]
    const { ciphertext } = await stage.client(step.actor).Protect({ stateId: stage.state(step.actor), authenticatedData, plaintext })
    stage.keep(at, "authenticatedData", authenticatedData)
    stage.keep(at, "plaintext", plaintext)
    stage.keep(at, "ciphertext", ciphertext)
  },
  unprotect: async (stage, step) => {
    const from = step.number("ciphertext")
    const opened = await stage
      .client(step.actor)
      .Unprotect({ stateId: stage.state(step.actor), ciphertext: stage.recall(from, "ciphertext") })
    agree("authenticated data", stage.recall(from, "authenticatedData"), opened.authenticatedData)
    agree("plaintext", stage.recall(from, "plaintext"), opened.plaintext)
  },

  newMemberAddProposal: async (stage, step, at) => {
    const joiner = step.text("joiner")
    const { groupInfo } = await stage.client(step.actor).GroupInfo({ stateId: stage.state(step.actor) })
    const asked = await stage.client(joiner).NewMemberAddProposal({ groupInfo, identity: Buffer.from(joiner) })
    stage.transactions.set(joiner, asked.transactionId)
    stage.keep(at, "proposal", asked.proposal)
  },
  addExternalSigner: async (stage, step, at) => {
    const signer = step.text("signer")
    const made = await stage.client(signer).CreateExternalSigner({ cipherSuite: stage.suite, identity: Buffer.from(signer) })
    stage.signers.set(signer, made.signerId)
    const { externalSender } = made
    const added = await stage.client(step.actor).AddExternalSigner({ stateId: stage.state(step.actor), externalSender })
    stage.keep(at, "proposal", added.proposal)
  },
  externalSignerProposal: async (stage, step, at) => {
    const member = step.text("member")
    const published = await stage.client(member).GroupInfo({ stateId: stage.state(member), externalTree: true })
    const description = stage.describe(step.step("description"))
    const signerId = stage.signers.get(step.actor) ?? 0
    const made = await stage.client(step.actor).ExternalSignerProposal({ signerId, ...published, description })
    stage.keep(at, "proposal", made.proposal)
  }
}
