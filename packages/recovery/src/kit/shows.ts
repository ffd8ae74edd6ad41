import type { RejoinKit } from "./kit.ts"

/** What is lost with a kit and the key it is sealed under, a sentence each, for whoever is asked whether to make one. The sealed kit alone shows its suite and length. */
export const whatItShows = ({ demanded, groupId, leaf, seen }: RejoinKit): ReadonlyArray<string> => [
  `It names the group ${hexOf(groupId)}, you as its member at leaf ${leaf}, and its epoch ${seen}.`,
  "Whoever has it signs in your name, in every group where you use this signature key, until you use another one.",
  ...(demanded === undefined
    ? ["It gets in, in your place, wherever a signature is enough to come back. All members are told when it does."]
    : [
        `It gets in, in your place, even where ${nameOf(demanded)} is demanded of who comes back. All members are told when it does.`,
        "That key keeps it out nowhere any more, whatever else the key is asked for."
      ]),
  "It opens no message and holds no key of an epoch that is still in use: what is read with it is what is said after it got in."
]

const nameOf = (demanded: NonNullable<RejoinKit["demanded"]>): string =>
  demanded._tag === "resumption" ? `the resumption secret of epoch ${demanded.epoch}` : `the pre-shared key ${hexOf(demanded.pskId)}`

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("")
