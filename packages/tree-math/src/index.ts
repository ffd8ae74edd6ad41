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
export {
  fullWithBlanks,
  leftBalanced,
  standIn,
  standingCopath,
  standingParent,
  standingPath,
  standingRight,
  standingRoot,
  stands,
  type TreeShape,
  type TreeShapeId
} from "./shape.ts"
