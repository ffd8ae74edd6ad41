export { type AskedLaw, askedLaws, registerAsked, SecurityLawBroken } from "./securityLaw.ts"
export {
  cgkaSecurityLaws,
  type CompositionLawOptions,
  compositionSecurityLaws,
  type KeyAgreementPart,
  lawsOfComposition,
  lawsOfPart,
  protectionSecurityLaws,
  scheduleSecurityLaws,
  type SealingPart,
  type SecurityLawOptions,
  signatureSecurityLaws,
  type SigningPart
} from "./suites.ts"
