import { tellRows } from "./pairs/rows.ts"

tellRows(1, 2)
