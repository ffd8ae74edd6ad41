export { type EpochInput, joinEpoch, type JoinInput, rootEpoch, welcomeSecret } from "./epoch.ts"
export { exportSecret } from "./exporter.ts"
export { layer } from "./layer.ts"
export { pskSecret } from "./psk.ts"
