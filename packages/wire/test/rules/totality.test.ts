import { type Codec, decode, DecodeError, encode } from "@copath/codec"
import {
  groupInfo,
  groupSecrets,
  pathSecret,
  preSharedKeyId,
  proposal,
  ratchetTree,
  requiredCapabilities,
  rfc9420Wire,
  senderData,
  updatePathNodes,
  privateMessageContent,
  type MlsMessage,
  type SenderDataAndCiphertext,
  type UpdatePathNode
} from "@copath/wire"
import * as Result from "effect/Result"
import { expect, test } from "vitest"
import { bytes, commitSample, counting, framed, freshLeaf, groupContextSample, keyPackageSample } from "../samples.ts"

// Ten million inputs take a quarter of an hour: COPATH_FUZZ=10000000.
const RUNS = Number(process.env["COPATH_FUZZ"] ?? 100_000)

/** 32 bytes that no codec writes by itself: an eight-byte run of them in an error is a leak. */
const secret = Uint8Array.from({ length: 32 }, (_, i) => 0x91 + ((i * 47) % 97))

const sample = <A>(codec: Codec<A>, value: NoInfer<A>): readonly [Codec<unknown>, Uint8Array] => [
  codec as Codec<unknown>,
  encode(codec, value)
]

const auth = { signature: secret, confirmationTag: secret }
const info = { groupContext: groupContextSample, extensions: [], confirmationTag: secret, signer: 3, signature: secret }
const messages: ReadonlyArray<MlsMessage<ReadonlyArray<UpdatePathNode>, SenderDataAndCiphertext>> = [
  { _tag: "keyPackage", keyPackage: { ...keyPackageSample, signature: secret } },
  { _tag: "publicMessage", publicMessage: { content: framed({ _tag: "commit", commit: commitSample }), auth, membershipTag: secret } },
  { _tag: "groupInfo", groupInfo: info },
  {
    _tag: "welcome",
    welcome: {
      cipherSuite: 1,
      secrets: [{ newMember: secret, encryptedGroupSecrets: { kemOutput: counting(1, 32), ciphertext: secret } }],
      encryptedGroupInfo: secret
    }
  },
  {
    _tag: "privateMessage",
    privateMessage: {
      groupId: bytes("6730"),
      epoch: 1n,
      contentType: 1,
      authenticatedData: secret,
      body: { encryptedSenderData: secret, ciphertext: secret }
    }
  }
]
const samples: ReadonlyArray<readonly [Codec<unknown>, Uint8Array]> = [
  ...messages.map((message) => sample(rfc9420Wire.mlsMessage, message)),
  sample(rfc9420Wire.commit, commitSample),
  sample(groupInfo, info),
  sample(groupSecrets(pathSecret), {
    joinerSecret: secret,
    pathSecret: { pathSecret: secret },
    psks: [{ _tag: "resumption", usage: 1, pskGroupId: bytes("01"), pskEpoch: 2n, pskNonce: secret }]
  }),
  sample(ratchetTree, [
    { _tag: "leaf", leafNode: freshLeaf },
    undefined,
    { _tag: "leaf", leafNode: { ...freshLeaf, encryptionKey: secret } }
  ]),
  sample(proposal, { _tag: "add", keyPackage: keyPackageSample }),
  sample(preSharedKeyId, { _tag: "external", pskId: secret, pskNonce: secret }),
  sample(requiredCapabilities, { extensionTypes: [1, 2], proposalTypes: [], credentialTypes: [1] }),
  sample(senderData, { leafIndex: 1, generation: 2, reuseGuard: bytes("01020304") }),
  sample(privateMessageContent(updatePathNodes, 1), {
    content: { _tag: "application", applicationData: secret },
    auth: { signature: secret, confirmationTag: undefined },
    padding: 5
  })
]

/** Marsaglia's xorshift: the same inputs in every run. */
const numbers = (seed: number) => {
  let x = seed
  return (below: number): number => {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    return (x >>> 0) % below
  }
}

/** One to three changes: a byte set, a bit flipped, a stretch cut out, doubled, or taken from another sample. */
const mutated = (input: Uint8Array, below: (n: number) => number): Uint8Array => {
  let out = input
  for (let n = below(3); n >= 0; n--) {
    const at = below(out.length + 1)
    const until = Math.min(out.length, at + below(9))
    const other = samples[below(samples.length)]?.[1] ?? input
    const from = below(other.length)
    const put = [
      Uint8Array.of(below(256)),
      Uint8Array.of((out[at] ?? 0) ^ (1 << below(8))),
      new Uint8Array(0),
      out.subarray(at, at + 2 * (until - at)),
      other.subarray(from, from + below(40))
    ][below(5)] as Uint8Array
    out = Uint8Array.from(Buffer.concat([out.subarray(0, at), put, out.subarray(until)]))
  }
  return out
}

/** Calls `look` with `RUNS` mutants and noise, one of each four being noise. */
const everyInput = (seed: number, look: (codec: Codec<unknown>, input: Uint8Array) => void): void => {
  const below = numbers(seed)
  for (let run = 0; run < RUNS; run++) {
    const [codec, whole] = samples[run % samples.length] as (typeof samples)[number]
    // Small numbers get further than others.
    const input = run % 4 === 3 ? Uint8Array.from({ length: below(100) }, () => below(below(4) === 0 ? 256 : 5)) : mutated(whole, below)
    look(codec, input)
  }
}

interface Seen {
  accepted: number
  refused: number
  readonly wrong: Array<string>
}

const sameBytes = (codec: Codec<unknown>, input: Uint8Array): string => {
  const result = decode(codec, input)
  if (Result.isFailure(result)) return result.failure instanceof DecodeError ? "refused" : `failed with ${String(result.failure)}`
  const canonical = Buffer.compare(encode(codec, result.success), input) === 0
  return canonical ? "accepted" : `${codec.name}: ${Buffer.from(input).toString("hex")} is accepted and not canonical`
}

const leaks = Array.from({ length: secret.length - 7 }, (_, i) => Buffer.from(secret).subarray(i, i + 8)).flatMap((run) => [
  run.toString("hex"),
  run.toString("latin1"),
  run.toString("base64").slice(0, 10),
  [...run].join(",")
])

const silent = (codec: Codec<unknown>, input: Uint8Array): string => {
  const result = decode(codec, input)
  if (Result.isSuccess(result)) return "accepted"
  const said = `${result.failure.message}${JSON.stringify(result.failure)}`
  return said.length > 2000 || leaks.some((run) => said.includes(run)) ? `says ${said}` : "refused"
}

const counted = (seed: number, judge: (codec: Codec<unknown>, input: Uint8Array) => string): Seen => {
  const seen: Seen = { accepted: 0, refused: 0, wrong: [] }
  everyInput(seed, (codec, input) => {
    const verdict = judge(codec, input)
    if (verdict === "accepted" || verdict === "refused") seen[verdict]++
    else if (seen.wrong.length < 5) seen.wrong.push(verdict)
  })
  return seen
}

const hours = { timeout: 7_200_000 }

test(`V017, V018: ${RUNS} mutants and noise are refused with a DecodeError, or encode to the same bytes again`, hours, () => {
  const { accepted, refused, wrong } = counted(0x5eed, sameBytes)
  expect(wrong).toEqual([])
  // Neither side of the property is empty.
  expect(accepted).toBeGreaterThan(RUNS / 100)
  expect(refused).toBeGreaterThan(RUNS / 2)
})

test("V022: no error of a mutant holds eight bytes of what it was made from, in any spelling, nor is it long", hours, () => {
  const { refused, wrong } = counted(0xbad5eed, silent)
  expect(wrong).toEqual([])
  expect(refused).toBeGreaterThan(RUNS / 2)
})
