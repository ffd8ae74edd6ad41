import { countingChannel, openCircle, type Traffic } from "@copath/conformance"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import { oneTime, ratchet, staticHpke } from "@copath/pairwise-channel"
import * as Layer from "effect/Layer"
import { type Options, senderKeys } from "../src/index.ts"

export const crypto = { suite: cipherSuite(1), entropy: seededEntropy }
export const channels = { "static-hpke": staticHpke(), "one-time": oneTime(), ratchet: ratchet() }
export type Over = keyof typeof channels

/** Members who share sender keys over a channel whose traffic is counted. */
export const circleOf = (
  size: number,
  channel: (typeof channels)[Over],
  options: Partial<Options> = {},
  traffic: Traffic = { seals: 0, opens: 0 }
) => openCircle(Layer.provide(senderKeys({ pastEpochs: 0, ...options }), countingChannel(channel, traffic)), crypto, size)
