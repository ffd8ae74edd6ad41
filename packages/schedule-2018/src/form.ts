import { contextLabels, groupLabels, type HkdfLabels, messageLabels, stateLabels } from "./hkdfLabel.ts"

/** One of the drafts' key schedules: all that tells it from the others. */
export interface Form {
  /** The option id: `2018` for the first, `2018-dNN` for the others, after the draft that brought it. */
  readonly id: string
  /** How a label is bound to the group. */
  readonly labels: HkdfLabels
  /** The labels of those secrets that the draft itself has. */
  readonly own: OwnLabels
}

/** Every draft has message keys and a chain. `external`: of the add key pair, through which a stranger joins (draft 00, 8.3). */
export type OwnLabels = Readonly<Record<"encryption" | "init", string>> &
  Readonly<Partial<Record<"senderData" | "confirmation" | "external", string>>>

/** Draft 00, 6.3: `message_master_secret`, the secret of the add key pair, `init_secret`; bound to the message that made the epoch. */
export const d00: Form = { id: "2018", labels: messageLabels, own: { encryption: "msg", external: "add", init: "init" } }

/** Draft 01: without add key; bound to the group's state. */
export const d01: Form = { id: "2018-d01", labels: stateLabels, own: { encryption: "app", init: "init" } }

/** Drafts 02 and 03: with a `confirmation_key`. */
export const d02: Form = { id: "2018-d02", labels: stateLabels, own: { encryption: "app", confirmation: "confirm", init: "init" } }

/** Draft 04: bound to the hash of the group's state. */
export const d04: Form = { id: "2018-d04", labels: contextLabels, own: d02.own }

/** Drafts 05 and 06: with a `sender_data_secret`. Their `handshake_secret` is left to the message protection, which makes such keys from `encryption`. */
export const d05: Form = { id: "2018-d05", labels: contextLabels, own: { ...d04.own, senderData: "sender data" } }

/** Draft 07: the hash of the group context is in every label. */
export const d07: Form = { id: "2018-d07", labels: groupLabels, own: d05.own }

/** Every form, oldest first. */
export const forms: ReadonlyArray<Form> = [d00, d01, d02, d04, d05, d07]

/** Labels of our own for what the engine asks of every schedule, or may use if it is there, and the draft at hand has not. */
export const additions = {
  senderData: "extra sender data",
  confirmation: "extra confirm",
  membership: "extra membership",
  exporter: "extra exporter",
  authenticator: "extra authentication",
  resumption: "extra resumption",
  applicationExport: "extra application export",
  welcome: "extra welcome",
  exported: "extra exported",
  psk: "extra psk",
  userAdd: "extra user add"
} as const
