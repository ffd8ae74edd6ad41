export { type Adder, type AddForm, type Arrangement, type Filling, type Joiner, type KnownBy, type Made, type Tools } from "./addForm.ts"
export { type ArtBook, type Filler, type Slot, type Slots, unwrapBook } from "./book.ts"
export { type ArtOptions } from "./choices.ts"
export { type EvictForm, naive, refill, type Refills } from "./evictForm.ts"
export { groupAddB00 } from "./groupAddB00.ts"
export { groupAddD00 } from "./groupAddD00.ts"
export { agreedPair, type DeriveKeyPair, derived, hashed } from "./keyPair.ts"
export { b00Layer, d01Layer, layer, layerWith, naiveLayer, passThroughLayer, setupLayer } from "./layer.ts"
export { leafOverwrite, passThrough, type RemoveForm } from "./removeForm.ts"
export { setupKeyForm } from "./setupKeyForm.ts"
export { welcomeD01 } from "./welcomeD01.ts"
export { type AcceptedSetUp, acceptSetUp } from "./setup/acceptSetUp.ts"
export {
  type LongTerm,
  type Prekey,
  type SetupContent,
  type SetupIdentity,
  type SetupMessage,
  setupMessageCodec,
  SetupRejected,
  signPrekey
} from "./setup/setupMessage.ts"
export { leafAsInvitee, leafForInvitee } from "./setup/setupLeaf.ts"
export { type FirstStage, type SetUp, setUp } from "./setup/setUp.ts"
export { stageKey, type StageKeyInput } from "./stageKey.ts"
export { userAdd } from "./userAdd.ts"
