import { type Claims, nameOf, type Port, type ProveOptions, type Stage, stageOf } from "@copath/lab-kat"
import type { Part, PartOf, Spec } from "@copath/profile-lab"
import { type AskedLaw, askedLaws, registerAsked } from "./securityLaw.ts"

/** The parts that have a say in how members come to share a secret. */
export type KeyAgreementPart = PartOf<"cgka" | "double-join" | "init" | "shape">
/** The parts that have a say in how messages are sealed. */
export type SealingPart = PartOf<"protection" | "nonce" | "sender-data" | "channel" | "aead" | "handshake">
/** The parts that have a say in how messages are signed. */
export type SigningPart = PartOf<"signature" | "algorithm" | "position" | "signed">

/** How thoroughly to look, and beside which other parts. */
export interface SecurityLawOptions extends ProveOptions {}

/** The laws of a part, for whoever registers tests in another way. */
export const lawsOfPart = (port: Port, part: Part, declared?: Claims, options: SecurityLawOptions = {}): ReadonlyArray<AskedLaw> => {
  const { beside, ...how } = options
  return askedLaws(port, stageOf(part, beside), declared, how)
}

const registerPart = (port: Port, part: Part, declared?: Claims, options: SecurityLawOptions = {}): void =>
  registerAsked(`${part.axis}=${part.id}`, lawsOfPart(port, part, declared, options), options)

/**
 * Registers a test for every law of a key agreement that asks the adversary: an update by everyone heals everyone, within `declared.pcs`; forward secrecy is as deep as
 * `declared.forwardSecrecy`; joiners do not learn the past; removed members read nothing; every secret has an origin; what is written down is what is held.
 */
export const cgkaSecurityLaws = (part: KeyAgreementPart, declared?: Claims, options?: SecurityLawOptions): void =>
  registerPart("cgka", part, declared, options)

/** The same of a key schedule; and its epochs are chained, unless it declares that they are not. */
export const scheduleSecurityLaws = (part: PartOf<"schedule">, declared?: Claims, options?: SecurityLawOptions): void =>
  registerPart("schedule", part, declared, options)

/** The same of what seals messages; and keys are gone after use, no key meets a nonce again, and nobody writes in another's name, unless that is declared. */
export const protectionSecurityLaws = (part: SealingPart, declared?: Claims, options?: SecurityLawOptions): void =>
  registerPart("protection", part, declared, options)

/** Registers a test for every law of signatures that asks the adversary: nobody writes in another's name, unless that is declared; no signing key shows anywhere. */
export const signatureSecurityLaws = (part: SigningPart, declared?: Claims, options?: SecurityLawOptions): void =>
  registerPart("signature", part, declared, options)

/** How thoroughly to look at a composition, and which parts from outside it names. */
export interface CompositionLawOptions extends Omit<ProveOptions, "beside"> {
  /** Parts beside the catalog's. */
  readonly plugins?: Stage["plugins"]
}

/** The laws of a composition, for whoever registers tests in another way. */
export const lawsOfComposition = (
  spec: Spec,
  declared?: Claims,
  { plugins = [], ...how }: CompositionLawOptions = {}
): ReadonlyArray<AskedLaw> => askedLaws("composition", { spec, plugins }, declared, how)

/**
 * Registers every law there is for a composition of parts: those of all its parts; the canonical script gives the exposure that is declared; copies of states read nothing
 * that the adversary says they cannot; its derivations hold with real cryptography; and what is counted on stand-ins is what the real thing costs.
 */
export const compositionSecurityLaws = (spec: Spec, declared?: Claims, options: CompositionLawOptions = {}): void =>
  registerAsked(nameOf({ spec }), lawsOfComposition(spec, declared, options), options)
