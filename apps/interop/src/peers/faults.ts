/** Something that a peer is known to do wrong: data, so that a run shows it, and shows when it is gone. */
export interface Fault {
  /** The peer's name and version. */
  readonly peer: string
  readonly scenarios: ReadonlyArray<string>
  /** In which of the scenario's two castings: with Copath as the first stack, or with the peer. */
  readonly first: ReadonlyArray<"Copath" | "peer">
  /** What the failure says. */
  readonly says: RegExp
  /** What is wrong, with the section of RFC 9420. */
  readonly reason: string
}

const tsMls = { peer: "ts-mls 1.6.4", first: ["Copath", "peer"] } as const
const externalJoins = ["external join", "external join in a larger group", "coming back in one's own place"]

/** Every known fault. One that no longer shows must leave this list. */
export const faults: ReadonlyArray<Fault> = [
  {
    ...tsMls,
    scenarios: ["join with a path secret"],
    first: ["Copath"],
    says: /No overlap between provided private keys and update path/,
    reason: "a member whose leaf the same commit gives to somebody else does not see that it was removed (12.4.2)"
  },
  {
    ...tsMls,
    scenarios: ["group context extensions"],
    first: ["peer"],
    says: /V193/,
    reason: "a commit of a GroupContextExtensions proposal comes without the path that it needs (12.4, 17.4)"
  },
  {
    ...tsMls,
    scenarios: externalJoins,
    first: ["Copath"],
    says: /Invalid public key for the ciphersuite/,
    reason: "external_pub is read as the bare key, not as the opaque<V> that ExternalPub holds (12.4.3.2)"
  },
  {
    ...tsMls,
    scenarios: externalJoins,
    first: ["peer"],
    says: /V008: external_pub does not decode/,
    reason: "external_pub is written as the bare key, not as the opaque<V> that ExternalPub holds (12.4.3.2)"
  },
  {
    peer: "davey 0.1.12 (OpenMLS)",
    scenarios: ["call: GREASE in a key package"],
    first: ["peer"],
    says: /KeyPackageVerifyError\(UnsupportedExtension\)/,
    reason: "a key package with a GREASE extension is refused, although its leaf lists the type as supported (13.5)"
  }
]

/** The faults that should show in this trial. */
export const faultsIn = (peer: string, scenario: string, first: "Copath" | "peer"): ReadonlyArray<Fault> =>
  faults.filter((f) => f.peer === peer && f.scenarios.includes(scenario) && f.first.includes(first))
