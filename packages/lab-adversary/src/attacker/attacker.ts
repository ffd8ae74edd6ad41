/** Who attacks, by what it has. Members are indices of `Trace.members`, times are indices of `Trace.states`. */
export type Attacker =
  /** Takes a copy of one member's state, once. */
  | {
      readonly as: "seize"
      readonly who: number
      readonly at: number
      /** `withoutSigningKeys`: they are in hardware; `signingKeysOnly`: a stolen backup. */
      readonly takes: "all" | "withoutSigningKeys" | "signingKeysOnly"
    }
  /** Malware: all that the member holds, uses and draws, from the first state to before the second. */
  | { readonly as: "resident"; readonly who: number; readonly from: number; readonly to: number }
  /** Remembers every value that it ever held or used until its removal. */
  | { readonly as: "exMember"; readonly who: number }
  /** Everything since it joined. */
  | { readonly as: "newcomer"; readonly who: number }
  /** Knows what this member draws at random in between, and nothing else. */
  | { readonly as: "badRandomness"; readonly who: number; readonly from: number; readonly to: number }
  /** The wire, and nothing else. */
  | { readonly as: "server" }
  /** Several who share what they know. */
  | { readonly as: "coalition"; readonly of: ReadonlyArray<Attacker> }
