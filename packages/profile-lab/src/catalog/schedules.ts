import { d01, d02, d04, d05, d07, layer as d00, schedule2018 } from "@copath/schedule-2018"
import { layer as rfc9420 } from "@copath/schedule-rfc9420"
import { layer as rootOnly } from "@copath/schedule-root-only"
import type { Part, SchedulePart } from "../part.ts"

/** The later forms of the drafts' schedule. */
const forms = [
  [d01, "draft-ietf-mls-protocol-01", "Draft 01: bound to the group's state, without add key"],
  [d02, "draft-ietf-mls-protocol-02 and -03", "Drafts 02 and 03: with a confirmation key"],
  [d04, "draft-ietf-mls-protocol-04", "Draft 04: bound to the hash of the group's state"],
  [d05, "draft-ietf-mls-protocol-05 and -06", "Drafts 05 and 06: with a sender data secret"],
  [d07, "draft-ietf-mls-protocol-07", "Draft 07: the hash of the group context in every label"]
] as const

/** From one epoch's secrets to the next's. */
export const schedules: ReadonlyArray<Part> = [
  { axis: "schedule", id: "rfc9420", title: "Chained epochs with a joiner secret", source: "RFC 9420, 8", strict: true, layer: rfc9420 },
  {
    axis: "schedule",
    id: "2018",
    title: "Draft 00: bound to the message that made the epoch, with an add key",
    source: "draft-ietf-mls-protocol-00, 6.3",
    strict: false,
    layer: d00
  },
  ...forms.map(([form, source, title]): SchedulePart => ({
    axis: "schedule",
    id: form.id,
    title,
    source,
    strict: false,
    layer: schedule2018(form)
  })),
  {
    axis: "schedule",
    id: "root-only",
    title: "Each epoch from its own commit secret: a negative control",
    source: "lab control",
    strict: false,
    layer: rootOnly
  }
]
