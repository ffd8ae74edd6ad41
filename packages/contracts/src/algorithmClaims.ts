import type { SignatureAlgorithm } from "./cipherSuite.ts"

/** What its author says of a signature algorithm. Claims decide which laws it is held to; nobody can measure them all. */
export interface AlgorithmClaims {
  /**
   * `existential`: nobody signs what its owner has not signed. `strong`: nobody makes another signature of what was signed, either; the analysis of MLS with
   * external operations needs that.
   */
  readonly unforgeability: "strong" | "existential"
  /** Whether equal messages under one key have equal signatures. If not, signing draws randomness that no seed fixes, and runs differ in bytes. */
  readonly deterministic: boolean
  /** Nothing but `false`: a suite's algorithm has no place for a key that changes. One that counts its signatures is a `SignatureScheme`, whose `sign` gives the next state. */
  readonly stateful: false
  /** Whether it is meant to stand up to quantum computers; said in reports, asked by no law. */
  readonly postQuantum: boolean
}

/** A signature algorithm that comes with its author's claims. */
export interface ClaimedAlgorithm extends SignatureAlgorithm {
  /** See {@link AlgorithmClaims}. */
  readonly claims: AlgorithmClaims
}
