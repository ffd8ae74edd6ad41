import {
  Aes128Gcm,
  Aes256Gcm,
  CipherSuite,
  DhkemP256HkdfSha256,
  DhkemP384HkdfSha384,
  DhkemP521HkdfSha512,
  DhkemX25519HkdfSha256,
  HkdfSha256,
  HkdfSha384,
  HkdfSha512
} from "@hpke/core"
import { DhkemX448HkdfSha512 } from "@hpke/dhkem-x448"
import type { HpkeCiphertext, KeyPair, Suite } from "@copath/contracts"
import { describe, expect, test } from "vitest"
import { nobleSuite } from "@copath/crypto-noble"
import { nodeSuite, osRandom } from "../src/index.ts"

/*
 * A live peer by other authors, @hpke/core, in base and in auth mode: what either of our providers seals it opens, and the other way round. It has every DHKEM of ours; its ChaCha20-Poly1305 is a
 * package of its own, so suites 3 and 6 are left to the laws.
 */

const peers: Readonly<Record<number, () => CipherSuite>> = {
  1: () => new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes128Gcm() }),
  2: () => new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes128Gcm() }),
  4: () => new CipherSuite({ kem: new DhkemX448HkdfSha512(), kdf: new HkdfSha512(), aead: new Aes256Gcm() }),
  5: () => new CipherSuite({ kem: new DhkemP521HkdfSha512(), kdf: new HkdfSha512(), aead: new Aes256Gcm() }),
  7: () => new CipherSuite({ kem: new DhkemP384HkdfSha384(), kdf: new HkdfSha384(), aead: new Aes256Gcm() })
}

/** Memory that is an ArrayBuffer's own, as WebCrypto has it. */
const own = (bytes: Uint8Array): ArrayBuffer => bytes.slice().buffer

const pairOf = ({ kem }: Suite): KeyPair => kem.derive(osRandom(kem.seedSize))

const text = new TextEncoder()
const [info, aad, plain] = ["an info", "beside it", "what is said"].map((t) => text.encode(t)) as [Uint8Array, Uint8Array, Uint8Array]

const ours = { "node:crypto": nodeSuite, noble: nobleSuite }
const pairs = Object.entries(ours).flatMap(([provider, suiteOf]) =>
  Object.keys(peers).map((id) => [provider, Number(id), suiteOf] as const)
)

describe.each(pairs)("%s, suite %i, and @hpke/core", (_, id, suiteOf) => {
  const suite = suiteOf(id)
  const peer = peers[id]!()
  const { auth, open, seal } = suite.hpke
  const theirs = async ({ publicKey, secretKey }: KeyPair) => ({
    publicKey: await peer.kem.deserializePublicKey(own(publicKey)),
    privateKey: await peer.kem.deserializePrivateKey(own(secretKey.expose()))
  })
  const asSent = ({ ct, enc }: { readonly ct: ArrayBuffer; readonly enc: ArrayBuffer }): HpkeCiphertext => ({
    kemOutput: new Uint8Array(enc),
    ciphertext: new Uint8Array(ct)
  })
  const opened = async (me: KeyPair, sent: HpkeCiphertext | undefined, sender?: KeyPair) => {
    const from = sender === undefined ? {} : { senderPublicKey: (await theirs(sender)).publicKey }
    const { ciphertext, kemOutput } = sent as HpkeCiphertext
    const params = { recipientKey: (await theirs(me)).privateKey, enc: own(kemOutput), info: own(info), ...from }
    return new Uint8Array(await peer.open(params, own(ciphertext), own(aad)))
  }

  test("open in base mode what the other sealed", async () => {
    const me = pairOf(suite)
    const params = { recipientPublicKey: (await theirs(me)).publicKey, info: own(info) }
    expect(open(me, info, aad, asSent(await peer.seal(params, own(plain), own(aad))))).toEqual(plain)
    expect(await opened(me, seal(me.publicKey, info, aad, plain, osRandom))).toEqual(plain)
  })

  test("R052: open in auth mode what the other sealed, under the sender's public key and no other", async () => {
    const [sender, me, other] = [pairOf(suite), pairOf(suite), pairOf(suite)]
    const params = { recipientPublicKey: (await theirs(me)).publicKey, senderKey: await theirs(sender), info: own(info) }
    const sent = asSent(await peer.seal(params, own(plain), own(aad)))
    expect(auth?.open(me, sender.publicKey, info, aad, sent)).toEqual(plain)
    expect(auth?.open(me, other.publicKey, info, aad, sent)).toBeUndefined()
    expect(open(me, info, aad, sent)).toBeUndefined()
    const sealed = auth?.seal(sender, me.publicKey, info, aad, plain, osRandom)
    expect(await opened(me, sealed, sender)).toEqual(plain)
    await expect(opened(me, sealed, other)).rejects.toThrow(Error)
    await expect(opened(me, sealed)).rejects.toThrow(Error)
  })
})
