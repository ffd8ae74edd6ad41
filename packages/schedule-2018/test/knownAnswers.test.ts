import { encode } from "@copath/codec"
import { type EpochSecrets, noBytes, Secret } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import { groupContext } from "@copath/wire"
import { createHash, createHmac } from "node:crypto"
import { describe, expect, it } from "vitest"
import { contextLabels } from "../src/hkdfLabel.ts"
import { d00, d01, d02, d04, d05, d07, type Form, joinEpoch, nextEpoch } from "../src/index.ts"

/*
 * The drafts' formulas once more, from their texts, with nothing but HMAC and SHA-256: labels are put together by hand, byte by byte.
 */

const suite = nobleSuite(1)
const hash = (data: Uint8Array): Buffer => createHash("sha256").update(data).digest()
/** HKDF-Extract and HKDF-Expand of RFC 5869, for outputs of one block. */
const extract = (salt: Uint8Array, ikm: Uint8Array): Buffer => createHmac("sha256", salt).update(ikm).digest()
const expand = (prk: Uint8Array, info: Uint8Array): string =>
  createHmac("sha256", prk)
    .update(Buffer.concat([info, Uint8Array.of(1)]))
    .digest("hex")
const secret = (byte: number): Secret => new Secret(new Uint8Array(32).fill(byte))
const shown = (s: Secret | undefined): string => Buffer.from(s?.expose() ?? noBytes).toString("hex")

const context = encode(groupContext, {
  version: 1,
  cipherSuite: 1,
  groupId: Uint8Array.of(0x67, 0x72, 0x70),
  epoch: 0x0102_0304n,
  treeHash: new Uint8Array(32).fill(0xaa),
  confirmedTranscriptHash: new Uint8Array(32).fill(0xbb),
  extensions: []
})

/** `uint16 length = 32; opaque label<7..255> = "mls10 " + Label`. */
const label = (text: string): Buffer => {
  const bytes = Buffer.from(`mls10 ${text}`)
  return Buffer.concat([Uint8Array.of(0, 32, bytes.length), bytes])
}
const infos = {
  // group_id<0..2^16-1>, uint32 epoch, message<1..2^16-1>
  d00: (text: string) =>
    Buffer.concat([
      label(text),
      Buffer.from("0003677270", "hex"),
      Buffer.from("01020304", "hex"),
      Buffer.from("0020", "hex"),
      hash(context)
    ]),
  // GroupState, without a length of its own
  d01: (text: string) => Buffer.concat([label(text), context]),
  // context<0..2^32-1> = Hash(GroupState)
  d04: (text: string) => Buffer.concat([label(text), Buffer.from("00000020", "hex"), hash(context)]),
  // group_context<0..255> = Hash(GroupContext) before it all, and an empty context
  d07: (text: string) => Buffer.concat([Uint8Array.of(32), hash(context), label(text), Buffer.from("00000000", "hex")])
}

/** What each draft has, and how it calls it. */
const drafts: ReadonlyArray<{
  readonly form: Form
  readonly info: (text: string) => Buffer
  readonly labels: Readonly<Partial<Record<keyof EpochSecrets, string>>>
}> = [
  { form: d00, info: infos.d00, labels: { encryption: "msg", external: "add", init: "init" } },
  { form: d01, info: infos.d01, labels: { encryption: "app", init: "init" } },
  { form: d02, info: infos.d01, labels: { encryption: "app", confirmation: "confirm", init: "init" } },
  { form: d04, info: infos.d04, labels: { encryption: "app", confirmation: "confirm", init: "init" } },
  { form: d05, info: infos.d04, labels: { senderData: "sender data", encryption: "app", confirmation: "confirm", init: "init" } },
  { form: d07, info: infos.d07, labels: { senderData: "sender data", encryption: "app", confirmation: "confirm", init: "init" } }
]

/** What is no draft's, but the engine's wish. */
const added = {
  senderData: "extra sender data",
  confirmation: "extra confirm",
  membership: "extra membership",
  exporter: "extra exporter",
  authenticator: "extra authentication",
  resumption: "extra resumption"
}

describe("a draft's formulas, written down once more", () => {
  for (const { form, info, labels } of drafts) {
    const none = secret(0)

    it(`${form.id}: two epochs in a row, and the same as a joiner comes to them`, () => {
      let init = Buffer.from(new Uint8Array(32).fill(1))
      let ours = secret(1)
      for (const update of [2, 3]) {
        const epochSecret = extract(init, new Uint8Array(32).fill(update))
        const expected = Object.fromEntries(
          Object.entries({ ...added, ...labels }).map(([name, text]) => [name, expand(epochSecret, info(text))])
        )
        const { epoch, handoff } = nextEpoch(suite, form, { init: ours, commit: secret(update), psk: none, groupContext: context })
        const joined = joinEpoch(suite, form, { handoff, psk: none, groupContext: context })
        for (const got of [epoch, joined]) {
          expect(Object.fromEntries(Object.entries(got).map(([name, s]) => [name, shown(s)]))).toEqual(expected)
        }
        expect(shown(handoff)).toBe(epochSecret.toString("hex"))
        init = Buffer.from(expected["init"] as string, "hex")
        ours = epoch.init
      }
    })

    it(`${form.id}: a pre-shared key, which the draft has not, is extracted in between`, () => {
      const epochSecret = extract(extract(new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)), new Uint8Array(32).fill(9))
      const { epoch } = nextEpoch(suite, form, { init: secret(1), commit: secret(2), psk: secret(9), groupContext: context })
      expect(shown(epoch.encryption)).toBe(expand(epochSecret, info(labels.encryption as string)))
    })

    it(`${form.id}: has an add key exactly if its draft had`, () => {
      const { epoch } = nextEpoch(suite, form, { init: secret(1), commit: secret(2), psk: none, groupContext: context })
      expect("external" in epoch).toBe(labels.external !== undefined)
    })
  }
})

describe("worked examples of draft 05's labels, computed apart from this code", () => {
  const outside = (from: string, text: string, info: string, length: number): string =>
    shown(
      contextLabels.outside(
        suite,
        new Secret(new Uint8Array(Buffer.from(from, "hex"))),
        text,
        new Uint8Array(Buffer.from(info, "hex")),
        length
      )
    )

  it("draft 05's HKDF-Expand-Label gives path secrets and node secrets", () => {
    const path0 = "05".repeat(32)
    const path1 = outside(path0, "path", "", 32)
    const path2 = outside(path1, "path", "", 32)
    expect(path1).toBe("e57355e302206d54872403ecdfc8e64e25839d6de41c98ac8cde9917dee7905f")
    expect(path2).toBe("74e7d761f275f35ab3df14e67359057fd4321e2169adc9f02da420472fe8abc8")
    expect([path0, path1, path2].map((path) => outside(path, "node", "", 32))).toEqual([
      "e000ebf36386a23f1d5844e1db51afea3967ea7a45f98b77cf2976925fe4ff03",
      "fa5f6e68102da8fd9ac78a68d5cb8ff2fdadcf9ca4e1600635030af5f4391bc5",
      "23e50f24085a0bed9bd7d077c6688dc035b5fd93373b084537037b6ed693564c"
    ])
    // Draft 06's update secret: one step beyond the root.
    expect(outside(path2, "path", "", 32)).toBe("e89efadd05f0be75f74cb363c0896889aa92088dc85d425a5ea12ae3c45e6e6a")
  })

  it("and a sender's chain, under a context of four bytes", () => {
    const first = outside("0a".repeat(32), "app sender", "00000001", 32)
    const second = outside(first, "app sender", "00000001", 32)
    expect([first, outside(first, "key", "", 16), outside(first, "nonce", "", 12)]).toEqual([
      "ae6dc61d0659b4c2753d30ba4999562e83760eed151f7b2c6a9baac5d906dee9",
      "caed827799875114a94b8cbd96857d2d",
      "61624eb1a356e73c75f40277"
    ])
    expect([second, outside(second, "key", "", 16), outside(second, "nonce", "", 12)]).toEqual([
      "5bc69d44b691079f0294f36c838b22d673c7e20a095c0e6a7360f8b0c4680a28",
      "51c46ffe409b18b1ae64217e4414724f",
      "36e6cd0920f635353eb00e79"
    ])
  })
})
