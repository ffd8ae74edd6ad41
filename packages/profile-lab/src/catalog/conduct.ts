import { lazy, leafPerDevice, subtree } from "@copath/devices"
import { adoptionOf, checksOf, complaint, ackQuorum, confirm, deriveCheck, type InsiderLevel, parentHash, unchecked } from "@copath/insider"
import { none as noRecovery, externalRejoin, readd, resendOwn } from "@copath/recovery"
import { digestFetch, fullState, memory } from "@copath/tree-store"
import * as Layer from "effect/Layer"
import type { InsiderPart, Part } from "../part.ts"

const insider = (level: InsiderLevel, about: Pick<InsiderPart, "title" | "source" | "implies">): InsiderPart => ({
  ...about,
  axis: "insider",
  id: level.id,
  strict: !level.control && level.needs.parentHashes,
  layer: adoptionOf(level),
  checks: checksOf(level)
})

/** What members do against liars, with what they hold of the state, about what they lose, and with several devices. */
export const conduct: ReadonlyArray<Part> = [
  insider(parentHash, { title: "Derived keys, confirmation tag and parent hashes are checked", source: "RFC 9420, 7.5, 7.9 and 8.1" }),
  insider(unchecked, { title: "Whatever decrypts is taken: a negative control", source: "own", implies: { integrity: "none" } }),
  insider(deriveCheck, {
    title: "Derived keys must be the published ones: a negative control",
    source: "draft-ietf-mls-protocol-00",
    implies: { integrity: "none" }
  }),
  insider(confirm, {
    title: "Also, every member compares the confirmation tag",
    source: "draft-ietf-mls-protocol-02",
    implies: { integrity: "none" }
  }),
  insider(ackQuorum, {
    title: "Also, nobody adopts a commit before somebody has vouched for each of its ciphertexts",
    source: "RFC 9420, 16.12; interim, January 2019"
  }),
  insider(complaint, {
    title: "Also, a victim proves to everybody what was sealed to it, and the sender is removed",
    source: "interim, January 2019"
  }),

  {
    axis: "state",
    id: "full-state",
    title: "Each member holds the whole tree",
    source: "RFC 9420, 7",
    strict: true,
    layer: fullState
  },
  {
    axis: "state",
    id: "digest+fetch",
    title: "A digest and the own path; the rest lies at a server, leaves sealed",
    source: "draft-ietf-mls-protocol-00, 5.2; interim, January 2019",
    strict: true,
    layer: Layer.provide(digestFetch, memory())
  },

  {
    axis: "recovery",
    id: "none",
    title: "What is lost is lost; who lost its state stays away",
    source: "RFC 9420",
    strict: true,
    layer: noRecovery
  },
  {
    axis: "recovery",
    id: "external-rejoin",
    title: "Who lost its state joins from outside, in its old leaf's place",
    source: "RFC 9420, 12.4.3.2",
    strict: true,
    layer: externalRejoin
  },
  {
    axis: "recovery",
    id: "readd",
    title: "A member commits the removal of the old leaf and a new key package together",
    source: "RFC 9420, 12.4.2",
    strict: true,
    layer: readd
  },
  {
    axis: "recovery",
    id: "resend-own",
    title: "Who could not open a text asks for it, and its author alone sends it again",
    source: "own, five rules",
    strict: true,
    layer: resendOwn
  },

  {
    axis: "devices",
    id: "leaf-per-device",
    title: "A leaf for each device",
    source: "RFC 9750",
    strict: true,
    layer: leafPerDevice
  },
  {
    axis: "devices",
    id: "lazy",
    title: "A leaf for each device; new keys are announced, and the next commit puts them in force",
    source: "interim, November 2018",
    strict: true,
    layer: lazy
  },
  {
    axis: "devices",
    id: "subtree",
    title: "All devices of a user behind one leaf, with a group of their own",
    source: "RFC 9750; interim, September 2018",
    strict: true,
    layer: subtree
  }
]
