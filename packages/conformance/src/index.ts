export { LawBroken } from "./cgka/broken.ts"
export { cgkaLaws, type CgkaLawOptions } from "./cgka/cgkaLaws.ts"
export { type Borrowed, type BorrowedOf } from "./cgka/knowledge.ts"
export { playCgka, type PlayOptions } from "./cgka/play.ts"
export type { ScriptStep } from "./cgka/script.ts"
export { admissionLaws, type AdmissionLawOptions, deliveryAdmissionLaws, type Refusal } from "./delivery/admissionLaws.ts"
export { type DeliveryLawOptions, deliveryLaws, deliveryServiceLaws } from "./delivery/deliveryServiceLaws.ts"
export { directoryLaws, type DirectoryLawOptions, keyPackageDirectoryLaws } from "./delivery/keyPackageDirectoryLaws.ts"
export { type Law, register } from "./law.ts"
export { groupStoreLaws } from "./storage/groupStoreLaws.ts"
export { type StorageLawOptions, storageLaws, storeLaws, surviveRestart } from "./storage/storageLaws.ts"
export {
  messageProtectionLaws,
  type ProtectionLawOptions,
  protectionLaws,
  protectionUnderTest
} from "./protection/messageProtectionLaws.ts"
export { slotLaws } from "./protection/openingLaws.ts"
export { type CryptoUnderTest } from "./schedule/crypto.ts"
export { keyScheduleLaws, scheduleLaws, scheduleUnderTest } from "./schedule/keyScheduleLaws.ts"
export {
  AuthenticationExamples,
  authenticationLaws,
  type AuthenticationLawOptions,
  authenticationServiceLaws
} from "./signature/authenticationServiceLaws.ts"
export {
  placeLaws,
  rotationLaws,
  type SignatureLawOptions,
  signatureLaws,
  signatureSchemeLaws,
  signatureUnderTest
} from "./signature/signatureSchemeLaws.ts"
export { aeadLaws } from "./crypto/aeadLaws.ts"
export { cipherSuiteLaws, type CipherSuiteLawOptions } from "./crypto/cipherSuiteLaws.ts"
export { type CraftedSignature } from "./crypto/craftedSignature.ts"
export { craftedEd25519 } from "./crypto/craftedEd25519.ts"
export { craftedEd448 } from "./crypto/craftedEd448.ts"
export { type CryptoBasics, cryptoBasicsLaws } from "./crypto/cryptoBasics.ts"
export { ecdsaLaws } from "./crypto/ecdsaLaws.ts"
export { eddsaLaws } from "./crypto/eddsaLaws.ts"
export { entropyLaws, type EntropyLawOptions } from "./crypto/entropyLaws.ts"
export { hashLaws } from "./crypto/hashLaws.ts"
export { hpkeLaws } from "./crypto/hpkeLaws.ts"
export { hpkeVectorCase, type HpkeVector, hpkeVectorLaws } from "./crypto/hpkeVectors.ts"
export { kemLaws } from "./crypto/kemLaws.ts"
export { hpkeKemCase, type XWingVector, xWingVectorLaws } from "./crypto/kemVectors.ts"
export { type CryptoLaw, registerCryptoLaws } from "./crypto/law.ts"
export { mlDsaLaws } from "./crypto/mlDsaLaws.ts"
export { sameSuite, sameSuiteLaws, type SameSuiteOptions } from "./crypto/sameSuiteLaws.ts"
export { signatureAlgorithmLaws } from "./crypto/signatureAlgorithmLaws.ts"
export {
  type Wycheproof,
  type WycheproofAeadGroup,
  wycheproofAeadLaws,
  type WycheproofHkdfGroup,
  wycheproofHkdfLaws,
  type WycheproofSignatureGroup,
  wycheproofSignatureLaws,
  type WycheproofXdhGroup,
  wycheproofXdhLaws
} from "./crypto/wycheproof.ts"
export { describeIf } from "./describeIf.ts"
