import type { CommitError, ExternalJoinError, JoinError, NoGroupSecret, ProposeError, ReceiveError, SendRejected } from "@copath/group"
import { status } from "@grpc/grpc-js"
import { Data } from "effect"

/** A request that this client cannot follow, whatever MLS says of it. */
export class BadRequest extends Data.TaggedError("BadRequest")<{
  readonly reason:
    | "UnknownId"
    | "UnknownSuite"
    | "UnknownProposalType"
    | "UnknownMember"
    | "NotListed"
    | "WrongMessage"
    | "Malformed"
    | "Removed"
  readonly detail: string
}> {
  /** Reason and detail in one line. */
  override get message(): string {
    return `${this.reason}: ${this.detail}`
  }
}

/** Everything that a call may fail with. Anything else is a defect. */
export type Failure = BadRequest | CommitError | ExternalJoinError | JoinError | NoGroupSecret | ProposeError | ReceiveError | SendRejected

const requestCodes: Readonly<Record<BadRequest["reason"], status>> = {
  UnknownId: status.NOT_FOUND,
  UnknownMember: status.NOT_FOUND,
  UnknownSuite: status.UNIMPLEMENTED,
  UnknownProposalType: status.INVALID_ARGUMENT,
  NotListed: status.FAILED_PRECONDITION,
  WrongMessage: status.INVALID_ARGUMENT,
  Malformed: status.INVALID_ARGUMENT,
  Removed: status.FAILED_PRECONDITION
}

/** A message that does not hold is an invalid argument; what this member or group is not ready for is a failed precondition. */
const codes: Readonly<Record<Exclude<Failure, BadRequest>["_tag"], status>> = {
  DecodeError: status.INVALID_ARGUMENT,
  FrameRejected: status.INVALID_ARGUMENT,
  BadTag: status.INVALID_ARGUMENT,
  BadSignature: status.INVALID_ARGUMENT,
  CredentialRefused: status.PERMISSION_DENIED,
  Invalid: status.INVALID_ARGUMENT,
  Unprotectable: status.INVALID_ARGUMENT,
  CgkaRejected: status.INVALID_ARGUMENT,
  ConfirmationMismatch: status.INVALID_ARGUMENT,
  WelcomeRejected: status.INVALID_ARGUMENT,
  ExternalJoinRejected: status.INVALID_ARGUMENT,
  ResumptionRejected: status.INVALID_ARGUMENT,
  PskUnavailable: status.FAILED_PRECONDITION,
  NoGroupSecret: status.UNIMPLEMENTED,
  PolicyRefused: status.PERMISSION_DENIED,
  SendRejected: status.FAILED_PRECONDITION,
  Closed: status.FAILED_PRECONDITION,
  CryptoFailure: status.INTERNAL
}

/** The gRPC status code of a failure. */
export const codeOf = (failure: Failure): status => (failure._tag === "BadRequest" ? requestCodes[failure.reason] : codes[failure._tag])

/** The failure in one line: its type, then what it says. No failure holds key material or plaintext. */
export const describeFailure = (failure: Failure): string => {
  if (failure.message !== "") return `${failure._tag}: ${failure.message}`
  const fields = Object.entries(failure).filter(([name]) => name !== "_tag" && name !== "cause")
  return [failure._tag, ...fields.map(([name, value]) => `${name} ${String(value)}`)].join(", ").replace(",", ":")
}
