export { layer } from "./layer.ts"
export { type DeniableNote, type Issue, readNote, TAG_SIZE } from "./note.ts"
