import { decode } from "@copath/codec"
import { Secret, verifyWithLabel } from "@copath/contracts"
import { hex } from "@copath/vectors"
import { describeVectors } from "@copath/vectors/vitest"
import { groupInfoTbs } from "@copath/wire"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { contextBytes } from "../../src/context.ts"
import { keyPackageRef, makeIdentity, makeKeyPackage } from "../../src/keyPackage.ts"
import { openInfo, openSecrets } from "../../src/openWelcome.ts"
import { parts } from "../../src/parts.ts"
import { services } from "../parts.ts"

describeVectors("welcome.json", (cases) => {
  for (const c of cases) {
    it.effect(`suite ${c.cipher_suite}: group secrets, group info, signature and confirmation tag`, () =>
      Effect.gen(function* () {
        const p = yield* parts
        const packaged = yield* Effect.fromResult(decode(p.wire.mlsMessage, hex(c.key_package)))
        const message = yield* Effect.fromResult(decode(p.wire.mlsMessage, hex(c.welcome)))
        if (packaged._tag !== "keyPackage" || message._tag !== "welcome") throw new Error("a key package and a Welcome")
        const { keyPackage } = packaged
        // Only the init key and the reference of the joiner's secrets matter before the tree does.
        const other = yield* makeKeyPackage(yield* makeIdentity({ _tag: "basic", identity: hex("00") }))
        const mine = {
          ...other.secrets,
          keyPackage,
          reference: keyPackageRef(p, keyPackage),
          initKey: { publicKey: keyPackage.initKey, secretKey: new Secret(hex(c.init_priv)) }
        }
        const secrets = yield* Effect.fromResult(openSecrets(p, message.welcome, mine))
        expect(secrets.psks).toEqual([])
        const handoff = new Secret(secrets.joinerSecret)
        const psk = p.schedule.psk([])
        const info = yield* Effect.fromResult(openInfo(p, message.welcome, p.schedule.welcome(handoff, psk)))
        expect(verifyWithLabel(p.suite, hex(c.signer_pub), "GroupInfoTBS", groupInfoTbs(info), info.signature)).toBe(true)
        const epoch = yield* p.schedule.join({ handoff, psk, groupContext: contextBytes(info.groupContext) })
        expect(p.suite.mac.tag(epoch.confirmation, info.groupContext.confirmedTranscriptHash)).toEqual(info.confirmationTag)
        const foreign = yield* Effect.flip(Effect.fromResult(openSecrets(p, message.welcome, other.secrets)))
        expect(foreign).toMatchObject({ _tag: "WelcomeRejected", reason: "NotForUs" })
      }).pipe(Effect.provide(services(c.cipher_suite)))
    )
  }
})
