import { encode } from "@copath/codec"
import { Secret } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import { hex, toHex } from "@copath/vectors"
import { describeVectors } from "@copath/vectors/vitest"
import { groupContext } from "@copath/wire"
import { expect, it } from "vitest"
import { exportSecret, joinEpoch, nextEpoch, welcomeSecret } from "../../src/index.ts"
import { externalKeyPair } from "../../src/external.ts"

const secret = (text: string) => new Secret(hex(text))
const shown = (s: Secret | undefined) => toHex(s?.expose() ?? new Uint8Array(0))

describeVectors("key-schedule.json", (cases) => {
  for (const { cipher_suite, epochs, group_id, initial_init_secret } of cases) {
    it(`suite ${cipher_suite}: ${epochs.length} epochs in a row, each also as a joiner sees it`, () => {
      const suite = nobleSuite(cipher_suite)
      let init = secret(initial_init_secret)
      for (const [number, epoch] of epochs.entries()) {
        const context = encode(groupContext, {
          version: 1,
          cipherSuite: cipher_suite,
          groupId: hex(group_id),
          epoch: BigInt(number),
          treeHash: hex(epoch.tree_hash),
          confirmedTranscriptHash: hex(epoch.confirmed_transcript_hash),
          extensions: []
        })
        expect(toHex(context)).toBe(epoch.group_context)
        const psk = secret(epoch.psk_secret)
        const made = nextEpoch(suite, { init, commit: secret(epoch.commit_secret), psk, groupContext: context })
        expect(shown(made.handoff)).toBe(epoch.joiner_secret)
        expect(shown(welcomeSecret(suite, made.handoff, psk))).toBe(epoch.welcome_secret)
        for (const secrets of [made.epoch, joinEpoch(suite, { handoff: made.handoff, psk, groupContext: context })]) {
          expect(shown(secrets.init)).toBe(epoch.init_secret)
          expect(shown(secrets.senderData)).toBe(epoch.sender_data_secret)
          expect(shown(secrets.encryption)).toBe(epoch.encryption_secret)
          expect(shown(secrets.exporter)).toBe(epoch.exporter_secret)
          expect(shown(secrets.authenticator)).toBe(epoch.epoch_authenticator)
          expect(shown(secrets.external)).toBe(epoch.external_secret)
          expect(shown(secrets.confirmation)).toBe(epoch.confirmation_key)
          expect(shown(secrets.membership)).toBe(epoch.membership_key)
          expect(shown(secrets.resumption)).toBe(epoch.resumption_psk)
          expect(toHex(externalKeyPair(suite, secrets).publicKey)).toBe(epoch.external_pub)
          const { context: exporterContext, label, length, secret: exported } = epoch.exporter
          expect(shown(exportSecret(suite, secrets, label, hex(exporterContext), length))).toBe(exported)
        }
        init = made.epoch.init
      }
    })
  }
})
