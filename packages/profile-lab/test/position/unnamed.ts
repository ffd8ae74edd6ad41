import { decode, encode, opaque as bytes, struct, uint32 } from "@copath/codec"
import {
  CipherSuite,
  type EpochSecrets,
  expandWithLabel,
  MessageProtection,
  opaque,
  protectionOf,
  type Secret,
  secretCodec,
  type Suite,
  Unprotectable
} from "@copath/contracts"
import { leafIndex, type LeafIndex } from "@copath/tree-math"
import { privateContentAad } from "@copath/wire"
import { Effect, Layer, Result } from "effect"
import { taken, together } from "./world.ts"

/*
 * A protection that leaves it to others to say who spoke: one key an epoch, the sender in clear and in no AAD. Nobody should use it; it stands for all whose
 * author believed that the header's signature names the sender well enough.
 */

interface State {
  readonly me: LeafIndex
  readonly key: Secret
  readonly sent: number
}
interface Body {
  readonly sender: number
  readonly count: number
  readonly ciphertext: Uint8Array
}
const bodyCodec = struct("UnnamedBody", { sender: uint32, count: uint32, ciphertext: bytes })
const stateBox = opaque<"ProtectionState", State>("ProtectionState", "unnamed")
const bodyBox = opaque<"ProtectedBody", Body>("ProtectedBody", "unnamed")

const nonce = (suite: Suite, count: number): Uint8Array => {
  const out = new Uint8Array(suite.aead.nonceSize)
  out.set(encode(uint32, count))
  return out
}

const layer = Layer.effect(
  MessageProtection,
  Effect.map(CipherSuite, (suite) =>
    protectionOf<State, Body>({
      id: "unnamed",
      needs: { ordering: "none", groupSecret: true, slot: false, misuseResistant: false },
      keyLife: { application: "epoch", handshake: "epoch" },
      state: stateBox,
      stateCodec: {
        name: "UnnamedState",
        write: (w, s) => {
          w.u32(s.me)
          secretCodec.write(w, s.key)
          w.u32(s.sent)
        },
        read: (r) => ({ me: leafIndex(r.u32()), key: secretCodec.read(r), sent: r.u32() })
      },
      body: bodyBox,
      bodyCodec,
      start: (epoch: EpochSecrets, me) => ({
        me,
        key: expandWithLabel(suite, epoch.encryption, "one key", new Uint8Array(0), suite.aead.keySize),
        sent: 0
      }),
      protect: (state, header, content) => {
        const count = state.me * 1000 + state.sent
        const ciphertext = suite.aead.seal(state.key, nonce(suite, count), encode(privateContentAad, header), content)
        return Result.succeed({ body: { sender: state.me, count, ciphertext }, state: { ...state, sent: state.sent + 1 }, retired: [] })
      },
      unprotect: (state, header, { ciphertext, count, sender }) => {
        const content = suite.aead.open(state.key, nonce(suite, count), encode(privateContentAad, header), ciphertext)
        return content === undefined
          ? Result.fail(new Unprotectable({ reason: "BadCiphertext" }))
          : Result.succeed({ sender: leafIndex(sender), content, state, retired: [] })
      },
      retained: () => ({ keys: 0, oldest: 0 }),
      forget: (state) => ({ state, retired: [] })
    })
  )
)

/** The same ciphertext with another name beside it. */
const renamed = Effect.fnUntraced(function* (message: Uint8Array, sender: LeafIndex) {
  const apart = yield* taken(message)
  const body = { ...Result.getOrThrow(decode(bodyCodec, apart.signed.encoded)), sender }
  return yield* together({ ...apart, signed: { ...apart.signed, body: bodyBox.wrap(body), encoded: encode(bodyCodec, body) } })
})

/** The protection, and what is done with its messages. */
export const unnamed = { layer, renamed } as const
