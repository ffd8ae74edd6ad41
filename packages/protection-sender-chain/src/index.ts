export { d01, d05, type Form } from "./form.ts"
export { layer, senderChain } from "./layer.ts"
export { defaultWindow, type Window } from "./window.ts"
