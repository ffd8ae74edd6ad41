import { type LengthModeId, lengthModes, type SignatureAlgorithmId, SignatureLengths } from "@copath/contracts"
import { layer as deniableKeys } from "@copath/signature-deniable"
import { layer as disclosedKeys } from "@copath/signature-disclosed"
import { layer as ephemeralKeys } from "@copath/signature-ephemeral"
import { layer as merkleBatches } from "@copath/signature-merkle"
import { layer as unsigned } from "@copath/signature-none"
import { layer as signcrypted, pathSealing } from "@copath/signature-signcrypt"
import { layer as staticKeys } from "@copath/signature-static"
import { context, roster, state, transcript } from "@copath/signed-context"
import { inside, outside } from "@copath/signing-position"
import * as Layer from "effect/Layer"
import type { AlgorithmPart, LengthsPart, Part } from "../part.ts"

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

/** How a message's signature says how long it is. */
const lengths: ReadonlyArray<readonly [LengthModeId, string, string]> = [
  ["variable", "Lengths of signatures in one, two or four bytes, as they need", "RFC 9420, 2.1.2"],
  ["16-bit", "Lengths of messages' signatures in two bytes", "draft-ietf-mls-protocol-00 to -11"],
  ["32-bit", "Lengths of messages' signatures in four bytes", "interim, September 2018"]
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
    axis: "signature",
    id: "signcrypt",
    title: "Path secrets sealed with the sender's own leaf key, beside its signature",
    source: "RFC 9180, 5.1.3; interim, September 2018",
    strict: false,
    layer: signcrypted,
    sealing: pathSealing
  },
  {
    axis: "signature",
    id: "merkle",
    title: "One signature for many of one's own messages",
    source: "Merkle, 1979; interim, September 2018",
    strict: false,
    layer: merkleBatches
  },

  {
    axis: "position",
    id: "inside",
    title: "Signatures of private messages in their plaintext",
    source: "RFC 9420, 6.3.1",
    strict: true,
    layer: inside
  },
  {
    axis: "position",
    id: "outside",
    title: "Signatures beside the ciphertext: whoever carries it can drop forgeries",
    source: "interim, September 2018",
    strict: false,
    layer: outside,
    implies: { "sender-data": "visible" }
  },

  { axis: "signed", id: "context", title: "Signatures cover the group context", source: "RFC 9420, 6.1", strict: true, layer: context },
  {
    axis: "signed",
    id: "state",
    title: "Signatures cover the group's whole public state",
    source: "draft-ietf-mls-protocol-01, 7",
    strict: false,
    layer: state
  },
  {
    axis: "signed",
    id: "transcript",
    title: "Signatures cover the transcript",
    source: "draft-ietf-mls-protocol-03",
    strict: false,
    layer: transcript
  },
  {
    axis: "signed",
    id: "roster",
    title: "Signatures cover who is there, with everybody's keys",
    source: "Katz and Yung, CRYPTO 2003",
    strict: false,
    layer: roster
  },

  ...lengths.map(([id, title, source]): LengthsPart => ({
    axis: "lengths",
    id,
    title,
    source,
    strict: id === lengths[0]?.[0],
    layer: Layer.succeed(SignatureLengths, lengthModes[id])
  })),

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
