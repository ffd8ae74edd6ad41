export { type Calibrating, calibrate, check, type Checked, type Device, errorsOf } from "./calibration/calibrate.ts"
export {
  Calibration,
  calibrationVersion,
  decodeCalibration,
  Errors,
  MeasuredOperation,
  NotACalibration,
  Overhead,
  type TimedOperation,
  timedOperations
} from "./calibration/calibration.ts"
export { predicted } from "./calibration/predict.ts"
export { type Clock } from "./calibration/pace.ts"
export { type Activity, type Counted, type CountedByRole, type CountedCosts, type RoleWork } from "./costs.ts"
export { hidden, meanError, untimed } from "./errors.ts"
export { type HistoryCounts } from "./history.ts"
export { mixedHistory, type Mixed } from "./mixedHistory.ts"
export { plainOf, type ScaleRun } from "./plain.ts"
export { ScaleRefused } from "./refused.ts"
export { type Ciphertexts, type Renewals, renewals } from "./renewals.ts"
export { type MixEncryptions, mixEncryptions, type Mixing } from "./reproductions/mixEncryptions.ts"
export { rankedByLot } from "./reproductions/rankedByLot.ts"
export { type Founded, scaleCell, type ScaleCell, type ScaleHistory, type ScaleInput } from "./scaleCell.ts"
export { type ScaleRow, scaleRows } from "./scaleRows.ts"
export { slopeOf } from "./slope.ts"
export { Tally, tallied, Work } from "./tally.ts"
