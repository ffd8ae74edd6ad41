/**
 * Why a field stands where an outsider reads it (R067, R068): a sentence for each field, in the shape of the decoded message. Lists are passed through, so a
 * field of every element has one sentence; below a field that selects, `type` is the selecting value and each arm stands under its name.
 */
export type Why = string | { readonly [field: string]: Why }

/** Structures that stand in several places, by what they are called: a page lists each of them once. */
export const structures = new Map<Why, string>()

const named = (name: string, why: Why): Why => {
  structures.set(why, name)
  return why
}

const version = "a reader of another version must not guess"
const suite = "who cannot compute it must not try"
const groupId = "the delivery service sends it to this group's members; a member finds its state by it"
const epoch = "the delivery service takes one commit an epoch; a member finds the epoch's keys by it"
const authenticatedData = "the application's own, for whoever is between: it is what the application puts there"
const wireFormat = "tells which of five structures follows"

const credential = named("Credential", { type: "tells how to check it", basic: { identity: "members see who is in the group" } })
const capabilities = {
  versions: "a group is made of what all its members can do",
  cipherSuites: "as above",
  extensions: "as above",
  proposals: "as above",
  credentials: "as above"
}

const sources = {
  keyPackage: { lifetime: { notBefore: "clients refuse what is not valid yet", notAfter: "and what is not valid any more" } },
  update: {},
  commit: { parentHash: "shows that the parents above were set by this commit" }
} as const

/** A leaf as an outsider sees it, from these sources. */
const leaf = (...from: ReadonlyArray<keyof typeof sources>): Why =>
  named("LeafNode", {
    encryptionKey: "others seal path secrets to it",
    signatureKey: "whoever checks a signature of this member's needs it",
    credential,
    capabilities,
    source: {
      type: "tells what else is signed",
      ...Object.fromEntries(from.filter((s) => s !== "update").map((s) => [s, sources[s]] as const))
    },
    extensions: "a member's own, such as a name of its client; none here",
    signature: "shows that the owner of the signature key made this leaf"
  })

const keyPackage: Why = named("KeyPackage", {
  version,
  cipherSuite: suite,
  initKey: "the Welcome is sealed to it",
  leafNode: leaf("keyPackage"),
  extensions: "a client's own, such as whether it is its last key package; none here",
  signature: "shows that whoever made the leaf made the whole"
})

const reference = "names a proposal that came before, by its hash"
const path: Why = named("UpdatePath", {
  leafNode: leaf("commit"),
  nodes: {
    encryptionKey: "who comes later seals to it, and the tree hash covers it",
    encryptedPathSecret: {
      kemOutput: "each member finds and opens its own",
      ciphertext: "as above; their number tells how fragmented the tree is"
    }
  }
})
const externalSenders: Why = { signatureKey: "who checks its proposals needs it", credential }
const extensionsProposed: Why = { type: "tells what it is", externalSenders }

const proposals = {
  add: { keyPackage },
  update: { leafNode: leaf("update") },
  remove: { removed: "names the leaf that goes" },
  psk: {
    type: "tells where the key comes from",
    external: { pskId: "names the key that each member is to mix in", pskNonce: "makes each injection of it a new one" }
  },
  reInit: { groupId: "names the successor", version: "the successor's", cipherSuite: "the successor's", extensions: "the successor's" },
  externalInit: { kemOutput: "members open it for the new init secret" },
  groupContextExtensions: { extensions: extensionsProposed }
} as const

/** Proposals of these kinds. */
const proposed = (...kinds: ReadonlyArray<keyof typeof proposals>): Why => ({
  type: "tells what is to change",
  ...Object.fromEntries(kinds.map((kind) => [kind, proposals[kind]] as const))
})

const auth: Why = {
  signature: "whoever has the tree can check who said it",
  confirmationTag: "members compare; a Welcome's reader too"
}
const publicFrame = { version, type: wireFormat }
const head = { groupId, epoch, authenticatedData }

const publicHandshake: Why = {
  ...publicFrame,
  publicMessage: {
    content: {
      ...head,
      sender: { type: "tells whose key signs", member: { leafIndex: "finds the signer's leaf" } },
      content: {
        type: "a commit must be the first of its epoch",
        proposal: proposed("add", "update", "remove", "psk", "reInit", "groupContextExtensions"),
        commit: { proposals: { type: "told or referred to", reference, proposal: proposed("add", "remove", "psk") }, path }
      }
    },
    auth,
    membershipTag: "a member sees that a member sent it; an outsider can make nothing of it"
  }
}

/** Whoever has no key of the group cannot seal to it: in every option these are public messages (RFC 9420, 6.2). */
const fromOutside: Why = {
  ...publicFrame,
  publicMessage: {
    content: {
      ...head,
      sender: { type: "tells whose key signs", external: { senderIndex: "finds it in the group's list" } },
      content: {
        type: "a commit must be the first of its epoch",
        proposal: proposed("add", "remove"),
        commit: { proposals: { type: "by value here", proposal: proposed("externalInit", "remove") }, path }
      }
    },
    auth
  }
}

const sealedBody = {
  encryptedSenderData: "members find the sender's ratchet by it; an outsider sees 28 bytes and who sent nothing",
  ciphertext: "the text, signature and padding, sealed; its length shows, up to the padding's bucket"
}

/** A message that is sealed, around this body. */
const privateMessage = (body: Why, contentType: string): Why => ({
  ...publicFrame,
  privateMessage: { ...head, contentType, body }
})

const application = "chooses the chain of keys"
const handshake = "chooses the chain of keys, and tells the delivery service that a commit must be the first of its epoch"

const parent: Why = {
  encryptionKey: "others seal to it",
  parentHash: "shows which commit set the parents above",
  unmergedLeaves: "who does not know the key"
}

/** A GroupInfo that was published for whoever may join by itself; in a Welcome it is sealed. `mark`: extensions that name a composition. */
const groupInfo = (mark: Why): Why => ({
  ...publicFrame,
  groupInfo: {
    groupContext: {
      version,
      cipherSuite: suite,
      groupId,
      epoch: "a joiner must not join an epoch that is over",
      treeHash: "the tree is checked against it",
      confirmedTranscriptHash: "a joiner goes on from it",
      extensions: mark
    },
    extensions: {
      type: "tells what it is",
      externalPub: { externalPub: "the joiner seals to it" },
      ratchetTree: { type: "leaf or parent", leaf: leaf("keyPackage", "update", "commit"), parent }
    },
    confirmationTag: "the joiner goes on from it",
    signer: "finds the signer's leaf in the tree",
    signature: "shows that a member vouches for it"
  }
})

const welcome: Why = {
  ...publicFrame,
  welcome: {
    cipherSuite: suite,
    secrets: {
      newMember: "a joiner finds its entry: the hash of its key package, which the directory knows",
      encryptedGroupSecrets: { kemOutput: "each joiner opens its own", ciphertext: "as above" }
    },
    encryptedGroupInfo: "for the joiners together; its length tells the group's size if the tree is in it"
  }
}

/** What travels, as far as outsiders can tell it apart. */
export type Kind = "application" | "handshake" | "from outside" | "welcome" | "group info" | "key package"

/** For each option of the axis, what an outsider sees of each kind of message. Nothing else may be seen, and all of it is. */
export const visibleFields: Readonly<Record<string, Readonly<Record<Kind, Why>>>> = (() => {
  const everywhere = { "from outside": fromOutside, welcome, "key package": { ...publicFrame, keyPackage } }
  const unmarked: Why = { type: "tells what it is", externalSenders }
  const told = { type: "tells which of the two protections seals it" }
  return {
    plain: {
      ...everywhere,
      application: privateMessage(sealedBody, application),
      handshake: publicHandshake,
      "group info": groupInfo(unmarked)
    },
    "enc-ratchet": {
      ...everywhere,
      application: privateMessage(sealedBody, application),
      handshake: privateMessage(sealedBody, handshake),
      "group info": groupInfo(unmarked)
    },
    "enc-fixed": {
      ...everywhere,
      application: privateMessage({ ...told, inner: sealedBody }, application),
      handshake: privateMessage({ ...told, fixed: sealedBody }, handshake),
      "group info": groupInfo({
        type: "tells what it is",
        externalSenders,
        composition: "a client of another composition refuses to join",
        requiredCapabilities: {
          extensionTypes: "a joiner must have these",
          proposalTypes: "a joiner must have these",
          credentialTypes: "a joiner must have these"
        }
      })
    }
  }
})()

/** The fields that a tree of reasons speaks of, with their reasons, in order. `instead`: what to say of a whole subtree, if not of its fields. */
export const fieldsOf = (
  why: Why,
  instead: (why: Why) => string | undefined = () => undefined,
  at = ""
): ReadonlyArray<readonly [field: string, reason: string]> => {
  if (typeof why === "string") return [[at, why]]
  const whole = at === "" ? undefined : instead(why)
  if (whole !== undefined) return [[at, whole]]
  return Object.entries(why).flatMap(([field, inner]) => fieldsOf(inner, instead, at === "" ? field : `${at}.${field}`))
}
