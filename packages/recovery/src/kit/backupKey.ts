import { CipherSuite, Entropy, Secret } from "@copath/contracts"
import * as Effect from "effect/Effect"

/**
 * The key that kits are sealed under: random, and of nothing that the group knows. There are two ways to one, `newBackupKey` and `noted`: a secret of an epoch is not taken
 * for one by accident, for it would open the kit to everybody who was a member then.
 */
export class BackupKey {
  /** As long as a key of the suite's AEAD, in bytes. */
  readonly secret: Secret
  private constructor(secret: Secret) {
    this.secret = secret
  }

  /** A key that was noted down, from the bytes of its `secret`. */
  static noted(bytes: Uint8Array): BackupKey {
    return new BackupKey(new Secret(bytes.slice()))
  }
}

/** A fresh key, for its owner to keep apart from the kits: on paper, or with a service that does not hold them. */
export const newBackupKey: Effect.Effect<BackupKey, never, CipherSuite | Entropy> = Effect.gen(function* () {
  const { aead } = yield* CipherSuite
  return BackupKey.noted((yield* Entropy).secret(aead.keySize).expose())
})
