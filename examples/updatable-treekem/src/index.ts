import { cgka } from "@copath/profile-lab"
import { layer } from "./layer.ts"
import { id } from "./wire.ts"

export { layer, updatableTreeKem } from "./layer.ts"
export { type Encapsulated, lineSize, upke, type Upke } from "./upke.ts"

export default cgka({
  id,
  aliases: ["rtreekem"],
  title: "TreeKEM whose keys move on with every use",
  source: "Alwen, Coretti, Dodis, Tselekounis 2020 (eprint 2019/1189)",
  layer,
  fixes: {
    "double-join": "new leaves are listed as unmerged and removed ones blank their path, as in RFC 9420: nobody knows a node from outside",
    init: "a creator sets its own path; other parents are filled as members commit"
  }
})
