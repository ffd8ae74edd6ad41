import {
  cgkaSecurityLaws,
  compositionSecurityLaws,
  protectionSecurityLaws,
  scheduleSecurityLaws,
  signatureSecurityLaws
} from "../src/index.ts"
import { own } from "./parts.ts"

/* Some of the catalog's parts as their authors would have them proven, each with what it declares. */

const how = { runs: 1, members: 3, steps: 8 }

cgkaSecurityLaws(own("cgka", "art"), { pcs: { ownCommits: 1 } }, how)
cgkaSecurityLaws(own("double-join", "taint"), { pcs: { ownCommits: 1 } }, how)
scheduleSecurityLaws(own("schedule", "root-only"), { chained: false, forwardSecrecy: "renewal" }, how)
protectionSecurityLaws(own("protection", "group-chain"), {}, how)
protectionSecurityLaws(own("protection", "epoch-key"), { forwardSecrecy: "epoch" }, how)
signatureSecurityLaws(own("signature", "none"), { insidersForge: true }, how)
signatureSecurityLaws(own("signature", "eph-certified"), {}, how)
compositionSecurityLaws({}, { exposure: 0.315 }, how)
compositionSecurityLaws({ cgka: "art", schedule: "root-only" }, { chained: false, forwardSecrecy: "renewal", exposure: 0.63 }, how)
