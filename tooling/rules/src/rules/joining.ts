import type { Group } from "../rule.ts"

/** Ways into a group: a Welcome, an external commit, a PSK, a group that goes on in another. */
export const joining: ReadonlyArray<Group> = [
  {
    number: 14,
    title: "Welcome and GroupInfo",
    rows: [
      ["V241", "12.4.3.1", "a Welcome has an entry for a key package of ours", "WelcomeRejected NotForUs"],
      ["V242", "12.4.3.1", "it has no more than one for us", "WelcomeRejected Malformed"],
      ["V243", "12.4.3.1", "its suite is the package's", "WelcomeRejected SuiteMismatch"],
      ["V244", "12.4.3.1", "the group secrets open with the init key, for this group info", "WelcomeRejected Undecryptable"],
      ["V245", "12.4.3.1", "joiner and path secret have the KDF's length", "WelcomeRejected Malformed"],
      [
        "V246",
        "12.4.3.1",
        "PSKs are at hand, their nonces are of the right length, and none stands twice",
        "PskUnavailable, WelcomeRejected Malformed"
      ],
      ["V247", "12.4.3.1", "one PSK at most is for re-creating or branching", "WelcomeRejected Malformed"],
      ["V248", "12.4.3.1", "the group info opens with the welcome secret", "WelcomeRejected Undecryptable"],
      ["V249", "12.4.3.1", "the group info is signed by its signer's leaf", "BadSignature"],
      ["V250", "12.4.3.1", "the signer is a member", "WelcomeRejected Malformed"],
      ["V251", "12.4.3", "we are not in a group of that id", "WelcomeRejected GroupExists"],
      ["V252", "12.4.3.1", "group context and key package agree on suite and version", "WelcomeRejected SuiteMismatch"],
      ["V253", "12.4.3.1", "a tree is there", "WelcomeRejected NoTree"],
      ["V254", "12.4.3.1", "every leaf of the tree is valid", "Invalid, CredentialRefused"],
      ["V255", "12.4.3.1", "one leaf is ours, byte for byte", "WelcomeRejected NotInTree"],
      ["V256", "12.4.3.1", "the signer is not us", "WelcomeRejected Malformed"],
      ["V257", "12.4.3.1", "the path secret gives the tree's keys", "WelcomeRejected KeyMismatch, CgkaRejected KeyMismatch"],
      ["V258", "12.4.3.1", "a path secret is given only where there is a node to use it for", "WelcomeRejected Malformed"],
      ["V259", "12.4.3.1", "the confirmation tag verifies", "ConfirmationMismatch"],
      ["V260", "12.4.3.1", "a joiner follows the next commit", "ConfirmationMismatch"],
      ["V261", "8.1", "hashes of the group context have the hash's length", "WelcomeRejected Malformed"],
      ["V262", "13.4", "a joiner meets the required capabilities", "WelcomeRejected UnsupportedExtension"],
      ["V263", "12.4.3.1", "a join that fails leaves the key package as it was", "property"],
      ["V264", "16.8", "a join that succeeds deletes the init key", "property"],
      ["V265", "14", "a Welcome is sent once its commit is accepted", "property"],
      ["V266", "12.4.1", "every joiner is welcomed, with its own path secret", "property"],
      ["V267", "12.4.3", "a joiner learns who added it, and who is there, from authenticated data", "property"]
    ]
  },
  {
    number: 15,
    title: "joining by external commit",
    rows: [
      ["V268", "12.4.3.2", "the group info is verified as a Welcome's is", "as group 14"],
      ["V269", "12.4.3.2", "the group info has an external_pub", "ExternalJoinRejected NoExternalPub"],
      ["V270", "12.4.3.2", "the joiner complies with the group before it sends", "SendRejected Incompatible"],
      ["V271", "12.4.3.2", "a group info serves one join; a stale one leads to a fresh one", "DeliveryRefused StaleEpoch"],
      ["V272", "12.4.3.2", "a group info older than one already seen is refused", "ExternalJoinRejected Rollback"],
      ["V273", "12.4.3.2", "a resync removes our own old leaf", "SendRejected Invalid"]
    ]
  },
  {
    number: 16,
    title: "pre-shared keys",
    rows: [
      ["V274", "8.4", "a nonce has the KDF's length and is fresh", "Invalid"],
      ["V275", "8.4", "PSKs enter the schedule in the list's order", "ConfirmationMismatch"],
      ["V276", "8.4", "65535 PSKs are the most", "Invalid"],
      ["V277", "8.4, 8.6", "a resumption PSK is of a group and epoch that we hold", "PskUnavailable"],
      ["V278", "8.6", "resumption PSKs are erased when their time is over", "property"],
      ["V279", "8.4", "no PSKs give the all-zero secret", "vectors"],
      ["V280", "8.4", "PSK ids are compared whole", "PskUnavailable"]
    ]
  },
  {
    number: 17,
    title: "re-creating and branching",
    rows: [
      ["V281", "11.2", "the new group is the one that the ReInit announced", "ResumptionRejected Mismatch"],
      ["V282", "11.2", "it begins at epoch 1", "ResumptionRejected Mismatch"],
      ["V283", "11.2", "its PSK is of the old group's last epoch", "ResumptionRejected Mismatch"],
      ["V284", "12.4.3.1", "the old group ended in a ReInit", "ResumptionRejected NoReInit"],
      ["V285", "12.4.3.1", "all members of the old group are in the new", "ResumptionRejected Members"],
      ["V286", "11.3", "a branch has its parent's version and suite, and begins at epoch 1", "ResumptionRejected Mismatch"],
      ["V287", "11.3", "a branch holds members of its parent only", "ResumptionRejected Members"],
      ["V288", "11.2, 11.3", "the two usages appear nowhere else", "Invalid"],
      ["V289", "11.2", "of two re-creations one wins", "property"]
    ]
  }
]
