import type { SignatureAlgorithmId } from "@copath/contracts"
import { layer as deniableKeys } from "@copath/signature-deniable"
import { layer as disclosedKeys } from "@copath/signature-disclosed"
import { layer as ephemeralKeys } from "@copath/signature-ephemeral"
import { layer as unsigned } from "@copath/signature-none"
import { layer as staticKeys } from "@copath/signature-static"
import type { AlgorithmPart, Part } from "../part.ts"

/** Algorithms that may take a suite's place, and where they are defined. */
const algorithms: ReadonlyArray<readonly [SignatureAlgorithmId, string]> = [
  ["ed25519", "RFC 8032"],
  ["p256", "FIPS 186-5"],
  ["ed448", "RFC 8032"],
  ["ml-dsa-44", "FIPS 204"],
  ["ml-dsa-65", "FIPS 204"],
  ["ml-dsa-87", "FIPS 204"],
  ["slh-dsa-sha2-128s", "FIPS 205"],
  ["slh-dsa-sha2-128f", "FIPS 205"],
  ["slh-dsa-sha2-256f", "FIPS 205"]
]

/** Who signs with which key for how long, and by which algorithm. */
export const signing: ReadonlyArray<Part> = [
  { axis: "signature", id: "static", title: "One signature key per leaf", source: "RFC 9420, 6.1", strict: true, layer: staticKeys },
  {
    axis: "signature",
    id: "eph-certified",
    aliases: ["ephemeral"],
    title: "Short-lived keys that the identity key certifies",
    source: "interim, September 2018",
    strict: false,
    layer: ephemeralKeys
  },
  {
    axis: "signature",
    id: "eph-deniable",
    title: "Short-lived keys that each member learns by a MAC of its own",
    source: "interim, November 2018",
    strict: false,
    layer: deniableKeys
  },
  {
    axis: "signature",
    id: "eph-disclosed",
    title: "Short-lived keys that are published when their time is over",
    source: "Off-the-Record Messaging, 2004",
    strict: false,
    layer: disclosedKeys
  },
  {
    axis: "signature",
    id: "none",
    aliases: ["mac"],
    title: "No signatures on messages: members are trusted",
    source: "interim, September 2018",
    strict: false,
    layer: unsigned
  },

  {
    axis: "algorithm",
    id: "suite",
    title: "The cipher suite's own signature algorithm",
    source: "RFC 9420, 17.1",
    strict: true,
    algorithm: undefined
  },
  ...algorithms.map(([id, source]): AlgorithmPart => ({
    axis: "algorithm",
    id,
    title: `${id} in place of the suite's algorithm`,
    source,
    strict: false,
    algorithm: { ofProvider: id }
  }))
]
