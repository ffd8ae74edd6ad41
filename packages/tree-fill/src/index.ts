export { blankInitFill, everyLevelFill, fullInitFill, sequentialFill, warmTopFill, warmTopLevels } from "./fills.ts"
export { blankInit, everyLevel, fullInit, sequential, warmTop } from "./layer.ts"
