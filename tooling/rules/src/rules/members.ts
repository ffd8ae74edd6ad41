import type { Group } from "../rule.ts"

/** What makes a member: credential, leaf, key package, extensions. */
export const members: ReadonlyArray<Group> = [
  {
    number: 5,
    title: "credentials",
    rows: [
      ["V086", "5.3.1", "every credential that comes into view is shown to the authentication service", "CredentialRefused"],
      ["V087", "5.3.1", "a replaced credential has a valid successor", "CredentialRefused NotSuccessor"],
      ["V088", "5.3.1", "the service sees credential and key together", "CredentialRefused"],
      ["V089", "5.3", "an X.509 chain's first certificate holds the leaf's own key", "CredentialRefused"],
      ["V090", "5.3.2", "an expired sender may still replace its credential", "accepted"],
      ["V091", "5.3.3", "an application id proves nothing and need not be unique", "accepted"],
      ["V092", "7.3", "a credential type in use is supported by all, and a new leaf supports all in use", "Invalid"],
      ["V093", "7.2", "a leaf lists its own credential type", "Invalid"],
      ["V094", "5.3.1", "a service that fails or is slow never means acceptance", "CredentialRefused Unavailable"]
    ]
  },
  {
    number: 6,
    title: "leaf nodes, wherever they appear",
    rows: [
      ["V095", "7.3", "a leaf is signed by its own key", "BadSignature"],
      ["V096", "7.2", "an updated or committed leaf is signed for its group and place; a key package's for none", "BadSignature"],
      ["V097", "7.3", "a key package's leaf says key_package", "Invalid"],
      ["V098", "7.3", "an Update's leaf says update", "Invalid"],
      ["V099", "7.3", "a path's leaf says commit", "Invalid"],
      ["V100", "7.3", "a tree's leaf is judged by what its source brings", "Invalid"],
      ["V101", "7.3, 12.4.2", "an Update or path brings a fresh encryption key", "Invalid"],
      ["V102", "7.3", "no two members have one signature key", "Invalid"],
      ["V103", "7.3, 16.7", "a leaf's encryption key occurs nowhere else in the tree", "Invalid"],
      ["V104", "7.3", "a leaf supports what the group requires", "Invalid"],
      ["V105", "13.4", "a leaf supports every extension of the group context", "Invalid"],
      ["V106", "7.3", "a leaf lists its own extensions", "Invalid"],
      ["V107", "13.4, 17.3", "an extension stands where its type may stand", "Invalid"],
      ["V108", "13.4", "no extension type stands twice in a list", "Invalid"],
      ["V109", "7.2", "default types go unlisted by us, and are tolerated in others' lists", "property"],
      ["V110", "7.2", "a leaf lists mls10 and the group's suite", "Invalid"],
      ["V111", "7.2, 7.3", "a lifetime does not end before it begins", "Invalid"],
      ["V112", "7.2", "a lifetime is not longer than we accept", "Invalid"],
      ["V113", "7.3", "what we send is inside its lifetime", "SendRejected Expired"],
      ["V114", "7.3", "what we receive is inside its lifetime, unless told otherwise for a tree", "Invalid"],
      ["V115", "7.3", "lifetimes are compared with a given clock, in 64 bits", "property"],
      ["V116", "7.2", "a committed leaf's parent hash has the hash's length, or none", "Invalid"],
      ["V117", "7.3", "a path's leaf obeys every rule of an Update's", "Invalid"],
      ["V118", "7.3", "leaf rules hold on the resulting tree", "Invalid"],
      ["V119", "16.7", "a joiner's init key is no key of the tree", "Invalid"]
    ]
  },
  {
    number: 7,
    title: "key packages",
    rows: [
      ["V120", "10", "a key package speaks its envelope's version", "DecodeError BadVersion"],
      ["V121", "10.1", "a key package has the group's version and suite", "Invalid"],
      ["V122", "10.1", "a key package is signed by its leaf's key", "BadSignature"],
      ["V123", "10.1", "init key and leaf key differ", "Invalid"],
      ["V124", "10", "the init key is a key of the suite", "Invalid"],
      ["V125", "10.1", "the leaf inside is valid as a key package's leaf", "Invalid"],
      ["V126", "10", "the package's extensions are listed by its leaf", "Invalid"],
      ["V127", "10", "init keys are used once", "WelcomeRejected NotForUs"],
      ["V128", "12.2", "two Adds of a list have two init keys", "Invalid"],
      ["V129", "16.8", "a last-resort package is marked, served when no other is left, and renewed after use", "property"],
      ["V130", "10", "the directory answers for the client that was asked for", "CredentialRefused"],
      ["V131", "5.2", "a package is known by the hash of its exact bytes", "property"],
      ["V132", "11", "a new group takes the best version and suite that all invited support", "SendRejected Downgrade"]
    ]
  },
  {
    number: 8,
    title: "extensions, capabilities, GREASE",
    rows: [
      ["V133", "13.4", "a joiner supports every group context extension", "WelcomeRejected UnsupportedExtension"],
      ["V134", "13.4", "unknown extensions are ignored and kept byte for byte", "property"],
      ["V135", "13.5", "GREASE is treated as any unknown value", "property"],
      ["V136", "13.5", "GREASE never stands where it would have to be understood", "property"],
      ["V137", "13.5", "GREASE counts in no intersection of capabilities", "property"],
      ["V138", "11.1", "newly required capabilities are met by all who stay or come", "Invalid"],
      ["V139", "12.1.7", "new group context extensions are supported by all who stay", "Invalid"],
      ["V140", "12.1.8.1", "each external sender is shown to the authentication service", "CredentialRefused"],
      ["V141", "12.4.3.2", "external_pub is a key of the suite's KEM", "Invalid"],
      ["V142", "13.4", "the order of extensions is part of hashes and signatures", "property"],
      ["V143", "11, 13.1", "an experimental group is marked, and a strict client stays out of it", "WelcomeRejected UnsupportedExtension"]
    ]
  }
]
