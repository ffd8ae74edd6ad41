import { headerSize } from "@copath/codec"
import { encodedTreeSize, type PublicTree } from "@copath/membership"

const field = (length: number): number => headerSize(length) + length

/**
 * By how many bytes a GroupInfo, and the Welcome around it, are longer for the ratchet tree in them (RFC 9420, 12.4.3.3): of trees whose encoding is not to be made. `info`:
 * the encoded GroupInfo's length without any extension; `tag`: the AEAD's.
 */
export const treeInInfo = (tree: PublicTree, info: number, tag: number): { readonly info: number; readonly welcome: number } => {
  const extension = 2 + field(encodedTreeSize(tree))
  // The list of extensions was empty: a header of one byte.
  const inInfo = field(extension) - field(0)
  return { info: inInfo, welcome: field(info + inInfo + tag) - field(info + tag) }
}
