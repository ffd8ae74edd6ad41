import { exposure, since } from "@copath/lab-adversary"
import * as Effect from "effect/Effect"
import { kat8 } from "../kat8.ts"
import { countedOn, firstDifference } from "./bases.ts"
import { heldAgainst } from "../differential.ts"
import { playKept } from "../clone.ts"
import { play } from "../playing.ts"
import { MemberFailed, UnfitParts } from "../unplayable.ts"
import { type Asked, type History, type SecurityLaw, seizuresOf } from "./securityLaw.ts"
import { everywhere } from "./traceLaw.ts"

/** Who failed at what; of what was thrown, what it says and where. */
const faultOf = (defect: unknown): string => {
  if (defect instanceof MemberFailed) return defect.failure
  const [, at] = /\n\s*(at .*)/.exec(defect instanceof Error ? (defect.stack ?? "") : "") ?? []
  return `thrown: ${String(defect)}${at === undefined ? "" : `, ${at}`}`
}

/** What every other law takes for granted. */
export const soundness: SecurityLaw = {
  id: "soundness",
  title: () => "nobody fails who does what the protocol asks: every commit and message is taken by all whom it is for",
  ports: ["cgka", "schedule", "protection", "signature"],
  on: everywhere,
  check: ({ played }, { workload }) =>
    played(workload).pipe(
      Effect.as(undefined),
      Effect.catchDefect((defect) => (defect instanceof UnfitParts ? Effect.die(defect) : Effect.succeed(faultOf(defect))))
    )
}

/** One run and its repetition. */
export const repeatable: SecurityLaw = {
  id: "repeatable",
  title: () => "equal seeds give equal runs",
  ports: ["cgka", "schedule", "protection", "signature"],
  on: ["life"],
  check: Effect.fnUntraced(function* ({ played, stage }, { workload }) {
    const [first, again] = [yield* played(workload), yield* play(stage, workload)]
    const [{ edges, values }, { edges: edgesAgain, values: valuesAgain }] = [first.trace.graph, again.trace.graph]
    const elsewhere = "randomness comes from elsewhere than Entropy"
    if (values !== valuesAgain || edges !== edgesAgain)
      return `two runs of one seed derive ${values} and ${valuesAgain} values in ${edges} and ${edgesAgain} steps: ${elsewhere}`
    return first.cell.agreement.secretFingerprint === again.cell.agreement.secretFingerprint
      ? undefined
      : `two runs of one seed come to different epoch secrets: ${elsewhere}`
  })
}

/** Copies and derivations that are tried on one history. */
const effort = { clones: 6, certificates: 6 }

/** The adversary's word on this history, held against copies that really decrypt and derivations that are really done. */
const contradicted = (kind: "clone" | "certificate") =>
  Effect.fnUntraced(function* ({ seed, stage }: Asked, { workload }: History) {
    // Who fails is where it is: a copy of it fails as well.
    const kept = yield* playKept({ ...stage, spec: { provider: "node", ...stage.spec }, ailing: true }, workload)
    const { discrepancies } = yield* heldAgainst(kept, effort, seed)
    return discrepancies.find((one) => one.kind === kind)?.detail
  })

/** Copies of states read nothing that the closure does not have. */
export const clones: SecurityLaw = {
  id: "clones",
  title: () => "a copy of a state reads nothing that the adversary's closure does not contain",
  ports: ["composition"],
  on: ["life", "lots"],
  check: contradicted("clone")
}

/** Derivations are what they say. */
export const certificates: SecurityLaw = {
  id: "certificates",
  title: () => "every derivation, done again with real cryptography, ends in the text",
  ports: ["composition"],
  on: ["life", "lots"],
  check: contradicted("certificate")
}

/** What is counted on stand-ins is what real cryptography costs. */
export const bases: SecurityLaw = {
  id: "bases",
  title: () => "real, symbolic and counting providers count the same operations and bytes",
  ports: ["composition"],
  on: ["life"],
  check: Effect.fnUntraced(function* ({ stage }, { workload }) {
    const real = yield* countedOn("node", stage, workload)
    for (const provider of ["symbolic", "counting"]) {
      const difference = firstDifference(real, yield* countedOn(provider, stage, workload))
      if (difference !== undefined)
        return `${difference.at}: ${difference.a} with real cryptography, ${difference.b} with ${provider} stand-ins`
    }
    return undefined
  })
}

/** The canonical script gives what its author says. */
export const canonical: SecurityLaw = {
  id: "kat8",
  title: ({ exposure: declared = 0 }) => `in the canonical script one seizure gives away a share of ${declared.toFixed(3)}, as declared`,
  ports: ["composition"],
  asked: ({ exposure: declared }) => declared !== undefined,
  on: ["canonical"],
  check: ({ claims: { exposure: declared = 0 }, played }, { workload }) =>
    Effect.map(played(workload), ({ trace }) => {
      const all = seizuresOf(since(trace, kat8().from))
      const { share } = exposure(all, all.lower.read)
      return Math.abs(share - declared) < 0.0005 ? undefined : `the share is ${share.toFixed(3)}`
    })
}
