import type { Figure } from "../figure.ts"
import { adminsFigure } from "./admins.ts"
import { churnFigure } from "./churn.ts"
import { concurrentFigure } from "./concurrent.ts"
import { decentralFigure } from "./decentral.ts"
import { setupAndTalkFigure } from "./setupAndTalk.ts"

/** Curves of ours laid over published ones, in the order of their page. */
export const reproductions: ReadonlyArray<Figure> = [churnFigure, adminsFigure, concurrentFigure, decentralFigure, setupAndTalkFigure]
