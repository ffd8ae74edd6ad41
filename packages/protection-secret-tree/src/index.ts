export { layer, secretTree } from "./layer.ts"
export { defaultWindow, type Window } from "./window.ts"
