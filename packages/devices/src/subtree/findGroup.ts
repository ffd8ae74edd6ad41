import { equalBytes } from "@copath/contracts"
import * as Effect from "effect/Effect"
import { type Device, DeviceRefused, type SharedGroup } from "./device.ts"

/** Whether this is the group of that id. */
export const isGroup =
  (groupId: Uint8Array) =>
  ({ state }: SharedGroup): boolean =>
    equalBytes(state.context.groupId, groupId)

/** The outer group of that id, as this device holds it. `UnknownGroup`: it was not handed over. */
export const findGroup = (device: Device, groupId: Uint8Array): Effect.Effect<SharedGroup, DeviceRefused> => {
  const found = device.groups.find(isGroup(groupId))
  return found === undefined
    ? Effect.fail(new DeviceRefused({ reason: "UnknownGroup", detail: "let a device that is in this group hand it over" }))
    : Effect.succeed(found)
}

/** The device with another state of one of its outer groups. */
export const withGroup = (device: Device, group: SharedGroup): Device => ({
  ...device,
  groups: device.groups.map((g) => (isGroup(group.state.context.groupId)(g) ? group : g))
})
