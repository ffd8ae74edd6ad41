export { Crashed, type CrashPlan, dieAfter, failAt, type StoreCall, withCrashes } from "./crashing.ts"
export { layer } from "./layer.ts"
export type { Stores } from "./services.ts"
export { snapshotCell, type SnapshotCell, snapshots } from "./snapshot.ts"
