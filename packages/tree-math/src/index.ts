export {
  isLeaf,
  type LeafCount,
  leafCountFor,
  type LeafIndex,
  leafIndex,
  type NodeCount,
  nodeCount,
  type NodeIndex,
  nodeIndex,
  toLeaf,
  toNode
} from "./indices.ts"
export {
  childToward,
  commonAncestor,
  copath,
  covers,
  directPath,
  isNode,
  leafNodes,
  leafRange,
  left,
  level,
  parent,
  right,
  root,
  sibling
} from "./path.ts"
