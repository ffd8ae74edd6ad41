import * as Context from "effect/Context"
import type { Facts, Incompatibility } from "./incompatible.ts"

/** What somebody who chooses parts assumes about attackers, and so what the parts must be able to do (R033). */
export interface ThreatModel {
  /** What a command line takes, such as `lying-insiders`. */
  readonly name: string
  /** One line for people: who is assumed to do what. */
  readonly title: string
  /** What it refuses, in the form in which incompatible parts are refused. */
  readonly refuses: ReadonlyArray<Incompatibility>
}

const refusal = (
  rule: string,
  reason: string,
  holds: (f: Facts) => boolean,
  between: (f: Facts) => ReadonlyArray<string>
): Incompatibility => ({ rule, reason, holds, between })

/** The models that a composition can be held to. None is assumed unless it is named. */
export const threatModels: ReadonlyArray<ThreatModel> = [
  { name: "trusted-insiders", title: "Members do not lie, and speak for each other if they like: signatures are not needed", refuses: [] },
  {
    name: "lying-insiders",
    title: "A member may lie to the others, and speak in another's name if it can",
    refuses: [
      refusal(
        "insiders-impersonate",
        "members are assumed to lie, and with these signatures any of them speaks as any other",
        (f) => f.signature.facts.attributable === "group",
        (f) => [f.signature.id]
      ),
      refusal(
        "insiders-unchecked",
        "members are assumed to lie, and nobody compares what a commit makes of keys and state",
        (f) => !f.insiders.deriveCheck || !f.insiders.confirm,
        (f) => [f.insiders.id]
      ),
      refusal(
        "insiders-and-joiners",
        "members are assumed to lie, and a joiner takes whatever tree it is shown",
        (f) => f.integrity.parentHashes === "absent",
        (f) => [f.integrity.id]
      )
    ]
  },
  {
    name: "curious-server",
    title: "Whoever carries messages wants to know who is in the group and who speaks",
    refuses: [
      refusal(
        "server-sees-sender",
        "the server is assumed to be curious, and each message names its sender",
        (f) => f.position.senderInClear || !f.senderData.conceals,
        (f) => [f.position.id, f.senderData.id]
      ),
      refusal(
        "server-sees-members",
        "the server is assumed to be curious, and reads who comes and goes in public handshakes",
        (f) => f.options.handshake === "public",
        () => ["public handshakes"]
      )
    ]
  },
  {
    name: "no-proof",
    title: "Nobody outside may ever be shown a proof of what a member said",
    refuses: [
      refusal(
        "provable",
        "no proof is to be left, and these signatures convince whoever is shown them",
        (f) => f.signature.facts.transferable,
        (f) => [f.signature.id]
      )
    ]
  }
]

/** The models that compositions are held to when their layers are built: none, unless some are provided. */
export const Assumed = Context.Reference<ReadonlyArray<ThreatModel>>("@copath/profile-lab/Assumed", { defaultValue: () => [] })
