import { expandWithLabel, Secret, type Suite } from "@copath/contracts"

/*
 *            root = application_export_secret          65,536 leaves, one for each component id. A branch is one secret until
 *           .----+----.                                something below it is taken; then that secret is gone, and the
 *        "left"    "right"                             two below it stand for the rest. A taken leaf is gone itself:
 *         .-+-.                                        what is left cannot compute it.
 *        …     …
 *   16 levels down: the secret of a component
 */

/** Levels between the root and the leaves: 2^16 leaves. */
export const HEIGHT = 16

/** A branch of an exporter tree (draft-ietf-mls-extensions-09, 4.4). */
export type Branch =
  | { readonly _tag: "closed"; readonly secret: Secret }
  | { readonly _tag: "opened"; readonly left: Branch; readonly right: Branch }
  | { readonly _tag: "taken" }

/** A tree of which nothing was taken. */
export const closed = (secret: Secret): Branch => ({ _tag: "closed", secret })
const taken = { _tag: "taken" } as const

/** A component's secret out of a tree, and the tree without it. */
export interface Taken {
  readonly secret: Secret
  readonly tree: Branch
  /** The one secret of the given tree that the new one no longer holds. */
  readonly retired: ReadonlyArray<Secret>
}

const utf8 = new TextEncoder()
const left = utf8.encode("left")
const right = utf8.encode("right")

/**
 * Takes the secret of a component, 0 to 65535; `undefined` if it is taken already. The given tree is left as it was. Costs two expansions for each branch that
 * has to be opened: 32 the first time.
 */
export const take = (suite: Suite, tree: Branch, component: number): Taken | undefined => {
  const beside: Array<Branch> = []
  const retired: Array<Secret> = []
  let branch = tree
  // The first secret on the way stands in the given tree; those derived from it here are nobody else's.
  const gone = (secret: Secret): void => {
    if (retired.length === 0) retired.push(secret)
    else secret.wipe()
  }
  for (let level = HEIGHT - 1; level >= 0; level--) {
    if (branch._tag === "taken") return undefined
    const parent: { readonly left: Branch; readonly right: Branch } = branch._tag === "closed" ? split(suite, branch.secret) : branch
    if (branch._tag === "closed") gone(branch.secret)
    const onTheRight = isRight(component, level)
    beside.push(onTheRight ? parent.left : parent.right)
    branch = onTheRight ? parent.right : parent.left
  }
  if (branch._tag === "taken") return undefined
  if (branch._tag === "opened") throw new TypeError("a parent where a leaf belongs")
  const secret = new Secret(branch.secret.expose().slice())
  gone(branch.secret)
  return { secret, tree: closedOver(beside, component), retired }
}

/** The tree whose branches beside the way to a taken leaf are these, from the root down. Where both sides are taken, so is their parent. */
const closedOver = (beside: ReadonlyArray<Branch>, component: number): Branch => {
  let branch: Branch = taken
  for (let level = 0; level < HEIGHT; level++) {
    const other = beside[HEIGHT - 1 - level] as Branch
    if (branch._tag === "taken" && other._tag === "taken") continue
    branch = isRight(component, level) ? { _tag: "opened", left: other, right: branch } : { _tag: "opened", left: branch, right: other }
  }
  return branch
}

/** Whether the leaf lies in the right half of its ancestor, `level` + 1 levels above the leaves. */
const isRight = (component: number, level: number): boolean => ((component >>> level) & 1) === 1

/** A parent's two children, as in a secret tree (RFC 9420, section 9). */
const split = (suite: Suite, secret: Secret): { readonly left: Branch; readonly right: Branch } => ({
  left: closed(expandWithLabel(suite, secret, "tree", left, suite.kdf.size)),
  right: closed(expandWithLabel(suite, secret, "tree", right, suite.kdf.size))
})

/** Every secret that a tree holds, from left to right. */
export const secretsIn = (tree: Branch): ReadonlyArray<Secret> => {
  switch (tree._tag) {
    case "closed":
      return [tree.secret]
    case "opened":
      return [...secretsIn(tree.left), ...secretsIn(tree.right)]
    case "taken":
      return []
  }
}
