import type {
  CryptoBasicsCase,
  DeserializationCase,
  KeyScheduleCase,
  MessageProtectionCase,
  MessagesCase,
  PassiveClientCase,
  PskSecretCase,
  SecretTreeCase,
  TranscriptHashesCase,
  TreeKemCase,
  TreeMathCase,
  TreeOperationsCase,
  TreeValidationCase,
  WelcomeCase
} from "./cases.ts"
import type {
  AeadGroup,
  EcdsaGroup,
  EddsaGroup,
  HkdfGroup,
  HpkeCase,
  HpkePqCase,
  MlDsaSignGroup,
  MlDsaVerifyGroup,
  WycheproofFile,
  XdhGroup,
  XWingCase
} from "./cryptoCases.ts"

/** What each file parses to, by file name. The Wycheproof files are an object with groups, all others an array of cases. */
export interface VectorFiles {
  readonly "tree-math.json": ReadonlyArray<TreeMathCase>
  readonly "deserialization.json": ReadonlyArray<DeserializationCase>
  readonly "crypto-basics.json": ReadonlyArray<CryptoBasicsCase>
  readonly "psk_secret.json": ReadonlyArray<PskSecretCase>
  readonly "key-schedule.json": ReadonlyArray<KeyScheduleCase>
  readonly "secret-tree.json": ReadonlyArray<SecretTreeCase>
  readonly "transcript-hashes.json": ReadonlyArray<TranscriptHashesCase>
  readonly "message-protection.json": ReadonlyArray<MessageProtectionCase>
  readonly "messages.json": ReadonlyArray<MessagesCase>
  readonly "welcome.json": ReadonlyArray<WelcomeCase>
  readonly "tree-operations.json": ReadonlyArray<TreeOperationsCase>
  readonly "tree-validation.json": ReadonlyArray<TreeValidationCase>
  readonly "treekem.json": ReadonlyArray<TreeKemCase>
  readonly "passive-client-welcome.json": ReadonlyArray<PassiveClientCase>
  readonly "passive-client-handling-commit.json": ReadonlyArray<PassiveClientCase>
  readonly "hpke-rfc9180-base-mls.json": ReadonlyArray<HpkeCase>
  readonly "hpke-pq.json": ReadonlyArray<HpkePqCase>
  readonly "x-wing.json": ReadonlyArray<XWingCase>
  readonly "wycheproof-aes_gcm.json": WycheproofFile<AeadGroup>
  readonly "wycheproof-aes_gcm_siv.json": WycheproofFile<AeadGroup>
  readonly "wycheproof-chacha20_poly1305.json": WycheproofFile<AeadGroup>
  readonly "wycheproof-ecdsa_secp256r1_sha256.json": WycheproofFile<EcdsaGroup>
  readonly "wycheproof-ecdsa_secp384r1_sha384.json": WycheproofFile<EcdsaGroup>
  readonly "wycheproof-ecdsa_secp521r1_sha512.json": WycheproofFile<EcdsaGroup>
  readonly "wycheproof-ed25519.json": WycheproofFile<EddsaGroup>
  readonly "wycheproof-ed448.json": WycheproofFile<EddsaGroup>
  readonly "wycheproof-hkdf_sha256.json": WycheproofFile<HkdfGroup>
  readonly "wycheproof-mldsa_44_sign_seed.json": WycheproofFile<MlDsaSignGroup>
  readonly "wycheproof-mldsa_44_verify.json": WycheproofFile<MlDsaVerifyGroup>
  readonly "wycheproof-mldsa_65_sign_seed.json": WycheproofFile<MlDsaSignGroup>
  readonly "wycheproof-mldsa_65_verify.json": WycheproofFile<MlDsaVerifyGroup>
  readonly "wycheproof-mldsa_87_sign_seed.json": WycheproofFile<MlDsaSignGroup>
  readonly "wycheproof-mldsa_87_verify.json": WycheproofFile<MlDsaVerifyGroup>
  readonly "wycheproof-x25519.json": WycheproofFile<XdhGroup>
}

/** A file's name, without a folder; names are unique over both folders. */
export type VectorName = keyof VectorFiles
