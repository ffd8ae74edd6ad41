import { opaque as bytes, struct, vector } from "@copath/codec"
import { MessageProtection, opaque, type ProtectedBody, type ProtectionState, Secret } from "@copath/contracts"
import { messageProtection, type ProtectionPart } from "@copath/profile-lab"
import { layer as secretTree } from "@copath/protection-secret-tree"
import { senderKeys } from "@copath/protection-sender-keys"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { changed } from "../variant.ts"
import { chat, comeAndGo } from "./histories.ts"
import { mutant } from "./mutant.ts"

type Protection = MessageProtection["Service"]

const broken = (
  id: string,
  title: string,
  layer: ProtectionPart["layer"],
  change: (service: Protection) => Partial<Protection>
): ProtectionPart => messageProtection({ id, title, source: "a mutant", layer: changed(MessageProtection, layer, id, change) })

/** Whoever was removed goes on receiving. */
export const noRekey = mutant({
  part: broken("sender-keys-no-rekey", "Sender keys that stay when somebody is removed", senderKeys({ rekeyOnRemoval: false }), () => ({})),
  of: "sender-keys",
  spec: { cgka: "senderkeys" },
  workload: comeAndGo,
  metric: "exMembers",
  values: { whole: 0, broken: 10 }
})

/** A received message's key can be computed again for as long as the epoch lasts. */
export const keyKept = mutant({
  part: broken("secret-tree-key-kept", "A message key is not deleted after its use", secretTree, ({ unprotect }) => ({
    unprotect: (state, header, body) => Effect.map(unprotect(state, header, body), (opened) => ({ ...opened, state, retired: [] }))
  })),
  of: "secret-tree",
  workload: chat,
  metric: "forwardSecrecy",
  values: { whole: 0, broken: 3 }
})

const box = opaque<"ProtectionState", { readonly inner: ProtectionState; readonly roots: ReadonlyArray<Secret> }>(
  "ProtectionState",
  "hoarder"
)

/** A state with copies of what every epoch of the past began with. */
const hoarding = (service: Protection): Partial<Protection> => ({
  stateCodec: box.codec({
    name: "Hoard",
    write: (writer, { inner, roots }) => hoard(service).write(writer, { inner, roots: roots.map((root) => root.expose()) }),
    read: (reader) => {
      const { inner, roots } = hoard(service).read(reader)
      return { inner, roots: roots.map((root) => new Secret(root.slice())) }
    }
  }),
  start: (epoch, me, tree, change, previous, standing) => {
    const before = Option.map(previous, box.unwrap)
    const root = new Secret(epoch.encryption.expose().slice())
    const inner = Option.map(before, (state) => state.inner)
    const roots = Option.match(before, { onNone: () => [root], onSome: (state) => [...state.roots, root] })
    return Effect.map(service.start(epoch, me, tree, change, inner, standing), ({ state }) => ({
      state: box.wrap({ inner: state, roots })
    }))
  },
  protect: (state, header, content, slot) => {
    const { inner, roots } = box.unwrap(state)
    return Effect.map(service.protect(inner, header, content, slot), (made) => ({ ...made, state: box.wrap({ inner: made.state, roots }) }))
  },
  unprotect: (state, header, body) => {
    const { inner, roots } = box.unwrap(state)
    return Effect.map(service.unprotect(inner, header, body), (made) => ({ ...made, state: box.wrap({ inner: made.state, roots }) }))
  },
  retained: (state) => service.retained(box.unwrap(state).inner),
  forget: (state, now) => {
    const { inner, roots } = box.unwrap(state)
    const forgotten = service.forget(inner, now)
    return { ...forgotten, state: box.wrap({ inner: forgotten.state, roots }) }
  }
})

const hoard = ({ stateCodec }: Protection) => struct("Hoard", { inner: stateCodec, roots: vector(bytes) })

/** What a protection begins with opens the whole epoch. */
export const rootKept = mutant({
  part: broken("secret-tree-root-kept", "The encryption secrets of all epochs are kept", secretTree, hoarding),
  of: "secret-tree",
  workload: chat,
  metric: "forwardSecrecy",
  values: { whole: 0, broken: 20 }
})

const inClear = opaque<"ProtectedBody", { readonly inner: ProtectedBody; readonly content: Uint8Array }>("ProtectedBody", "in-clear")

/** Everybody reads along. */
export const contentInClear = mutant({
  part: broken(
    "secret-tree-in-clear",
    "The content stands in clear beside its ciphertext",
    secretTree,
    ({ bodyCodec, protect, unprotect }) => ({
      bodyCodec: inClear.codec(struct("InClear", { inner: bodyCodec, content: bytes })),
      protect: (state, header, content, slot) =>
        Effect.map(protect(state, header, content, slot), (made) => ({ ...made, body: inClear.wrap({ inner: made.body, content }) })),
      unprotect: (state, header, body) => unprotect(state, header, inClear.unwrap(body).inner)
    })
  ),
  of: "secret-tree",
  workload: chat,
  metric: "onTheWire",
  values: { whole: 0, broken: 20 }
})
