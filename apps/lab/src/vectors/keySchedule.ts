import type { EpochSecrets } from "@copath/contracts"
import { exportSecret, joinEpoch, nextEpoch, welcomeSecret } from "@copath/schedule-rfc9420"
import { hex, type KeyScheduleCase, type KeyScheduleEpoch, toHex } from "@copath/vectors"
import { type Comparison, contextOf, secretOf, shown, type Tools } from "./check.ts"

/** `key-schedule.json`: epochs in a row, each as its members and as a joiner derive it (RFC 9420, section 8). */
export function* keySchedule(one: KeyScheduleCase, tools: Tools): Iterable<Comparison> {
  const { suite } = tools
  let init = secretOf(one.initial_init_secret)
  for (const [number, epoch] of one.epochs.entries()) {
    const at = `epoch ${number}, `
    const context = contextOf({ ...epoch, cipher_suite: one.cipher_suite, group_id: one.group_id, epoch: number })
    yield [`${at}group_context`, toHex(context), epoch.group_context]
    const psk = secretOf(epoch.psk_secret)
    const made = nextEpoch(suite, { init, commit: secretOf(epoch.commit_secret), psk, groupContext: context })
    yield [`${at}joiner_secret`, shown(made.handoff), epoch.joiner_secret]
    yield [`${at}welcome_secret`, shown(welcomeSecret(suite, made.handoff, psk)), epoch.welcome_secret]
    yield* secretsOf(at, made.epoch, epoch, tools)
    yield* secretsOf(`${at}as a joiner, `, joinEpoch(suite, { handoff: made.handoff, psk, groupContext: context }), epoch, tools)
    init = made.epoch.init
  }
}

function* secretsOf(at: string, got: EpochSecrets, expected: KeyScheduleEpoch, { suite }: Tools): Iterable<Comparison> {
  yield [`${at}init_secret`, shown(got.init), expected.init_secret]
  yield [`${at}sender_data_secret`, shown(got.senderData), expected.sender_data_secret]
  yield [`${at}encryption_secret`, shown(got.encryption), expected.encryption_secret]
  yield [`${at}exporter_secret`, shown(got.exporter), expected.exporter_secret]
  yield [`${at}epoch_authenticator`, shown(got.authenticator), expected.epoch_authenticator]
  yield [`${at}external_secret`, shown(got.external), expected.external_secret]
  yield [`${at}confirmation_key`, shown(got.confirmation), expected.confirmation_key]
  yield [`${at}membership_key`, shown(got.membership), expected.membership_key]
  yield [`${at}resumption_psk`, shown(got.resumption), expected.resumption_psk]
  const external = got.external === undefined ? undefined : toHex(suite.kem.derive(got.external).publicKey)
  yield [`${at}external_pub`, external, expected.external_pub]
  const { context, label, length, secret } = expected.exporter
  yield [`${at}exporter`, shown(exportSecret(suite, got, label, hex(context), length)), secret]
}
