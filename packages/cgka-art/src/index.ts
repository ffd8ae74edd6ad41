export { type Slot, type Slots, unwrapBook } from "./book.ts"
export { agreedPair, type DeriveKeyPair, derived, hashed } from "./keyPair.ts"
export { type ArtOptions, layer, layerWith } from "./layer.ts"
export { byTheBook, type Refills } from "./plan.ts"
