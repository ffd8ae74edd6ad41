export { type ChangeCost, type DeviceFacts, deviceFacts, type DeviceOptionId } from "./facts.ts"
export { DEVICES, devicesKind, type LeafMeaning, leafMeaning, leavesAre } from "./groupChoice.ts"
export { keysFromRoot, type RootKeys } from "./keysFromRoot.ts"
export { lazy } from "./lazy/layer.ts"
export {
  announce,
  type Announced,
  type AnnouncedIn,
  announceEverywhere,
  lazily,
  type LazyGroup,
  lazyGroup,
  OldKeyInForce,
  sayLazily
} from "./lazy/lazyLeaf.ts"
export { devicesByUser, type UserDevices } from "./leafPerDevice/byUser.ts"
export { leafPerDevice } from "./leafPerDevice/layer.ts"
export { addDevice, type InGroup, removeDevice } from "./leafPerDevice/everywhere.ts"
export { KeyReused, type SharedLeafKey, sharedLeafKeys, type UsedKeys, usedKeys } from "./leafPerDevice/keyReuse.ts"
export {
  type Asked,
  type AskError,
  askToCommit,
  askToNote,
  askToSay,
  changeDevices,
  type DevicesChanged,
  handOver,
  type InnerPlace,
  share,
  type SharedCommit
} from "./subtree/ask.ts"
export { type Device, DeviceRefused, type Held, type SharedGroup, startDevice, type Told } from "./subtree/device.ts"
export { entry as deviceEntry, type Entry as DeviceEntry, type Operation } from "./subtree/entry.ts"
export { subtree } from "./subtree/layer.ts"
export { OuterParts, virtualLeafSecret } from "./subtree/outerParts.ts"
export { persistDevice, restoreDevice } from "./subtree/persist.ts"
export { type Taken, takeInner, type TakeInnerError } from "./subtree/takeInner.ts"
export { takeOuter, type TakenOuter } from "./subtree/takeOuter.ts"
