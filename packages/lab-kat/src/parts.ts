import { MessageProtection, PairwiseChannel } from "@copath/contracts"
import { staticHpke } from "@copath/pairwise-channel"
import { type ChannelPart, messageProtection, type Part } from "@copath/profile-lab"
import { senderKeys } from "@copath/protection-sender-keys"
import { changed } from "./variant.ts"

const unchanged = () => ({})

/** Nothing is kept of an epoch that is over, as in the models that the known answers come from. */
const forgetfulSenderKeys = messageProtection({
  id: "forgetful-sender-keys",
  title: "Sender keys that keep nothing of past epochs",
  source: "lab control",
  layer: changed(MessageProtection, senderKeys({ pastEpochs: 0 }), "forgetful-sender-keys", unchanged)
})

/** The channel keys of the first epoch, for ever. */
const frozenChannel: ChannelPart = {
  axis: "channel",
  id: "static-hpke-frozen",
  title: "Sealed to the leaf keys of the first epoch, for ever",
  source: "lab control",
  strict: false,
  layer: changed(PairwiseChannel, staticHpke({ rotation: "never" }), "static-hpke-frozen", unchanged)
}

/** Parts with other options than the catalog's: what known answers need, and nobody should use. */
export const katParts: ReadonlyArray<Part> = [forgetfulSenderKeys, frozenChannel]
