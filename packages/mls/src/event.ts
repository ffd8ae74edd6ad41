import {
  arm,
  type Codec,
  type CodecType,
  mapped,
  oneOf,
  opaque,
  optional,
  struct,
  uint16,
  uint64,
  uint8,
  union,
  vector
} from "@copath/codec"
import { flag, named } from "./codecs.ts"
import { memberCodec } from "./member.ts"

const members = vector(memberCodec)

/**
 * What happens in a group, in its order. `joined` comes first: who let me in and who is there, from authenticated data (V267). `changed` tells of a new
 * epoch before the first message in it. `ended` is the last one.
 */
const happening = union("GroupEvent", uint8, {
  joined: arm(1, {
    how: named("how", ["created", "welcome", "external", "successor", "restored"]),
    by: optional(memberCodec),
    members,
    epoch: uint64
  }),
  changed: arm(2, { by: memberCodec, external: flag, added: members, removed: members, updated: members, epoch: uint64 }),
  message: arm(3, { from: memberCodec, data: opaque, authenticatedData: opaque, epoch: uint64 }),
  proposed: arm(4, {
    by: optional(memberCodec),
    what: named("what", ["add", "update", "remove", "psk", "reInit", "externalInit", "groupContextExtensions", "custom", "unknown"])
  }),
  stayed: arm(5, { epoch: uint64 }),
  ended: arm(6, { how: named("how", ["removed", "left", "reInit"]), by: optional(memberCodec), epoch: uint64 })
})

/** See the catalogue of events in the README. `stayed`: nobody committed my leaving, time and again, and I stopped asking. */
export type Happening = CodecType<typeof happening>

/** Something that happened, and its name: `id` grows, and an event that is shown again after a crash keeps it. */
export type GroupEvent = Happening & {
  readonly id: bigint
  /** The group's name, hex of its id. */
  readonly group: string
}

/** Events as they wait in the store's inbox, with a format number for later versions. */
export const happeningCodec: Codec<Happening> = mapped(
  struct("Notice", { format: oneOf("format", uint16, [1]), happening }),
  "Notice",
  (h: Happening) => ({ format: 1 as const, happening: h }),
  (n) => n.happening
)
