/** One interface per file of the working group's vectors. Fields keep the files' names; bytes stay hex strings, see {@link hex}. */

/** Lower-case hex, two digits per byte, no prefix. */
export type Hex = string

export interface TreeMathCase {
  readonly n_leaves: number
  readonly n_nodes: number
  readonly root: number
  readonly left: ReadonlyArray<number | null>
  readonly right: ReadonlyArray<number | null>
  readonly parent: ReadonlyArray<number | null>
  readonly sibling: ReadonlyArray<number | null>
}

export interface DeserializationCase {
  readonly vlbytes_header: Hex
  readonly length: number
}

export interface CryptoBasicsCase {
  readonly cipher_suite: number
  readonly ref_hash: { readonly label: string; readonly value: Hex; readonly out: Hex }
  readonly expand_with_label: {
    readonly secret: Hex
    readonly label: string
    readonly context: Hex
    readonly length: number
    readonly out: Hex
  }
  readonly derive_secret: { readonly secret: Hex; readonly label: string; readonly out: Hex }
  readonly derive_tree_secret: {
    readonly secret: Hex
    readonly label: string
    /** Up to 2^32 - 1. */
    readonly generation: number
    readonly length: number
    readonly out: Hex
  }
  readonly sign_with_label: {
    readonly priv: Hex
    readonly pub: Hex
    readonly content: Hex
    readonly label: string
    readonly signature: Hex
  }
  readonly encrypt_with_label: {
    readonly priv: Hex
    readonly pub: Hex
    readonly label: string
    readonly context: Hex
    readonly plaintext: Hex
    readonly kem_output: Hex
    readonly ciphertext: Hex
  }
}

export interface PskSecretCase {
  readonly cipher_suite: number
  readonly psks: ReadonlyArray<{ readonly psk_id: Hex; readonly psk: Hex; readonly psk_nonce: Hex }>
  readonly psk_secret: Hex
}

export interface KeyScheduleEpoch {
  readonly tree_hash: Hex
  readonly commit_secret: Hex
  readonly psk_secret: Hex
  readonly confirmed_transcript_hash: Hex
  readonly group_context: Hex
  readonly joiner_secret: Hex
  readonly welcome_secret: Hex
  readonly init_secret: Hex
  readonly sender_data_secret: Hex
  readonly encryption_secret: Hex
  readonly exporter_secret: Hex
  readonly epoch_authenticator: Hex
  readonly external_secret: Hex
  readonly confirmation_key: Hex
  readonly membership_key: Hex
  readonly resumption_psk: Hex
  readonly external_pub: Hex
  /** `label` looks like hex and is used as text; `context` is hex. */
  readonly exporter: { readonly label: string; readonly context: Hex; readonly length: number; readonly secret: Hex }
}

export interface KeyScheduleCase {
  readonly cipher_suite: number
  readonly group_id: Hex
  readonly initial_init_secret: Hex
  readonly epochs: ReadonlyArray<KeyScheduleEpoch>
}

export interface SecretTreeGeneration {
  readonly generation: number
  readonly handshake_key: Hex
  readonly handshake_nonce: Hex
  readonly application_key: Hex
  readonly application_nonce: Hex
}

export interface SecretTreeCase {
  readonly cipher_suite: number
  readonly encryption_secret: Hex
  readonly sender_data: { readonly sender_data_secret: Hex; readonly ciphertext: Hex; readonly key: Hex; readonly nonce: Hex }
  /** By leaf index. */
  readonly leaves: ReadonlyArray<ReadonlyArray<SecretTreeGeneration>>
}

export interface TranscriptHashesCase {
  readonly cipher_suite: number
  readonly confirmation_key: Hex
  readonly authenticated_content: Hex
  readonly interim_transcript_hash_before: Hex
  readonly confirmed_transcript_hash_after: Hex
  readonly interim_transcript_hash_after: Hex
}

export interface MessageProtectionCase {
  readonly cipher_suite: number
  readonly group_id: Hex
  readonly epoch: number
  readonly tree_hash: Hex
  readonly confirmed_transcript_hash: Hex
  readonly signature_priv: Hex
  readonly signature_pub: Hex
  readonly encryption_secret: Hex
  readonly sender_data_secret: Hex
  readonly membership_key: Hex
  readonly proposal: Hex
  readonly proposal_pub: Hex
  readonly proposal_priv: Hex
  readonly commit: Hex
  readonly commit_pub: Hex
  readonly commit_priv: Hex
  readonly application: Hex
  readonly application_priv: Hex
}

export interface MessagesCase {
  readonly mls_welcome: Hex
  readonly mls_group_info: Hex
  readonly mls_key_package: Hex
  readonly ratchet_tree: Hex
  readonly group_secrets: Hex
  readonly add_proposal: Hex
  readonly update_proposal: Hex
  readonly remove_proposal: Hex
  readonly pre_shared_key_proposal: Hex
  readonly re_init_proposal: Hex
  readonly external_init_proposal: Hex
  readonly group_context_extensions_proposal: Hex
  readonly commit: Hex
  readonly public_message_application: Hex
  readonly public_message_proposal: Hex
  readonly public_message_commit: Hex
  readonly private_message: Hex
}

export interface WelcomeCase {
  readonly cipher_suite: number
  readonly init_priv: Hex
  readonly signer_pub: Hex
  readonly key_package: Hex
  readonly welcome: Hex
}

export interface TreeOperationsCase {
  readonly cipher_suite: number
  readonly tree_before: Hex
  readonly proposal: Hex
  readonly proposal_sender: number
  readonly tree_hash_before: Hex
  readonly tree_after: Hex
  readonly tree_hash_after: Hex
}

export interface TreeValidationCase {
  readonly cipher_suite: number
  readonly tree: Hex
  readonly group_id: Hex
  /** By node index, as node indices. */
  readonly resolutions: ReadonlyArray<ReadonlyArray<number>>
  /** By node index. */
  readonly tree_hashes: ReadonlyArray<Hex>
}

export interface TreeKemLeafPrivate {
  readonly index: number
  readonly encryption_priv: Hex
  readonly signature_priv: Hex
  readonly path_secrets: ReadonlyArray<{ readonly node: number; readonly path_secret: Hex }>
}

export interface TreeKemUpdatePath {
  readonly sender: number
  readonly update_path: Hex
  /** By leaf index; `null` for the sender and for blanks. */
  readonly path_secrets: ReadonlyArray<Hex | null>
  readonly commit_secret: Hex
  readonly tree_hash_after: Hex
}

export interface TreeKemCase {
  readonly cipher_suite: number
  readonly group_id: Hex
  readonly epoch: number
  readonly confirmed_transcript_hash: Hex
  readonly ratchet_tree: Hex
  readonly leaves_private: ReadonlyArray<TreeKemLeafPrivate>
  readonly update_paths: ReadonlyArray<TreeKemUpdatePath>
}

export interface PassiveClientEpoch {
  readonly proposals: ReadonlyArray<Hex>
  readonly commit: Hex
  readonly epoch_authenticator: Hex
}

export interface PassiveClientCase {
  readonly cipher_suite: number
  readonly external_psks: ReadonlyArray<{ readonly psk_id: Hex; readonly psk: Hex }>
  readonly key_package: Hex
  readonly signature_priv: Hex
  readonly encryption_priv: Hex
  readonly init_priv: Hex
  readonly welcome: Hex
  readonly ratchet_tree: Hex | null
  readonly initial_epoch_authenticator: Hex
  readonly epochs: ReadonlyArray<PassiveClientEpoch>
}
