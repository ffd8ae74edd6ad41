export { LawBroken } from "./broken.ts"
export { cgkaLaws, type CgkaLawOptions } from "./cgka/cgkaLaws.ts"
export { doubleJoinLaws, type DoubleJoinLawOptions } from "./cgka/doubleJoinLaws.ts"
export { type KeyChange, KeyTree } from "./cgka/keyTree.ts"
export { type Borrowed, type BorrowedOf, type Declared, doubleJoined, type DoubleJoinPromise } from "./cgka/knowledge.ts"
export { checkPathSealing } from "./cgka/pathSealing.ts"
export { playCgka, type PlayOptions } from "./cgka/play.ts"
export { checkDamagedStates, checkGarbage, checkLostRace, checkRepeatable, checkTransparent } from "./cgka/adversity.ts"
export { checkCounting, type CountedOptions } from "./cgka/counting.ts"
export { checkStories, type StoryOptions } from "./cgka/story.ts"
export { layoutOf, playPolicy, type PolicyCommit, PolicyGame, type PolicyGroup, type PolicyPlayOptions } from "./cgka/policyPlay.ts"
export type { ScriptStep } from "./cgka/script.ts"
export { admissionLaws, type AdmissionLawOptions, deliveryAdmissionLaws, type Refusal } from "./delivery/admissionLaws.ts"
export { type DeliveryLawOptions, deliveryLaws, deliveryServiceLaws } from "./delivery/deliveryServiceLaws.ts"
export { inboxLaws } from "./delivery/inboxLaws.ts"
export { directoryLaws, type DirectoryLawOptions, keyPackageDirectoryLaws } from "./delivery/keyPackageDirectoryLaws.ts"
export { type Law, register, tried } from "./law.ts"
export { Counterexample, forAll, forAllNow, type Search, shown, someBytes } from "./counterexample.ts"
export { shapeLaws, treeShapeLaws } from "./shape/treeShapeLaws.ts"
export { groupStoreLaws } from "./storage/groupStoreLaws.ts"
export { type StorageLawOptions, storageLaws, storeLaws, surviveRestart } from "./storage/storageLaws.ts"
export {
  messageProtectionLaws,
  type ProtectionLawOptions,
  protectionLaws,
  protectionUnderTest
} from "./protection/messageProtectionLaws.ts"
export { type WindowUnderTest } from "./protection/group.ts"
export { slotLaws } from "./protection/openingLaws.ts"
export { type Sightings, sightings } from "./protection/watch.ts"
export { Circle, openCircle, type Reader, type Spoken, type Turnover } from "./pairwise/circle.ts"
export { countingChannel, type Traffic } from "./pairwise/countingChannel.ts"
export { channelLaws, type ChannelLawOptions, channelUnderTest, pairwiseChannelLaws } from "./pairwise/pairwiseChannelLaws.ts"
export { type CryptoUnderTest } from "./schedule/crypto.ts"
export { keyScheduleLaws, scheduleLaws, scheduleUnderTest } from "./schedule/keyScheduleLaws.ts"
export {
  AuthenticationExamples,
  authenticationLaws,
  type AuthenticationLawOptions,
  authenticationServiceLaws
} from "./signature/authenticationServiceLaws.ts"
export { anonymousLaws, attributionLaws, chainLaws, memberLaws, placeLaws, rotationLaws } from "./signature/promisedLaws.ts"
export {
  type SignatureLawOptions,
  signatureLaws,
  signatureLawsFor,
  signatureSchemeLaws,
  signatureUnderTest
} from "./signature/signatureSchemeLaws.ts"
export { statefulLaws } from "./signature/statefulLaws.ts"
export { type SignaturePromises, SignatureUnderTest } from "./signature/world.ts"
export { contextLaws, signedContextLaws } from "./signed/signedContextLaws.ts"
export { positionLaws, signaturePositionLaws } from "./signed/signaturePositionLaws.ts"
export { aeadLaws } from "./crypto/aeadLaws.ts"
export { claimedAlgorithmLaws, type ClaimedAlgorithmOptions, claimLaws } from "./crypto/claimedAlgorithmLaws.ts"
export { cipherSuiteLaws, type CipherSuiteLawOptions } from "./crypto/cipherSuiteLaws.ts"
export { type CraftedSignature } from "./crypto/craftedSignature.ts"
export { craftedEd25519 } from "./crypto/craftedEd25519.ts"
export { craftedEd448 } from "./crypto/craftedEd448.ts"
export { type CryptoBasics, cryptoBasicsLaws } from "./crypto/cryptoBasics.ts"
export { ecdsaLaws } from "./crypto/ecdsaLaws.ts"
export { eddsaLaws } from "./crypto/eddsaLaws.ts"
export { entropyLaws, type EntropyLawOptions } from "./crypto/entropyLaws.ts"
export { hashLaws } from "./crypto/hashLaws.ts"
export { hpkeAuthLaws } from "./crypto/hpkeAuthLaws.ts"
export { hpkeLaws } from "./crypto/hpkeLaws.ts"
export { hpkePskLaws } from "./crypto/hpkePskLaws.ts"
export { hpkeVectorCase, type HpkeVector, hpkeVectorLaws } from "./crypto/hpkeVectors.ts"
export { insecureDummySignature } from "./crypto/insecureDummySignature.ts"
export { kemLaws } from "./crypto/kemLaws.ts"
export { hpkeKemCase, type XWingVector, xWingVectorLaws } from "./crypto/kemVectors.ts"
export { type CryptoLaw, registerCryptoLaws, triedCrypto } from "./crypto/law.ts"
export { mlDsaLaws } from "./crypto/mlDsaLaws.ts"
export { sameSuite, sameSuiteLaws, type SameSuiteOptions } from "./crypto/sameSuiteLaws.ts"
export { signatureAlgorithmLaws } from "./crypto/signatureAlgorithmLaws.ts"
export {
  type Wycheproof,
  type WycheproofAeadGroup,
  wycheproofAeadLaws,
  type WycheproofHkdfGroup,
  wycheproofHkdfLaws,
  type WycheproofMlDsaSignGroup,
  wycheproofMlDsaSignLaws,
  type WycheproofMlDsaVerifyGroup,
  wycheproofMlDsaVerifyLaws,
  type WycheproofSignatureGroup,
  wycheproofSignatureLaws,
  type WycheproofXdhGroup,
  wycheproofXdhLaws
} from "./crypto/wycheproof.ts"
export { describeIf } from "./describeIf.ts"
