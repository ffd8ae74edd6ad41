export { csv } from "./csv.ts"
export { html } from "./html.ts"
export { markdown } from "./markdown.ts"
export { table, type TableOptions } from "./table.ts"
