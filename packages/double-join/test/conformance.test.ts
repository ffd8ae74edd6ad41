import { doubleJoinLaws } from "@copath/conformance"
import { blankPolicy, naivePolicy, setAndBookPolicy, taintPolicy, takeoverPolicy, unmergedPolicy, wishBesidePath } from "../src/index.ts"

const policies = [naivePolicy, takeoverPolicy, blankPolicy, unmergedPolicy, taintPolicy, setAndBookPolicy()]
for (const policy of policies) {
  doubleJoinLaws(policy.id, policy)
  doubleJoinLaws(`${policy.id} with a key for every parent`, policy, { filtered: false, sizes: [2, 5, 8, 9] })
}
doubleJoinLaws("set+book that wishes blank parents beside the path", setAndBookPolicy(wishBesidePath))
