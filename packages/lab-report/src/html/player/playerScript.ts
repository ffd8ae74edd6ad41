import { controlScript } from "./controlScript.ts"
import { drawScript } from "./drawScript.ts"
import { filmScript } from "./filmScript.ts"

/** Plays the films of a page's trees. It reads what `players` wrote into each figure, and makes elements from text only. */
export const playerScript = `
(() => {${filmScript}${drawScript}${controlScript}
  for (const figure of document.querySelectorAll("figure.player")) player(figure)
})()
`

/** What the page's policy calls `playerScript`. */
export const playerScriptHash = "sha256-Y5CBVuwyN1S4tGvZPi7oLGAdyZun8lT8x3bGuICnyG4="
