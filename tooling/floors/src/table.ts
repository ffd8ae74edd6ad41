/**
 * The floors, in one place. A package imports from floors below its own; `may` narrows that to a list. Names are without the scope, and
 * `cgka-*` stands for a family. A package that no row names fails the check: whoever adds a package says here where it stands.
 */
export interface Row {
  readonly packages: ReadonlyArray<string>
  /** `beside`: conformance and the like, for tests only. `tooling`: development only. Neither is imported by any `src`. */
  readonly floor: number | "beside" | "tooling"
  /** A composition chooses among variants; nobody else knows one. */
  readonly variant?: true
  /** Workspace packages that `src` may import. Absent: every package on a lower floor. */
  readonly may?: ReadonlyArray<string>
  /** What `test` may import besides `may` and {@link everyTestMay}. */
  readonly tests?: ReadonlyArray<string>
  /** Modules of Effect that `src` may import, such as `Result`. Absent: all. */
  readonly effect?: ReadonlyArray<string>
  /** Packages from the registry that `src` may import. Absent: whatever package.json declares. */
  readonly external?: ReadonlyArray<string>
  /** Whether `src` may use Node's own modules. What does not must run in a browser. */
  readonly node?: true
}

/** Plain data and failure. No service, no fiber: these modules leave a package pure. */
const pureEffect = ["Brand", "Data", "Option", "Result"]
const wireAndBelow = ["wire", "codec", "tree-math"]
const contractsAndBelow = ["contracts", ...wireAndBelow]
const noble = ["@noble/curves", "@noble/hashes", "@noble/ciphers", "@noble/post-quantum"]

export const families = {
  /** Families whose package name ends in an option id of the catalog. */
  options: ["cgka-*", "schedule-*", "protection-*", "signature-*"],
  others: [
    "tree-integrity",
    "double-join",
    "tree-fill",
    "pairwise-channel",
    "nonces",
    "sender-data",
    "handshake-fixed",
    "signing-position",
    "signed-context",
    "credential-*",
    "delivery-*",
    "storage-*"
  ]
} as const
const variants = [...families.options, ...families.others, "crypto-*"]

const floors: ReadonlyArray<Row> = [
  { floor: 0, packages: ["codec"], may: [], effect: pureEffect, external: ["effect"] },
  { floor: 0, packages: ["tree-math"], may: [], effect: ["Brand"], external: ["effect"] },
  { floor: 1, packages: ["wire"], may: ["codec"], effect: pureEffect, external: ["effect"] },
  { floor: 2, packages: ["membership"], may: wireAndBelow, effect: pureEffect, external: ["effect"] },
  { floor: 2, packages: ["contracts"], may: wireAndBelow, external: ["effect"] },
  { floor: 3, packages: ["group"], may: [...contractsAndBelow, "membership"], external: ["effect"], tests: variants },
  {
    floor: 3,
    packages: ["handshake-fixed"], // stands around another protection
    variant: true,
    may: contractsAndBelow,
    external: ["effect"],
    tests: ["protection-secret-tree"]
  },
  {
    floor: 3,
    packages: [...families.options, ...families.others],
    variant: true,
    may: contractsAndBelow,
    external: ["effect", ...noble, "@peculiar/x509"]
  },
  { floor: 3, packages: ["crypto-noble"], variant: true, may: contractsAndBelow, external: ["effect", ...noble] },
  { floor: 3, packages: ["crypto-symbolic", "crypto-counting"], variant: true, may: contractsAndBelow, external: ["effect"] },
  { floor: 3, packages: ["crypto-node"], variant: true, may: contractsAndBelow, external: ["effect", ...noble], node: true },
  { floor: 3.2, packages: ["client"], may: [...contractsAndBelow, "membership", "group"], external: ["effect"] },
  {
    floor: 3.5,
    packages: ["extensions", "resend", "insider", "devices", "tree-store"],
    may: [...contractsAndBelow, "membership", "group", "client"],
    external: ["effect"],
    tests: [...variants, "profile-rfc9420"]
  },
  {
    floor: 3.6,
    packages: ["recovery"],
    may: [...contractsAndBelow, "membership", "group", "client", "resend"],
    external: ["effect"],
    tests: [...variants, "profile-rfc9420"]
  },
  { floor: 4, packages: ["profile-rfc9420"], external: ["effect"] },
  { floor: 4.5, packages: ["profile-lab"], external: ["effect"] }, // begins from the strict composition
  {
    floor: 5,
    packages: ["lab-core", "mls"],
    may: [...contractsAndBelow, "membership", "group", "client", "profile-*"],
    node: true,
    tests: variants
  },
  {
    floor: 6,
    packages: ["lab-*"],
    may: [...contractsAndBelow, "membership", "group", "client", "profile-*", "lab-core"],
    node: true,
    tests: variants
  },
  {
    floor: 6,
    packages: ["lab-scale"], // counts, whatever the composition computes with
    may: [...contractsAndBelow, "membership", "group", "client", "profile-*", "lab-core", "crypto-counting"],
    node: true,
    tests: variants
  },
  { floor: 6.5, packages: ["lab-kat"], external: ["effect"] }, // whole and broken parts of every kind, before the adversary
  { floor: 7, packages: ["app-*"], node: true, tests: ["vectors", "chromium"] },
  {
    floor: "beside",
    packages: ["conformance"],
    may: [...contractsAndBelow, "membership"],
    external: ["effect", "fast-check", "vitest", "@effect/vitest"]
  },
  {
    floor: "beside",
    packages: ["conformance-security"], // asks the adversary, so it stands on the lab
    may: ["contracts", "profile-lab", "crypto-symbolic", "lab-core", "lab-adversary", "lab-kat"],
    external: ["effect", "vitest"]
  },
  { floor: "tooling", packages: ["vectors", "chromium", "floors", "docs-tools", "check", "tsconfig", "rules"], node: true },
  { floor: "tooling", packages: ["readme", "browser"], node: true, tests: ["*"] } // run the code of every README; in a page
]

/** Tests may look sideways and at tooling; whatever they import must be declared, and must not close a circle. */
export const everyTestMay: ReadonlyArray<string> = [
  "crypto-noble",
  "crypto-node",
  "conformance",
  "membership",
  "vectors",
  "tsconfig",
  // What larger parts are made of: their tests put in one or the other.
  "double-join",
  "tree-fill",
  "nonces",
  "sender-data",
  "pairwise-channel"
]

/** A tooling package that an application's `src` may import: the lab runs the official vectors from its command line. */
export const appsMay: ReadonlyArray<string> = ["vectors"]

export const matches = (name: string, pattern: string): boolean =>
  pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern

/** The row of a package: an exact name wins over a family. */
export const rowOf = (name: string): Row | undefined =>
  floors.find((row) => row.packages.includes(name)) ?? floors.find((row) => row.packages.some((pattern) => matches(name, pattern)))
