import { b00Layer, d01Layer, layer as d00Layer, naiveLayer, passThroughLayer, setupLayer } from "@copath/cgka-art"
import { layer as flat } from "@copath/cgka-flat"
import { pairwise, senderKeys } from "@copath/cgka-roster"
import { treekem18, treekem9420, treekemD05 } from "@copath/cgka-treekem"
import { blank, naive, setAndBook, taint, takeover, unmerged } from "@copath/double-join"
import { TreeShaping } from "@copath/contracts"
import { blankInit, everyLevel, fullInit, sequential, warmTop } from "@copath/tree-fill"
import { fullWithBlanks, leftBalanced } from "@copath/tree-math"
import * as Layer from "effect/Layer"
import type { CgkaPart, Part } from "../part.ts"

/** Edits beside the committer's path: no parent hash describes them. */
const offPath = { integrity: "none" }

/** What ART leaves nothing to choose of. */
const ownTree = {
  "double-join": "a parent is made from both of its children, so there is nothing to seal to a resolution; it keeps a book of its own",
  init: "a creator fills every node, for no parent can be blank"
}

const noTree = {
  "double-join": "nobody holds another's key, so there is nothing to join twice",
  init: "there are no inner nodes to fill",
  shape: "there are no inner nodes, of whatever shape"
}

/** ART and its historical forms, which differ in who learns a newcomer's leaf and in what becomes of a removed one. */
const arts = (
  [
    ["art", d00Layer, "draft-ietf-mls-protocol-00, 8.2", "ART, every parent the DH of its children; the adder learns a newcomer's leaf"],
    ["art-b00", b00Layer, "draft-barnes-mls-protocol-00", "ART; every member learns a newcomer's leaf"],
    ["art-d01", d01Layer, "draft-ietf-mls-protocol-01, 7.2", "ART; a newcomer's leaf comes in its Welcome"],
    ["art-setup", setupLayer, "eprint 2017/666", "ART; one setup key for all newcomers of a commit"],
    [
      "art-pass-through",
      passThroughLayer,
      "draft-ietf-mls-protocol-00, 5.3.4",
      "ART; a blank leaf is passed over, so only a neighbour can remove"
    ],
    ["art-naive", naiveLayer, "draft-ietf-mls-protocol-00", "ART without a book: a negative control"]
  ] as const
).map(([id, layer, source, title]): CgkaPart => ({
  axis: "cgka",
  id,
  title,
  source,
  strict: false,
  layer,
  implies: offPath,
  fixes: ownTree
}))

/** How members come to share a secret, and what their tree looks like. */
export const keyAgreement: ReadonlyArray<Part> = [
  {
    axis: "cgka",
    id: "treekem9420",
    aliases: ["treekem"],
    title: "TreeKEM of RFC 9420",
    source: "RFC 9420, 7",
    strict: true,
    layer: treekem9420
  },
  {
    axis: "cgka",
    id: "treekem18",
    title: "TreeKEM of 2018: secrets hashed up from the leaf",
    source: "TreeKEM, May 2018; draft-ietf-mls-protocol-02",
    strict: false,
    layer: treekem18,
    implies: offPath
  },
  {
    axis: "cgka",
    id: "treekem-d05",
    title: "TreeKEM of drafts 04 to 08: path secrets from the leaf",
    source: "draft-ietf-mls-protocol-05, 5.4",
    strict: false,
    layer: treekemD05,
    implies: offPath
  },
  ...arts,
  {
    axis: "cgka",
    id: "mkem",
    aliases: ["flat"],
    title: "One encryption per member",
    source: "Smart 2005",
    strict: false,
    layer: flat,
    fixes: noTree
  },
  {
    axis: "cgka",
    id: "senderkeys",
    title: "No group secret: a roster, and a chain that each sender hands out",
    source: "WhatsApp; Signal",
    strict: false,
    layer: senderKeys,
    implies: { protection: "sender-keys" },
    fixes: noTree
  },
  {
    axis: "cgka",
    id: "pairwise",
    title: "No group secret: a roster, and a channel for each two members",
    source: "Signal",
    strict: false,
    layer: pairwise,
    implies: { protection: "pairwise" },
    fixes: noTree
  },

  {
    axis: "double-join",
    id: "unmerged",
    title: "New leaves are listed at the nodes above, removed ones blank their path",
    source: "RFC 9420, 7",
    strict: true,
    layer: unmerged
  },
  {
    axis: "double-join",
    id: "blank",
    title: "Adding and removing blank the path",
    source: "draft-ietf-mls-protocol-02, 5.3; -06",
    strict: false,
    layer: blank
  },
  {
    axis: "double-join",
    id: "taint",
    aliases: ["tainted"],
    title: "A book of who knows which node from outside; whoever updates or leaves refreshes those too",
    source: "eprint 2019/1489",
    strict: false,
    layer: taint,
    implies: offPath
  },
  {
    axis: "double-join",
    id: "set+book",
    title: "The same book; removing blanks what the removed one knew, and nodes are set on wish",
    source: "working group list, November 2018",
    strict: false,
    layer: setAndBook(),
    implies: offPath
  },
  {
    axis: "double-join",
    id: "takeover",
    title: "A removed member's slot belongs to the remover, and goes with it",
    source: "draft-ietf-mls-protocol-01, 7.4",
    strict: false,
    layer: takeover,
    implies: offPath
  },
  {
    axis: "double-join",
    id: "naive",
    title: "Whoever adds or removes sets the path and keeps the keys: a negative control",
    source: "draft-ietf-mls-protocol-00",
    strict: false,
    layer: naive,
    implies: offPath
  },

  {
    axis: "init",
    id: "blank-init",
    title: "All at once, every parent blank but the creator's path",
    source: "RFC 9420, 11; draft-ietf-mls-protocol-07, 9.1",
    strict: true,
    layer: blankInit
  },
  {
    axis: "init",
    id: "sequential",
    title: "One member after the other",
    source: "draft-ietf-mls-protocol-00 to -06",
    strict: true,
    layer: sequential
  },
  {
    axis: "init",
    id: "full-init",
    title: "The creator sets every node, and is booked for it",
    source: "eprint 2017/666",
    strict: false,
    layer: fullInit,
    implies: { ...offPath, "double-join": "taint" }
  },
  {
    axis: "init",
    id: "warm-top",
    title: "The creator sets the top four levels",
    source: "interim, September 2018",
    strict: false,
    layer: warmTop(),
    implies: { ...offPath, "double-join": "taint" }
  },
  {
    axis: "init",
    id: "blank-init/2",
    aliases: ["every-2nd-level"],
    title: "Keys on every second level only",
    source: "interim, September 2018",
    strict: false,
    layer: everyLevel(2),
    implies: offPath
  },

  {
    axis: "shape",
    id: fullWithBlanks.id,
    title: "A full tree, blank at its right end",
    source: "RFC 9420, 7.7",
    strict: true,
    layer: Layer.succeed(TreeShaping, fullWithBlanks)
  },
  {
    axis: "shape",
    id: leftBalanced.id,
    title: "As many leaves as members need, no node with one child",
    source: "draft-ietf-mls-protocol-00 to -12",
    strict: false,
    layer: Layer.succeed(TreeShaping, leftBalanced)
  }
]
