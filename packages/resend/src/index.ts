export { type Envelope, envelope } from "./envelope.ts"
export { ask, type Composed, type Composing, compose, wentOut } from "./send.ts"
export {
  type Asked,
  defaultLimits,
  type Delivered,
  emptyResender,
  type Kept,
  type Limits,
  type Resender,
  resenderCodec,
  window
} from "./state.ts"
export { type Arrived, type Here, type Outcome, type RefusedBecause, take, type Taken } from "./take.ts"
