import type { Group } from "../rule.ts"

/** How a commit is processed, and what a tree is. */
export const commits: ReadonlyArray<Group> = [
  {
    number: 12,
    title: "processing a commit",
    rows: [
      ["V193", "12.4", "a path is there when the list needs one", "Invalid"],
      ["V194", "12.4", "Adds, PSKs and a ReInit need no path", "accepted"],
      ["V195", "12.4.2", "the path's leaf is valid as a committed leaf", "Invalid"],
      ["V196", "7.6", "a path has one node for each of the filtered direct path", "CgkaRejected PathLength"],
      [
        "V197",
        "7.6",
        "a path's node has one ciphertext for each node of the copath's resolution, joiners apart",
        "CgkaRejected PathLength"
      ],
      ["V198", "12.4.2", "a path's keys are new", "Invalid"],
      ["V199", "7.5", "a path's nodes are in order, and nodes beside it stay blank", "CgkaRejected KeyMismatch, Invalid"],
      ["V200", "7.9.2", "the leaf's parent hash is that of the merged tree", "Invalid"],
      ["V201", "7.5", "merged nodes list no unmerged leaves but this commit's joiners above them", "ConfirmationMismatch"],
      ["V202", "7.5", "our path secret opens under the provisional group context", "CgkaRejected Undecryptable"],
      ["V203", "7.5", "one key is tried: that of the node we hold", "property"],
      ["V204", "7.4", "a path secret has the KDF's length", "CgkaRejected Undecryptable"],
      ["V205", "7.5", "keys derived from the path secret are the published ones", "CgkaRejected KeyMismatch"],
      ["V206", "16.12", "only those hit by a bad ciphertext refuse the commit", "CgkaRejected"],
      [
        "V207",
        "12.4.2",
        "the provisional context has new epoch, tree and extensions, and the old transcript",
        "CgkaRejected Undecryptable"
      ],
      ["V208", "8.2", "the transcript covers wire format, content, signature and tag", "ConfirmationMismatch"],
      ["V209", "6.1, 12.4.2", "the confirmation tag is that of the new epoch", "ConfirmationMismatch"],
      ["V210", "12.4.2, 14", "nothing of a new epoch shows before all checks have passed", "property"],
      ["V211", "12.4.2", "all PSKs are at hand before keys are derived", "PskUnavailable"],
      ["V212", "7.5", "our commit is adopted when exactly its bytes come back", "FrameRejected OwnCommitMismatch"],
      ["V213", "12.4.2", "who is removed is out: no new secrets, no sends", "Closed Removed"],
      ["V214", "12.4.2", "after a ReInit nothing more is sent", "Closed ReInit"],
      ["V215", "12.4.2", "no leaf commits its own removal", "Invalid"],
      ["V216", "8.1", "epochs count by one, and the last is the end", "Closed EpochExhausted"],
      ["V217", "14", "of two commits for an epoch one is kept", "FrameRejected StaleEpoch"],
      ["V218", "16.12", "refusing a bad commit has bounded cost", "property"]
    ]
  },
  {
    number: 13,
    title: "trees: form, hashes, parent hashes",
    rows: [
      ["V219", "12.4.3.3", "a transmitted tree's last node is not blank", "Invalid"],
      ["V220", "12.4.3.3", "leaves stand at even places, parents at odd ones", "Invalid"],
      ["V221", "12.4.3.3", "a tree too large is refused before it is expanded", "Invalid"],
      ["V222", "7.8, 12.4.3.1", "the tree's hash is the group context's", "Invalid"],
      ["V223", "7.8", "a hash covers node type, leaf index and blanks", "vectors"],
      ["V224", "7.9.2", "each parent is vouched for by exactly one chain from below", "Invalid"],
      ["V225", "7.9.2", "a chain's link skips nobody", "Invalid"],
      ["V226", "7.9", "the original sibling's hash is without the parent's unmerged leaves", "Invalid"],
      ["V227", "7.9.1", "a chain's top has an empty parent hash", "Invalid"],
      ["V228", "7.9.2", "only a committed leaf starts a chain", "Invalid"],
      ["V229", "12.4.3.1", "an unmerged leaf is a member below its parent", "Invalid"],
      ["V230", "12.4.3.1", "every parent between lists the unmerged leaf too", "Invalid"],
      ["V231", "7.1", "unmerged leaves are listed in increasing order", "Invalid"],
      ["V232", "7.1", "somebody below a parent is merged", "Invalid"],
      ["V233", "12.4.3.1, 16.7", "a parent's key occurs nowhere else", "Invalid"],
      ["V234", "7.1", "a parent's parent hash has the hash's length, or none", "Invalid"],
      ["V235", "7.7", "a tree shrinks as far as its last leaf lets it", "ConfirmationMismatch"],
      ["V236", "7.7", "a removed or updated leaf blanks all above it", "property"],
      ["V237", "4.2", "members hold the keys above them that they may, and no others", "property"],
      ["V238", "12.4.3.1", "validating a tree takes no quadratic time", "property"],
      ["V239", "12.4.3.3", "a tree that came apart is judged like one that came along", "Invalid"],
      ["V240", "12.4.3.3", "a tree that came both ways is one tree", "Invalid"]
    ]
  }
]
