export { oneTime, ratchet, staticHpke, type StaticOptions } from "./layer.ts"
export type { Rotation } from "./static.ts"
export { defaultWindow, type Window } from "./window.ts"
