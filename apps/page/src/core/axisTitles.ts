import type { Axis } from "@copath/profile-lab"

/** What is chosen along each axis, for people who see its name for the first time. */
export const axisTitles: Readonly<Record<Axis, string>> = {
  cgka: "how members come to share a secret",
  "double-join": "what becomes of keys that somebody knows from outside",
  init: "how a new group's tree is filled",
  shape: "which nodes the tree has",
  schedule: "from one epoch's secrets to the next's",
  protection: "which key seals which message",
  nonce: "where a message's nonce comes from",
  "sender-data": "how the sender's name travels",
  channel: "secret channels between two members",
  signature: "which key signs, and for how long",
  position: "where a signature stands",
  signed: "what a signature covers beside the content",
  algorithm: "the signature algorithm",
  lengths: "how long a signature may be",
  aead: "the cipher for messages",
  integrity: "what vouches for the tree",
  insider: "what is done against members who lie",
  handshake: "how proposals and commits travel",
  state: "how much public state members hold",
  recovery: "what becomes of lost state and lost texts",
  devices: "how a user's devices take part",
  provider: "who computes",
  delivery: "who gets which message in which order"
}
