import { type CodecType, encode, mapped, struct, uint32, vector } from "@copath/codec"
import { arrivalsCodec, arrive, expandWithLabel, noArrivals, openContent, readSender, sealBody } from "@copath/contracts"
import { opaque, Secret, secretCodec, sealedProtection, type SealingKey, type Suite, Unprotectable } from "@copath/contracts"
import { messageProtection } from "@copath/profile-lab"
import { leafIndex } from "@copath/tree-math"
import { type SenderDataAndCiphertext } from "@copath/wire"
import { Result } from "effect"

const id = "my-scheme"

/** How far a message may run ahead of its sender's last one, and how many that are late are waited for. */
export const window = { maxForward: 1000, maxSkipped: 64 }

const leaf = mapped(uint32, "leaf", Number, leafIndex)
/** All that a member keeps for an epoch: who is there, two secrets, the number of its next message, and which messages of whom have come. */
const epoch = struct("Epoch", {
  me: leaf,
  members: vector(leaf),
  senderData: secretCodec,
  secret: secretCodec,
  next: uint32,
  heard: vector(struct("Heard", { from: leaf, arrivals: arrivalsCodec }))
})
type Epoch = CodecType<typeof epoch>
const state = opaque<"ProtectionState", Epoch>("ProtectionState", id)
const body = opaque<"ProtectedBody", SenderDataAndCiphertext>("ProtectedBody", id)

/** The key of a sender for the whole epoch; the message's number is the nonce. Ask for an AEAD that bears a nonce twice (`misuseResistant`) if two devices may share a leaf. */
const keyOf = (suite: Suite, { secret }: Epoch, sender: number, generation: number): SealingKey => {
  const nonce = new Uint8Array(suite.aead.nonceSize)
  new DataView(nonce.buffer, nonce.length - 4).setUint32(0, generation)
  return { key: expandWithLabel(suite, secret, id, encode(uint32, sender), suite.aead.keySize), nonce: new Secret(nonce) }
}

const refused = (reason: Unprotectable["reason"]) => Result.fail(new Unprotectable({ reason }))

export const layer = sealedProtection<Epoch>(
  {
    id,
    // What it asks of the rest of the composition, and how long its keys last. Laws and lab believe it.
    needs: { ordering: "epoch", groupSecret: true, slot: false, misuseResistant: true },
    keyLife: { application: "epoch", handshake: "epoch" },
    state,
    body
  },
  (sealing) => ({
    stateCodec: epoch,
    start: ({ encryption, senderData }, me, tree) => {
      const members = Array.from({ length: tree.leafCount }, (_, i) => leafIndex(i)).filter((at) => tree.occupied(at))
      return { me, members, senderData, secret: encryption, next: 0, heard: [] }
    },
    protect: (now, header, content) => {
      if (now.next >= 2 ** 31) return refused("Exhausted")
      const key = keyOf(sealing.suite, now, now.me, now.next)
      const sealed = sealBody(sealing, now.senderData, header, now.me, now.next, key, content)
      return Result.succeed({ body: sealed, state: { ...now, next: now.next + 1 }, retired: [] })
    },
    unprotect: (now, header, sealed) => {
      const claimed = readSender(sealing, now.senderData, header, sealed)
      const sender = now.members.find((at) => at === claimed?.leafIndex && at !== now.me)
      if (claimed === undefined || sender === undefined) return refused("BadCiphertext")
      const before = now.heard.find(({ from }) => from === sender)?.arrivals ?? noArrivals
      return Result.flatMap(arrive(before, claimed.generation, window), (arrivals) => {
        const key = keyOf(sealing.suite, now, sender, claimed.generation)
        const content = openContent(sealing, header, claimed, key, sealed.ciphertext)
        if (content === undefined) return refused("BadCiphertext")
        const heard = [...now.heard.filter(({ from }) => from !== sender), { from: sender, arrivals }]
        return Result.succeed({ sender, content, state: { ...now, heard }, retired: [] })
      })
    },
    // The one secret opens everything since the epoch began.
    retained: ({ heard, next }) => ({ keys: 1, oldest: Math.max(0, next - 1, ...heard.map(({ arrivals }) => arrivals.next - 1)) }),
    forget: (now) => ({ state: now, retired: [] })
  })
)

export default messageProtection({ id, title: "One key for each sender of an epoch", source: "an experiment", layer })
