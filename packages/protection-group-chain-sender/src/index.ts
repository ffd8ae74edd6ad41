export { groupChainSender, layer } from "./layer.ts"
export { defaultWindow, type Window } from "./window.ts"
