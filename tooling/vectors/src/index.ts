export type {
  CryptoBasicsCase,
  DeserializationCase,
  Hex,
  KeyScheduleCase,
  KeyScheduleEpoch,
  MessageProtectionCase,
  MessagesCase,
  PassiveClientCase,
  PassiveClientEpoch,
  PskSecretCase,
  SecretTreeCase,
  SecretTreeGeneration,
  TranscriptHashesCase,
  TreeKemCase,
  TreeKemLeafPrivate,
  TreeKemUpdatePath,
  TreeMathCase,
  TreeOperationsCase,
  TreeValidationCase,
  WelcomeCase
} from "./cases.ts"
export type {
  AeadGroup,
  EcdsaGroup,
  EddsaGroup,
  HkdfGroup,
  HpkeCase,
  HpkeEncryption,
  HpkeExport,
  HpkePqCase,
  MlDsaSignGroup,
  MlDsaVerifyGroup,
  WycheproofFile,
  WycheproofResult,
  XdhGroup,
  XWingCase
} from "./cryptoCases.ts"
export type { VectorFiles, VectorName } from "./files.ts"
export { hex, toHex } from "./hex.ts"
export { loadVectors, locateVectors, officialVector, VectorFileError, vectorFolder } from "./load.ts"
export { officialVectors, type OfficialVector, type VectorOrigin } from "./manifest.ts"
